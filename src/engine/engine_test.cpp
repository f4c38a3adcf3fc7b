// SPDX-License-Identifier: Apache-2.0
#include "engine/core.hpp"
#include "engine/test_engine.hpp"

namespace redress::engine::test {
namespace {

using cases::test::item;
using cases::test::reviewer;

TEST_F(EngineTest, ANoticeIsAnsweredWithACodeASecretClocksAndASignedReceipt) {
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  EXPECT_EQ(answer.case_code.size(), 9U);
  EXPECT_EQ(answer.secret.size(), 14U);
  EXPECT_FALSE(answer.clocks.empty());
  EXPECT_GT(answer.leading_clock_no, 0);
  const auto opened = engine_->open_notice(answer.case_code, answer.secret);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().case_id, answer.case_id);
  EXPECT_EQ(opened.value().notice_no, 1);
  const auto state = engine_->load_case(answer.case_id);
  ASSERT_TRUE(state.ok());
  const std::string text = receipt_text(options_.public_url, state.value().notices.at(0), answer.case_code);
  const auto signature = parse_base64(answer.receipt.signature);
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(verify_signature(engine_->receipt_public_key(), view_bytes(text), signature.value()).ok());
  EXPECT_EQ(engine_->open_case(answer.case_code, "AAAA-AAAA-AAAA").error().message,
            engine_->open_case("AAAA-AAAA", answer.secret).error().message);
}

TEST_F(EngineTest, AKeyGivesTheSameAnswerAgainAlsoAfterARestartAndRefusesAnotherRequest) {
  start();
  NoticeRequest request = notice({item("one")});
  request.idempotency_key = "address/1";
  request.request_text = "the same bytes";
  auto first_again = send(request);
  auto second_again = send(request);
  const auto first = first_again.get();
  const auto second = second_again.get();
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first.value().secret, second.value().secret);
  EXPECT_EQ(first.value().notice_id, second.value().notice_id);
  stop();
  start();
  const NoticeAnswer third = must_send(request);
  EXPECT_EQ(third.secret, first.value().secret);
  EXPECT_EQ(third.receipt.signature, first.value().receipt.signature);
  EXPECT_EQ(third.clocks, first.value().clocks);
  EXPECT_TRUE(engine_->open_case(third.case_code, third.secret).ok());
  request.request_text = "other bytes";
  EXPECT_EQ(send(request).get().error().code, Code::conflict);
  EXPECT_EQ(engine_->load_case(third.case_id).value().notices.size(), 1U);
}

TEST_F(EngineTest, ANoticeAboutTheSameItemJoinsItsCaseWithASecretOfItsOwn) {
  start();
  auto first_sent = send(notice({item("one")}));
  auto second_sent = send(notice({item("one")}));
  const auto first = first_sent.get().value();
  const auto second = second_sent.get().value();
  EXPECT_EQ(second.case_id, first.case_id);
  EXPECT_EQ(second.case_code, first.case_code);
  EXPECT_NE(second.secret, first.secret);
  EXPECT_EQ(engine_->open_notice(first.case_code, second.secret).value().notice_no, 2);
  NoticeRequest other = notice({item("one")});
  other.facts.harm = law::Harm::copyright;
  EXPECT_NE(must_send(other).case_id, first.case_id);
}

TEST_F(EngineTest, ADecisionBlocksTheEdgeTheCopiesAndTheNextUploadAtOnceAndARestoreLiftsAll) {
  start();
  EXPECT_EQ(check(picture("one", 'a')).verdict, Verdict::allow);
  EXPECT_EQ(check(picture("two", 'a')).verdict, Verdict::allow);
  const NoticeAnswer answer = must_send(notice({item("one")}));
  auto state = engine_->load_case(answer.case_id).value();
  ASSERT_EQ(state.items.size(), 2U);
  EXPECT_EQ(state.items[1].facts.origin, cases::ItemOrigin::copy);
  EXPECT_FALSE(engine_->check_edge("https://host.example/p/two.jpg", "DE").is_blocked);
  decide(answer.case_id);
  EXPECT_TRUE(engine_->check_edge("https://host.example/p/one.jpg", "DE").is_blocked);
  EXPECT_TRUE(engine_->check_edge("https://host.example/p/two.jpg", "DE").is_blocked);
  const MediaAnswer third = check(picture("three", 'a'));
  EXPECT_EQ(third.verdict, Verdict::block);
  ASSERT_EQ(third.matches.size(), 1U) << "one line a case, although it holds two copies";
  EXPECT_EQ(third.matches[0].case_code, answer.case_code);
  EXPECT_EQ(check(picture("four", 'b')).verdict, Verdict::allow);
  state = engine_->load_case(answer.case_id).value();
  ASSERT_EQ(state.items.size(), 3U);
  EXPECT_EQ(state.items[2].facts.origin, cases::ItemOrigin::upload);
  // Without a webhook the edge carries it out and says so.
  EXPECT_EQ(cases::find_active_measure(state, 1)->state, cases::MeasureState::acknowledged);
  stop();
  start();
  EXPECT_TRUE(engine_->check_edge("https://host.example/p/two.jpg", "DE").is_blocked);
  EXPECT_EQ(check(picture("five", 'a')).verdict, Verdict::block);
  const auto reversed = act(answer.case_id, cases::Reverse{"the wrong picture"}, cases::test::officer());
  ASSERT_TRUE(reversed.ok()) << reversed.error().message;
  EXPECT_FALSE(engine_->check_edge("https://host.example/p/one.jpg", "DE").is_blocked);
  EXPECT_EQ(check(picture("six", 'a')).verdict, Verdict::allow);
}

TEST_F(EngineTest, WhatWasBeforeAStopIsAfterTheStart) {
  start();
  std::vector<cases::Case> before;
  for (int i = 0; i < 20; ++i)
    before.push_back(engine_->load_case(must_send(notice({item("c" + std::to_string(i))})).case_id).value());
  stop();
  start();
  for (const cases::Case& state : before) EXPECT_EQ(engine_->load_case(state.id).value(), state);
  const auto verified = store_->verify();
  EXPECT_TRUE(verified.ok());
}

// Every row of every read model, as text.
std::string dump_models(const std::filesystem::path& journal) {
  auto connection = store::Connection::open(journal, nullptr);
  EXPECT_TRUE(connection.ok());
  std::string dump;
  const auto add = [&](const char* sql, int columns) {
    auto rows = connection.value()->statement(sql);
    while (rows.step().value()) {
      for (int i = 0; i < columns; ++i) dump.append(rows.text(i)).append("|");
      dump += '\n';
    }
  };
  add("SELECT hex(case_id), code, event_count, phase, harm, language, leading_duty, starts_at, due_at, claimed_by,"
      " claimed_until, notice_count, item_count, is_restricted, has_appeal, needs_look, clocks_running, clocks_met,"
      " clocks_missed, wake_at, queue_at FROM cases ORDER BY case_id",
      21);
  add("SELECT key, hex(case_id) FROM items ORDER BY 1, 2", 2);
  add("SELECT hex(case_id), item_no, body FROM holds ORDER BY 1, 2", 3);
  add("SELECT hex(case_id), notice_no, hex(digest) FROM secrets ORDER BY 1, 2", 3);
  add("SELECT key, hex(request), answer FROM remembered ORDER BY 1", 3);
  add("SELECT content_id, at, body FROM contents ORDER BY 1", 3);
  add("SELECT url, content_id FROM content_urls ORDER BY 1", 2);
  add("SELECT open, decided, closed, clocks_running, clocks_met, clocks_missed, events FROM counts", 7);
  return dump;
}

TEST_F(EngineTest, TablesRebuiltFromTheJournalAreTheSameRowByRow) {
  start();
  (void)check(picture("one", 'a'));
  (void)check(picture("two", 'a'));
  NoticeRequest request = notice({item("one")});
  request.idempotency_key = "key";
  const NoticeAnswer first = must_send(request);
  (void)must_send(notice({item("one")}));
  (void)must_send(notice({item("three")}));
  decide(first.case_id);
  engine_.reset();
  const std::string before = dump_models(folder_ / "journal.db");
  ASSERT_TRUE(store_->rebuild([&](const cases::Case& state) { return cases::find_next_wake(state, policy_); }).ok());
  EXPECT_EQ(dump_models(folder_ / "journal.db"), before);
  EXPECT_GT(before.size(), 500U);
}

TEST_F(EngineTest, ManyNoticesShareACommit) {
  start();
  std::vector<std::future<Result<NoticeAnswer>>> answers;
  for (int i = 0; i < 200; ++i) answers.push_back(send(notice({item("m" + std::to_string(i))})));
  for (auto& answer : answers) EXPECT_TRUE(answer.get().ok());
  EXPECT_LT(engine_->metrics().commits, 200U);
  EXPECT_EQ(engine_->events().load_counts().value().open, 200U);
}

TEST_F(EngineTest, ARefusalIsAnsweredAndChangesNothing) {
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  const auto refused = act(answer.case_id, cases::DecideAppeal{}, reviewer());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(act(make_id(clock_.now()), cases::Claim{}, reviewer()).error().code, Code::not_found);
  NoticeRequest bad = notice({item("two")});
  bad.personal.statement = "\xff\xfe";
  EXPECT_EQ(send(bad).get().error().code, Code::invalid);
  EXPECT_EQ(engine_->events().load_counts().value().open, 1U);
}

TEST_F(EngineTest, ACommandWithAKeyHappensOnce) {
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  ASSERT_TRUE(act(answer.case_id, cases::Claim{}, reviewer()).ok());
  const Idempotency once{"asha/1", "ask"};
  const auto first = act(answer.case_id, cases::AskClarification{"which?"}, reviewer(), once);
  const auto second = act(answer.case_id, cases::AskClarification{"which?"}, reviewer(), once);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first.value().events, second.value().events);
  EXPECT_EQ(engine_->load_case(answer.case_id).value().clarifications.size(), 1U);
}

TEST_F(EngineTest, TheFailSafeActsWhenAClockIsAtRiskAndNeverBefore) {
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  std::optional<Instant> wake;
  ASSERT_TRUE(engine_->events().visit_wakes([&](const store::Wake& one) { wake = one.at; }).ok());
  ASSERT_TRUE(wake);
  clock_.move(*wake - clock_.now() - Milliseconds{1});
  std::this_thread::sleep_for(Milliseconds{120});
  EXPECT_EQ(engine_->metrics().ticks_fired, 0U);
  clock_.move(Milliseconds{1});
  EXPECT_TRUE(wait_until([&] { return engine_->metrics().ticks_fired == 1; }));
  clock_.move(std::chrono::hours{3});
  EXPECT_TRUE(wait_until([&] { return engine_->check_edge("https://host.example/p/one", "IN").is_blocked; }));
}

TEST_F(EngineTest, WhatFellDueWhileStoppedFiresAfterTheStart) {
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  stop();
  clock_.move(std::chrono::hours{3});
  start();
  EXPECT_TRUE(wait_until([&] { return engine_->check_edge("https://host.example/p/one", "IN").is_blocked; }));
}

TEST_F(EngineTest, TimeInACaseNeverRunsBackwards) {
  start();
  (void)must_send(notice({item("one")}));
  clock_.move(-std::chrono::hours{5});
  const NoticeAnswer second = must_send(notice({item("one")}));
  EXPECT_GE(engine_->now(), cases::test::sunday_night);
  EXPECT_EQ(engine_->metrics().clock_steps_back, 1U);
  const auto records = engine_->events().load_case(second.case_id).value();
  Instant last{};
  for (const auto& record : records) {
    EXPECT_GE(std::get<cases::Event>(record.body).at, last);
    last = std::get<cases::Event>(record.body).at;
  }
}

TEST_F(EngineTest, AStoppedEngineSaysSo) {
  start();
  engine_->stop();
  EXPECT_EQ(send(notice({item("one")})).get().error().code, Code::unavailable);
}

TEST_F(EngineTest, AWebhookIsSentUntilAcknowledgedAndMovesTheMeasure) {
  std::atomic<int> count{0};
  Receiver receiver([&](const std::string&) { return http_answer(++count == 1 ? 500 : 204); });
  options_.webhooks = {{"platform", "http://" + receiver.target() + "/hook", ""}};
  options_.reach_allowed = {receiver.target()};
  start();
  const NoticeAnswer answer = must_send(notice({item("one")}));
  decide(answer.case_id);
  const auto is_acknowledged = [&] {
    clock_.move(Milliseconds{50});
    const auto state = engine_->load_case(answer.case_id).value();
    const auto* measure = cases::find_active_measure(state, 1);
    return measure != nullptr && measure->state == cases::MeasureState::acknowledged;
  };
  EXPECT_TRUE(wait_until(is_acknowledged));
  const auto id_of = [](const std::string& request) {
    const auto at = request.find("webhook-id: ");
    return at == std::string::npos ? std::string() : request.substr(at + 12, request.find('\r', at) - at - 12);
  };
  EXPECT_TRUE(wait_until([&] {
    clock_.move(Milliseconds{50});
    return engine_->events().load_waiting("webhook:platform", 10).value().empty();
  }));
  stop();
  start();  // nothing that was acknowledged is sent again
  std::this_thread::sleep_for(Milliseconds{200});
  std::map<std::string, int> seen;
  bool ordered = false;
  for (const std::string& request : receiver.requests()) {
    ++seen[id_of(request)];
    ordered = ordered || request.find("\"measure.ordered\"") != std::string::npos;
    EXPECT_EQ(request.find("this is me"), std::string::npos);
  }
  EXPECT_TRUE(ordered);
  int repeated = 0;
  for (const auto& [id, times] : seen) repeated += times > 1 ? 1 : 0;
  EXPECT_EQ(repeated, 1);  // the one that was answered 500
}

TEST_F(EngineTest, AProbeVerifiesWhatIsGoneAndReportsWhatIsNot) {
  std::atomic<bool> is_gone{false};
  Receiver site([&](const std::string&) { return is_gone ? http_answer(451) : http_answer(200, "picture"); });
  options_.probe = true;
  options_.reach_allowed = {site.target()};
  start();
  cases::ItemFacts facts;
  facts.urls = {"http://" + site.target() + "/1.jpg"};
  facts.sha256 = render_hex(sha256("picture"));
  const NoticeAnswer answer = must_send(notice({facts}));
  decide(answer.case_id);
  const auto measure = [&] {
    clock_.move(Milliseconds{100});
    return *cases::find_active_measure(engine_->load_case(answer.case_id).value(), 1);
  };
  EXPECT_TRUE(wait_until([&] { return measure().reachable_reports > 0; }));
  is_gone = true;
  EXPECT_TRUE(wait_until([&] { return measure().state == cases::MeasureState::verified; }));
}

}  // namespace
}  // namespace redress::engine::test
