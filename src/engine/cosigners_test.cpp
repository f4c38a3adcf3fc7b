// SPDX-License-Identifier: Apache-2.0
#include "engine/cosigners.hpp"

#include <csignal>

#include "engine/test_engine.hpp"
#include "engine/witness.hpp"
#include "engine/witness_policy.hpp"
#include "law/test_rulebook.hpp"
#include "ledger/policy_file.hpp"

namespace redress::engine::test {
namespace {

// A witness of its own behind HTTP, that can be made silent or wrong.
class WitnessPeer {
 public:
  explicit WitnessPeer(const std::filesystem::path& folder, std::string name)
      : receiver_([this](const std::string& request) { return answer(request); }) {
    WitnessOptions options;
    options.folder = folder / name;
    options.name = name;
    options.is_durable = false;
    auto opened = Witness::open(options, clock_);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    witness_ = std::move(opened).value();
  }

  [[nodiscard]] WitnessEndpoint endpoint(const std::string& organisation) const {
    return {witness_->key().name, ledger::render_verifier_key(witness_->key()), "http://" + receiver_.target(),
            organisation, std::chrono::seconds{0}};
  }
  [[nodiscard]] std::string target() const { return receiver_.target(); }
  [[nodiscard]] Witness& witness() { return *witness_; }
  std::atomic<int> answers_with{0};  // a status instead of an answer

 private:
  std::string answer(const std::string& request) {
    if (answers_with != 0) return http_answer(answers_with);
    std::promise<WitnessReply> promise;
    witness_->add_checkpoint(request.substr(request.find("\r\n\r\n") + 4),
                             [&](WitnessReply reply) { promise.set_value(std::move(reply)); });
    const WitnessReply reply = promise.get_future().get();
    return "HTTP/1.1 " + std::to_string(reply.status) + " X\r\nContent-Type: " + reply.content_type +
           "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\nConnection: close\r\n\r\n" + reply.body;
  }

  SystemClock clock_;
  std::unique_ptr<Witness> witness_;
  Receiver receiver_;
};

class CosignersTest : public EngineTest {
 protected:
  CosignersTest() {
    options_.ledger.is_on = true;
    options_.ledger.origin = "log.example/ledger";
    for (const auto& [path, text] : law::read_statutes()) {
      options_.ledger.pack_texts.emplace(render_hex(sha256(text)), text);
    }
    options_.ledger.tick = Milliseconds{30};
    options_.ledger.watches_clock = false;
    const std::array<std::string, 3> organisations{"archive", "archive", "university"};
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      peers_.at(i) = std::make_unique<WitnessPeer>(witness_folder_, "w" + std::to_string(i));
      options_.ledger.witnesses.push_back(peers_.at(i)->endpoint(organisations.at(i)));
      options_.reach_allowed.push_back(peers_.at(i)->target());
    }
  }
  ~CosignersTest() override {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(witness_folder_, ignored);
  }

  NoticeAnswer send_one() {
    cases::ItemFacts item;
    item.urls = {"https://host.example/p/1"};
    return must_send(notice({item}));
  }
  void introduce() {
    const std::string vkey = read("ledger/vkey");
    for (const auto& peer : peers_) ASSERT_TRUE(peer->witness().add_logs({vkey.substr(0, vkey.size() - 1)}).ok());
  }
  std::string read(const std::string& name) const {
    const Bytes bytes = ledger::real_disk().read((folder_ / name).string()).value();
    return {bytes.begin(), bytes.end()};
  }
  void start_known() {
    start();
    ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().size > 0; }));
    introduce();
  }
  bool is_witnessed_up_to_date() {
    return wait_until([&] {
      const LedgerState state = engine_->ledger_state();
      return state.size > 0 && state.witnessed == state.size;
    });
  }

  const std::filesystem::path witness_folder_ =
      std::filesystem::temp_directory_path() / ("redress-witnesses-" + std::to_string(::getpid()));
  std::array<std::unique_ptr<WitnessPeer>, 3> peers_;
};

TEST_F(CosignersTest, AnEventIsWitnessedAndItsReceiptSaysSo) {
  start_known();
  const auto answer = send_one();
  ASSERT_TRUE(wait_until([&] {
    const auto receipt = engine_->find_receipt(answer.case_id, 1);
    return receipt.ok() && receipt.value().state == ReceiptState::witnessed;
  }));
  const auto policy = ledger::parse_policy(read("ledger/policy"));
  ASSERT_TRUE(policy.ok());
  ASSERT_EQ(policy.value().logs.size(), 1U);
  const auto opened = ledger::open_checkpoint(read("ledger/checkpoint.witnessed"), policy.value().logs[0].key,
                                              ledger::witness_keys(policy.value()));
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(ledger::is_satisfied(policy.value(), opened.value().verified)) << "anybody can see that it is enough";
}

TEST_F(CosignersTest, TwoWitnessesOfOneOrganisationAreNotTwoOrganisations) {
  peers_[2]->answers_with = 500;
  start_known();
  ASSERT_TRUE(wait_until([&] {
    const auto standings = engine_->ledger_state().witnesses;
    return standings[0].cosigned > 0 && standings[1].cosigned > 0 && standings[2].failed > 0;
  }));
  EXPECT_EQ(engine_->ledger_state().witnessed, 0U);
  peers_[2]->answers_with = 0;
  EXPECT_TRUE(is_witnessed_up_to_date()) << "and once the other is back it goes on by itself";
}

TEST_F(CosignersTest, OneWitnessDownIsStillEnoughAndTwoDownStopNothingElse) {
  peers_[0]->answers_with = 503;
  start_known();
  EXPECT_TRUE(is_witnessed_up_to_date());
  peers_[1]->answers_with = 503;
  const std::uint64_t witnessed = engine_->ledger_state().witnessed;
  const auto answer = send_one();
  ASSERT_TRUE(wait_until([&] {
    const auto receipt = engine_->find_receipt(answer.case_id, 1);
    return receipt.ok() && receipt.value().state == ReceiptState::signed_by_log;
  }));
  std::this_thread::sleep_for(Milliseconds{200});
  EXPECT_EQ(engine_->ledger_state().witnessed, witnessed);
  EXPECT_EQ(engine_->find_receipt(answer.case_id, 1).value().state, ReceiptState::signed_by_log);
}

TEST_F(CosignersTest, ALogPutBackFromABackupIsNotCosignedAndTheOperatorIsTold) {
  start_known();
  send_one();
  ASSERT_TRUE(is_witnessed_up_to_date());
  stop();
  // A log that begins anew under the same name and key, an hour later: its first entry says so, and so it is another.
  clock_.move(std::chrono::hours{1});
  for (const char* name : {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) std::filesystem::remove(folder_ / name);
  std::filesystem::remove_all(folder_ / "ledger");
  start();
  send_one();  // a log that is shorter than what was cosigned is none that anybody can judge yet
  ASSERT_TRUE(wait_until([&] {
    const LedgerState state = engine_->ledger_state();
    return std::all_of(state.witnesses.begin(), state.witnesses.end(), [](const auto& one) { return one.sees_fork; });
  }));
  EXPECT_EQ(engine_->ledger_state().witnessed, 0U);
}

TEST_F(CosignersTest, WitnessesOnPrivateAddressesAreAskedOnlyWhereTheOperatorNamedThem) {
  options_.reach_allowed.clear();
  start_known();
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().witnesses[0].failed > 0; }));
  EXPECT_EQ(engine_->ledger_state().witnessed, 0U);
  EXPECT_EQ(peers_[0]->witness().counts().cosigned, 0U);
}

TEST(WitnessPolicy, CountsOrganisationsAndRefusesAQuorumThatCannotBe) {
  const auto key = ledger::make_signer("log.example", ledger::KeyType::note, make_signing_key()).value().key;
  LedgerOptions options;
  EXPECT_FALSE(make_witness_policy(options, key).value().quorum);
  const auto add = [&](const std::string& name, const std::string& organisation) {
    const auto signer = ledger::make_signer(name + ".example", ledger::KeyType::cosignature, make_signing_key());
    options.witnesses.push_back({name, ledger::render_verifier_key(signer.value().key), "https://" + name + ".example",
                                 organisation, std::chrono::seconds{1}});
  };
  add("a1", "a");
  add("a2", "a");
  EXPECT_FALSE(make_witness_policy(options, key).ok()) << "one organisation, and two are asked for";
  add("b1", "b");
  const auto policy = make_witness_policy(options, key);
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(ledger::parse_policy(ledger::render_policy(policy.value())).value().groups.size(), 3U);
  add("a1", "c");
  EXPECT_FALSE(make_witness_policy(options, key).ok()) << "a name twice";
  options.witnesses.pop_back();
  options.policy = "quorum none\n";
  EXPECT_FALSE(make_witness_policy(options, key).ok()) << "a file and a list";
}

}  // namespace
}  // namespace redress::engine::test
