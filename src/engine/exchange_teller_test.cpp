// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_teller.hpp"

#include <fstream>

#include "engine/test_engine.hpp"
#include "engine/test_exchange.hpp"

namespace redress::engine::test {
namespace {

// Far from each other, unlike those of test_exchange.hpp.
std::string hash_of(int number) { return render_hex(sha256(std::to_string(number))); }

// An engine whose bank NCII is fed by exchanges that listen in this process.
class ExchangeTellerTest : public EngineTest {
 protected:
  ExchangeTellerTest() {
    banks_ = store::BankStore::open(folder_).value();
    options_.banks = banks_.get();
    store::BankPolicy policy;
    policy.name = "NCII";
    policy.territory = law::everywhere();
    EXPECT_TRUE(banks_->make_bank(policy, by_).ok());
    std::ofstream(folder_ / "key") << "SECRET\n";
  }
  ~ExchangeTellerTest() override { stop(); }
  ExchangeSettings& add_exchange(const std::string& name, const TestExchange& server,
                                 ExchangeKind kind = ExchangeKind::stopncii) {
    ExchangeSettings settings;
    settings.name = name;
    settings.kind = kind;
    settings.bank = "NCII";
    settings.url = server.url("/v1");
    settings.feedback = true;
    const std::string key = folder_ / "key";
    settings.api_key_file = kind == ExchangeKind::ncmec ? "" : key;
    if (kind == ExchangeKind::stopncii) settings.subscription_key_file = settings.feedback_key_file = key;
    if (kind == ExchangeKind::threatexchange) settings.group = "777";
    if (kind == ExchangeKind::ncmec) settings.user = "us";
    if (kind == ExchangeKind::ncmec) settings.password_file = key;
    options_.reach_allowed.push_back(server.name());
    return options_.exchanges.emplace_back(std::move(settings));
  }
  std::int64_t put(const std::string& source, int number, const std::string& feedback_ref = "") {
    store::BankEntry entry;
    entry.pdq = hash_of(number);
    entry.role = store::EntryRole::confirmed;
    entry.source_ref = "9/" + std::to_string(number);
    entry.feedback_ref = feedback_ref;
    const auto done = banks_->put({"NCII", source, {std::move(entry)}, {}, {}}, by_);
    EXPECT_TRUE(done.ok() && engine_->refresh_banks().ok());
    return done.value().nos.at(0);
  }
  // A registered upload, which the bank knows: its case.
  Id upload(const std::string& pdq, const std::string& name = "p1") {
    store::Content content = picture(name, 'c');
    content.sha256 = render_hex(sha256(name));
    content.pdq = pdq;
    content.pdq_quality = 100;
    const auto answer = check(content);
    EXPECT_FALSE(answer.case_code.empty());
    return engine_->find_case(answer.case_code).value();
  }
  void reverse(const Id& id) {
    const auto done = act(id, cases::Reverse{"it was a film poster"}, cases::test::officer());
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  bool has_told(const TestExchange& server, const std::string& word) {
    return wait_until([&] {
      const auto asked = server.asked();
      return !asked.empty() && asked.back().body.find(word) != std::string::npos;
    });
  }
  // Is the delivery that the decision gave concluded? Before it is made there is none that waits either.
  bool is_decision_told(const Id& id, const std::string& receiver) const {
    const auto records = engine_->events().load_case(id).value();
    for (const store::Record& record : records) {
      if (!std::holds_alternative<cases::Decided>(std::get<cases::Event>(record.body).body)) continue;
      const auto delivery =
          engine_->events().find_delivery(receiver, make_delivery_id("feedback", id, record.case_seq)).value();
      return delivery && delivery->state == store::DeliveryState::done;
    }
    return false;
  }
  bool has_act(const std::string& what) const {
    const auto acts = banks_->load_acts("NCII", 100);
    EXPECT_TRUE(acts.ok());
    return std::any_of(acts.value().begin(), acts.value().end(), [&](const auto& act) { return act.what == what; });
  }

  const store::BankStore::By by_{"asha", Instant{1'000}};
  std::unique_ptr<store::BankStore> banks_;
};

std::string agree(const Asked&) { return mail::http_answer(200); }

TEST_F(ExchangeTellerTest, WhatBecomesOfAMatchIsToldAsItHappens) {
  TestExchange server(agree);
  add_exchange("stopncii", server);
  start();
  put("stopncii", 1);
  const Id id = upload(hash_of(1));
  ASSERT_TRUE(has_told(server, "PendingReview"));
  decide(id);
  ASSERT_TRUE(has_told(server, "\"Blocked\""));
  reverse(id);
  ASSERT_TRUE(has_told(server, "NotBlocked"));
  EXPECT_EQ(server.asked().size(), 3U);
  EXPECT_EQ(server.asked()[0].target, "/v1/SubmitFeedback");
  ASSERT_TRUE(wait_until([&] { return has_act("told to the exchange: harmless"); }));
}

TEST_F(ExchangeTellerTest, ARejectedMatchIsSaidToBeHarmless) {
  TestExchange server(agree);
  add_exchange("threat", server, ExchangeKind::threatexchange);
  start();
  put("threat", 1, "55");
  const Id id = upload(hash_of(1));
  ASSERT_TRUE(has_told(server, "SAW_THIS_TOO"));
  EXPECT_EQ(server.asked()[0].target, "/v1/55") << "addressed as the exchange wants it";
  cases::Decide turned_down = removal();
  turned_down.outcome = cases::Outcome::reject;
  decide(id, turned_down);
  ASSERT_TRUE(has_told(server, "NON_MALICIOUS"));
}

TEST_F(ExchangeTellerTest, TheBytesOfAFilmAreToldAsThoseOfAFilm) {
  TestExchange server(agree);
  add_exchange("threat", server, ExchangeKind::threatexchange);
  start();
  const std::string md5(32, 'b');
  store::BankEntry entry;
  entry.md5 = md5;
  entry.role = store::EntryRole::confirmed;
  entry.source_ref = "77";
  ASSERT_TRUE(banks_->put({"NCII", "threat", {entry}, {}, {}}, by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  store::Content film = picture("film", 'c');
  film.kind = "video";
  film.sha256 = render_hex(sha256("film"));
  film.md5 = md5;
  film.pdq.clear();
  const auto met = check(film);
  ASSERT_FALSE(met.case_code.empty());
  decide(engine_->find_case(met.case_code).value());
  ASSERT_TRUE(has_told(server, "type=HASH_VIDEO_MD5&status=MALICIOUS"));
}

TEST_F(ExchangeTellerTest, NothingIsToldThatTheExchangeHasNoWordFor) {
  TestExchange server(agree);
  add_exchange("ncmec", server, ExchangeKind::ncmec);
  start();
  put("ncmec", 1);
  const Id id = upload(hash_of(1));
  decide(id);
  ASSERT_TRUE(has_told(server, "affirmative"));
  reverse(id);  // no reasons are configured
  ASSERT_TRUE(wait_until([&] {
    return has_act(
        "not told to the exchange: negative feedback needs a reason in redress.toml: name one that 'redress bank "
        "reasons ncmec' lists");
  }));
  EXPECT_EQ(server.asked().size(), 1U);
}

// Negative feedback to NCMEC, whose reasons are listed by kind of hash. Every entry here is known by its PDQ.
class NcmecTellerTest : public ExchangeTellerTest {
 protected:
  static void SetUpTestSuite() {
    lists_ = std::make_unique<media::HashListReader>(media::HashListReader::start().value());
  }
  static void TearDownTestSuite() { lists_.reset(); }
  NcmecTellerTest() { options_.hash_lists = lists_.get(); }
  // A match that a reviewer finds harmless.
  void reject_match(int number) {
    put("ncmec", number);
    cases::Decide turned_down = removal();
    turned_down.outcome = cases::Outcome::reject;
    decide(upload(hash_of(number), "p" + std::to_string(number)), turned_down);
  }
  static std::size_t count_reasons_asked(const TestExchange& server) {
    const auto asked = server.asked();
    return static_cast<std::size_t>(
        std::count_if(asked.begin(), asked.end(), [](const Asked& one) { return one.method == "GET"; }));
  }
  static std::unique_ptr<media::HashListReader> lists_;
};
std::unique_ptr<media::HashListReader> NcmecTellerTest::lists_;

TEST_F(NcmecTellerTest, NegativeFeedbackCarriesTheReasonsOfItsKindOfHash) {
  TestExchange server([](const Asked& asked) {
    if (asked.method == "PUT") return mail::http_answer(200);
    EXPECT_EQ(asked.target, "/v1/v2/feedback/PDQ/reasons");
    return reasons_answer({{guid_of(1), "Not the same picture", "Pdq"}, {guid_of(2), "Lawful", "Pdq"}});
  });
  add_exchange("ncmec", server, ExchangeKind::ncmec).reasons = {guid_of(9), "not the SAME picture"};
  start();
  reject_match(1);
  ASSERT_TRUE(has_told(server, "<reasonIds><guid>" + guid_of(1) + "</guid></reasonIds>"));
  ASSERT_TRUE(wait_until([&] { return has_act("told to the exchange: harmless"); }));
  reject_match(2);
  ASSERT_TRUE(wait_until([&] { return server.asked().size() == 3; }));
  EXPECT_EQ(count_reasons_asked(server), 1U) << "they are kept";
}

TEST_F(NcmecTellerTest, WhereNoReasonIsListedForTheKindItSaysWhatToDo) {
  TestExchange server([](const Asked&) { return reasons_answer({{guid_of(1), "Lawful", "Pdq"}}); });
  add_exchange("ncmec", server, ExchangeKind::ncmec).reasons = {guid_of(9)};
  start();
  reject_match(1);
  ASSERT_TRUE(wait_until([&] {
    return has_act(
        "not told to the exchange: none of the reasons in redress.toml is listed for PDQ: name one that 'redress bank "
        "reasons ncmec' lists");
  }));
  EXPECT_EQ(server.asked().size(), 1U);
  ASSERT_TRUE(wait_until([&] { return engine_->events().load_waiting("exchange:ncmec", 10).value().empty(); }));
}

TEST_F(NcmecTellerTest, AListThatCannotBeHadIsAskedForAgain) {
  enum class State { down, hostile, up };
  std::atomic<State> state{State::down};
  TestExchange server([&](const Asked& asked) {
    if (asked.method == "PUT") return mail::http_answer(200);
    if (state == State::down) return mail::http_answer(503);
    if (state == State::up) return reasons_answer({{guid_of(1), "Lawful", "Pdq"}});
    return mail::http_answer(200, "<!DOCTYPE x [<!ENTITY a \"b\">]><availableFeedbackReasons/>");
  });
  add_exchange("ncmec", server, ExchangeKind::ncmec).reasons = {"lawful"};
  start();
  reject_match(1);
  ASSERT_TRUE(wait_until([&] { return count_reasons_asked(server) == 1; }));
  state = State::hostile;
  ASSERT_TRUE(wait_until([&] {
    clock_.move(std::chrono::seconds{10});
    return count_reasons_asked(server) >= 3;
  }));
  state = State::up;
  ASSERT_TRUE(wait_until([&] {
    clock_.move(std::chrono::minutes{1});
    return has_act("told to the exchange: harmless");
  }));
  EXPECT_NE(server.asked().back().body.find(guid_of(1)), std::string::npos);
}

TEST_F(ExchangeTellerTest, WhatOnlyResemblesAnEntryOrComesFromElsewhereSaysNothing) {
  TestExchange server(agree);
  add_exchange("stopncii", server);
  start();
  put("staff", 1);
  decide(upload(hash_of(1)));
  // Twenty bits away: a person decides on that picture, which is not the one that was reported.
  put("stopncii", 2);
  std::string far = hash_of(2);
  for (const std::size_t at : {0U, 4U, 9U, 13U, 20U})
    far[at] = "fedcba9876543210"[std::stoi(far.substr(at, 1), nullptr, 16)];
  decide(upload(far, "p2"));
  put("stopncii", 3);
  (void)upload(hash_of(3), "p3");
  ASSERT_TRUE(has_told(server, "PendingReview"));
  const auto asked = server.asked();
  ASSERT_EQ(asked.size(), 1U) << "the journal is read in its order: what came before has been passed over";
  EXPECT_NE(asked[0].body.find(hash_of(3)), std::string::npos);
}

TEST_F(ExchangeTellerTest, NothingLeavesUnlessItIsSwitchedOnAndADryRunIsOnlyNoted) {
  TestExchange off(agree);
  TestExchange dry(agree);
  add_exchange("off", off).feedback = false;
  add_exchange("dry", dry).feedback_dry_run = true;
  start();
  put("off", 1);
  put("dry", 2);
  decide(upload(hash_of(1)));
  decide(upload(hash_of(2), "p2"));
  ASSERT_TRUE(wait_until([&] { return has_act("would be told to the exchange: harmful"); }));
  EXPECT_TRUE(off.asked().empty());
  EXPECT_TRUE(dry.asked().empty());
}

TEST_F(ExchangeTellerTest, AFailureIsTriedAgainAfterARestartAndTellsWhatIsTrueThen) {
  std::atomic<bool> is_up{false};
  TestExchange server([&](const Asked&) { return is_up ? mail::http_answer(200) : std::string(); });
  add_exchange("stopncii", server);
  start();
  put("stopncii", 1);
  const Id id = upload(hash_of(1));
  ASSERT_TRUE(wait_until([&] { return !server.asked().empty(); })) << "cut off in the middle";
  stop();
  is_up = true;
  start();
  decide(id);
  clock_.move(std::chrono::seconds{2});
  ASSERT_TRUE(wait_until([&] { return is_decision_told(id, "exchange:stopncii"); }));
  const auto asked = server.asked();
  ASSERT_GE(asked.size(), 2U);
  EXPECT_NE(asked.back().body.find("\"Blocked\""), std::string::npos) << "not the older word";
  stop();
  start();
  put("stopncii", 2);
  (void)upload(hash_of(2), "p2");
  ASSERT_TRUE(has_told(server, hash_of(2)));
  EXPECT_EQ(server.asked().size(), asked.size() + 1) << "what was told is not told again";
}

TEST_F(ExchangeTellerTest, ItGivesUpInTheEnd) {
  TestExchange server([](const Asked&) { return mail::http_answer(500); });
  add_exchange("stopncii", server);
  start();
  put("stopncii", 1);
  (void)upload(hash_of(1));
  ASSERT_TRUE(wait_until([&] {
    clock_.move(std::chrono::hours{9});
    return server.asked().size() == 14;
  }));
  ASSERT_TRUE(wait_until([&] { return engine_->events().load_waiting("exchange:stopncii", 10).value().empty(); }));
}

TEST_F(ExchangeTellerTest, ASlowExchangeHoldsUpNobodyElse) {
  std::promise<void> patience;
  auto until = patience.get_future().share();
  TestExchange slow([until](const Asked&) {
    until.wait();
    return mail::http_answer(200);
  });
  TestExchange quick(agree);
  add_exchange("slow", slow);
  add_exchange("quick", quick);
  start();
  put("slow", 1);
  put("quick", 50);
  const Id first = upload(hash_of(1));
  ASSERT_TRUE(wait_until([&] { return !slow.asked().empty(); }));
  decide(first);
  (void)upload(hash_of(50), "p2");
  ASSERT_TRUE(has_told(quick, "PendingReview"));
  EXPECT_EQ(slow.asked().size(), 1U) << "still waits";
  patience.set_value();
  ASSERT_TRUE(has_told(slow, "\"Blocked\""));
}

}  // namespace
}  // namespace redress::engine::test
