// SPDX-License-Identifier: Apache-2.0
#include "engine/sealer.hpp"

#include "engine/ledger_rebuild.hpp"
#include "engine/ledger_signer.hpp"
#include "engine/test_engine.hpp"
#include "law/test_rulebook.hpp"
#include "ledger/entry_codec.hpp"

namespace redress::engine::test {

// ledger_reads_test.cpp: what needs the log's own headers.
struct LogSeen {
  std::uint64_t size = 0;
  std::vector<ledger::Entry> entries;
};
Result<LogSeen> read_whole_log(const std::string& folder);
Status verify_receipt(const std::string& folder, const std::string& proof, std::uint64_t index, ledger::Entry& entry);

namespace {

std::map<std::string, std::string> pack_texts() {
  std::map<std::string, std::string> texts;
  for (const auto& [path, text] : law::read_statutes()) texts.emplace(render_hex(sha256(text)), text);
  return texts;
}

class SealerTest : public EngineTest {
 protected:
  SealerTest() {
    options_.ledger.is_on = true;
    options_.ledger.pack_texts = pack_texts();
    options_.ledger.tick = Milliseconds{30};
    options_.ledger.watches_clock = false;
    options_.ledger.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  }
  void wait_until_sealed() {
    ASSERT_TRUE(wait_until([&] {
      const auto last = store_->find_last_position();
      const LedgerState state = engine_->ledger_state();
      return state.sealing != Sealing::running || (state.size > 0 && state.position >= last.value());
    }));
    ASSERT_EQ(engine_->ledger_state().sealing, Sealing::running) << engine_->ledger_state().reason;
  }
  LogSeen must_read() {
    auto seen = read_whole_log(engine_ == nullptr ? (folder_ / "ledger").string() : engine_->ledger_folder());
    EXPECT_TRUE(seen.ok()) << (seen.ok() ? "" : seen.error().message);
    return seen.ok() ? std::move(seen).value() : LogSeen{};
  }
  static std::size_t count(const LogSeen& seen, ledger::EntryType type) {
    return static_cast<std::size_t>(std::count_if(seen.entries.begin(), seen.entries.end(),
                                                  [&](const ledger::Entry& entry) { return entry.type == type; }));
  }
  cases::ItemFacts item(const std::string& name) {
    cases::ItemFacts facts;
    facts.urls = {"https://host.example/p/" + name};
    return facts;
  }
};

TEST_F(SealerTest, EveryEventOfACaseIsInTheLogOnceAndLinked) {
  start();
  const auto one = must_send(notice({item("1")}));
  const auto two = must_send(notice({item("2")}));
  decide(one.case_id);
  wait_until_sealed();
  const LogSeen seen = must_read();
  ASSERT_GT(seen.entries.size(), 8U);
  EXPECT_EQ(seen.entries.front().type, ledger::EntryType::house_started);
  std::map<ledger::Pseudonym, std::uint32_t> numbers;
  for (const ledger::Entry& entry : seen.entries) {
    if (ledger::is_of_house(entry.type)) continue;
    EXPECT_EQ(entry.number, ++numbers[entry.case_id]);
  }
  EXPECT_EQ(numbers.size(), 2U);
  const auto first = store_->load_case(one.case_id).value().size();
  const auto second = store_->load_case(two.case_id).value().size();
  EXPECT_EQ(seen.entries.size(), 1 + first + second);
  EXPECT_EQ(seen.entries[1].rulebook, seen.entries[0].rulebook);
}

TEST_F(SealerTest, AReceiptProvesTheEventAndShowsIt) {
  start();
  const auto sent = must_send(notice({item("1")}));
  auto receipt = engine_->find_receipt(sent.case_id, 1);
  ASSERT_TRUE(receipt.ok());
  EXPECT_TRUE(receipt.value().state != ReceiptState::being_sealed || receipt.value().sealed_by > clock_.now());
  wait_until_sealed();
  receipt = engine_->find_receipt(sent.case_id, 1);
  ASSERT_TRUE(receipt.ok()) << receipt.error().message;
  EXPECT_EQ(receipt.value().state, ReceiptState::signed_by_log);
  ledger::Entry entry;
  const Status verified = verify_receipt(engine_->ledger_folder(), receipt.value().proof, receipt.value().index, entry);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(entry.type, ledger::EntryType::notice_received);
  EXPECT_EQ(entry.number, 1U);
  EXPECT_EQ(engine_->find_receipt(sent.case_id, 99).error().code, Code::not_found);
}

TEST_F(SealerTest, ARestartGoesOnWhereItStoppedAndSaysNothingTwice) {
  start();
  must_send(notice({item("1")}));
  stop();  // what was acknowledged is sealed on the way out
  const LogSeen before = must_read();
  start();
  must_send(notice({item("2")}));
  wait_until_sealed();
  const LogSeen after = must_read();
  ASSERT_GT(after.entries.size(), before.entries.size());
  EXPECT_TRUE(std::equal(before.entries.begin(), before.entries.end(), after.entries.begin()));
  EXPECT_EQ(count(after, ledger::EntryType::house_started), 1U);
}

TEST_F(SealerTest, ALongSilenceOrAnotherRulebookBeginsTheHouseAnew) {
  start();
  must_send(notice({item("1")}));
  stop();
  clock_.move(std::chrono::minutes{5});
  start();
  wait_until_sealed();
  stop();
  EXPECT_EQ(count(must_read(), ledger::EntryType::house_started), 2U);
  policy_.interim_review = std::chrono::hours{12};
  start();
  must_send(notice({item("2")}));
  wait_until_sealed();
  const LogSeen seen = must_read();
  EXPECT_EQ(count(seen, ledger::EntryType::house_started), 3U);
  EXPECT_NE(seen.entries.back().at.ms, 0);
  std::set<Digest> rulebooks;
  for (const ledger::Entry& entry : seen.entries) {
    if (entry.type == ledger::EntryType::notice_received) rulebooks.insert(entry.rulebook);
  }
  EXPECT_EQ(rulebooks.size(), 2U);
  for (const Digest& digest : rulebooks) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "ledger/rulebook" / (render_hex(digest) + ".json")));
  }
}

TEST_F(SealerTest, SilenceIsBrokenByAHeartbeat) {
  options_.ledger.heartbeat = std::chrono::seconds{0};
  start();
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().size >= 3; }));
  stop();
  EXPECT_GE(count(must_read(), ledger::EntryType::heartbeat), 2U);
}

TEST_F(SealerTest, ARushDoesNotPushTheNextTickAway) {
  options_.ledger.tick = std::chrono::seconds{1};
  options_.ledger.batch_count_max = 5;
  start();
  // Each notice fills a batch, which is sealed before its tick. What is left of the last one waits for a tick: one, and
  // not one for each batch that came early.
  std::uint64_t left = 0;
  for (int i = 0; i < 60 || left == 0; ++i) {
    must_send(notice({item(std::to_string(i))}));
    ASSERT_TRUE(wait_until([&] { return (left = engine_->ledger_state().waiting) < 5; }));
  }
  wait_until_sealed();
}

TEST_F(SealerTest, AClockThatIsSetIsAnEntry) {
  options_.ledger.watches_clock = true;
  start();
  wait_until_sealed();
  clock_.move(std::chrono::hours{1});
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().size >= 2; }));
  stop();
  const LogSeen seen = must_read();
  const auto found = std::find_if(seen.entries.begin(), seen.entries.end(), [](const ledger::Entry& entry) {
    return entry.type == ledger::EntryType::clock_stepped && entry.step_ms > 3'599'000;
  });
  EXPECT_NE(found, seen.entries.end());
}

TEST_F(SealerTest, APublishedCheckpointThatIsMissingIsPublishedAgain) {
  start();
  must_send(notice({item("1")}));
  stop();
  std::filesystem::remove(folder_ / "ledger/checkpoint");
  start();
  ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(folder_ / "ledger/checkpoint"); }));
  EXPECT_EQ(engine_->ledger_state().sealing, Sealing::running);
}

TEST_F(SealerTest, ACheckpointBeyondTheLedgersOwnStopsSealingAndNothingElse) {
  start();
  must_send(notice({item("1")}));
  stop();
  std::filesystem::copy(folder_ / "ledger.db", folder_ / "old.db");
  start();
  must_send(notice({item("2")}));
  stop();
  std::filesystem::remove(folder_ / "ledger.db");
  std::filesystem::copy(folder_ / "old.db", folder_ / "ledger.db");
  start();
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().sealing == Sealing::stopped; }));
  EXPECT_NE(engine_->ledger_state().reason.find("two histories"), std::string::npos);
  EXPECT_FALSE(must_send(notice({item("3")})).case_code.empty()) << "notices are taken all the same";
}

TEST_F(SealerTest, DamagedTilesStopSealing) {
  start();
  must_send(notice({item("1")}));
  stop();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "ledger/tile/0")) {
    if (file.is_regular_file()) std::filesystem::resize_file(file.path(), 16);
  }
  start();
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().sealing == Sealing::stopped; }));
  EXPECT_NE(engine_->ledger_state().reason.find("ledger rebuild"), std::string::npos);
}

// Every file of the ledger by its name.
std::map<std::string, std::string> read_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    files.emplace(file.path().lexically_relative(folder).string(), law::read_test_file(file.path()));
  }
  return files;
}

TEST_F(SealerTest, AnotherKeyIsAnEntryAndSignsFromThenOn) {
  start();
  must_send(notice({item("1")}));
  stop();
  const std::string old_key = law::read_test_file(folder_ / "ledger/vkey");
  std::filesystem::remove(folder_ / "ledger.key");  // a new one of the same name is made
  start();
  ASSERT_TRUE(wait_until([&] { return law::read_test_file(folder_ / "ledger/vkey") != old_key; }));
  must_send(notice({item("2")}));
  wait_until_sealed();
  const LogSeen seen = must_read();
  const auto found = std::find_if(seen.entries.begin(), seen.entries.end(), [](const ledger::Entry& entry) {
    return entry.type == ledger::EntryType::key_changed;
  });
  ASSERT_NE(found, seen.entries.end());
  EXPECT_EQ(found->key + "\n", law::read_test_file(folder_ / "ledger/vkey"));
  stop();
  start();
  stop();
  EXPECT_EQ(count(must_read(), ledger::EntryType::key_changed), 1U);
}

TEST_F(SealerTest, ARebuildGivesTheSameBytesAcrossAnErasureAndTwoRulebooks) {
  start();
  const auto sent = must_send(notice({item("1")}));
  must_send(notice({item("2")}));
  decide(sent.case_id);
  wait_until_sealed();
  ASSERT_TRUE(act(sent.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  wait_until_sealed();
  ASSERT_TRUE(wait_until([&] { return store_->load_erasures(1).value().empty(); })) << "its key is destroyed";
  stop();
  policy_.interim_review += std::chrono::hours{1};  // another rulebook from here on
  start();
  must_send(notice({item("3")}));
  wait_until_sealed();
  stop();
  EXPECT_EQ(count(must_read(), ledger::EntryType::house_started), 2U);
  const auto before = read_files(folder_ / "ledger");
  const std::string tile = "tile/entries/000.p/" + std::to_string(must_read().size);
  const auto rebuild = [&](bool only_compares) {
    store::SqliteOptions sqlite;
    sqlite.path = folder_ / "journal.db";
    sqlite.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    const auto events = store::SqliteStore::open(std::move(sqlite));
    store::LedgerStoreOptions options;
    options.path = folder_ / "ledger.db";
    options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    const auto store = store::LedgerStore::open(std::move(options));
    const auto signer = open_ledger_signer(folder_, "127.0.0.1:8480/ledger");
    RebuildPlan plan;
    plan.folder = folder_ / "ledger";
    plan.key = signer.value().key;
    plan.only_compares = only_compares;
    return rebuild_ledger(*events.value(), *store.value(), plan);
  };
  EXPECT_EQ(rebuild(true).value().difference_count, 0U);
  std::filesystem::remove_all(folder_ / "ledger/tile");
  EXPECT_GE(rebuild(true).value().difference_count, 2U);
  const auto rebuilt = rebuild(false);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  for (const auto& [name, bytes] : read_files(folder_ / "ledger")) EXPECT_EQ(bytes, before.at(name)) << name;
  EXPECT_TRUE(read_files(folder_ / "ledger").contains(tile));
  start();
  must_send(notice({item("4")}));
  wait_until_sealed();
  EXPECT_GT(must_read().size, rebuilt.value().entries);
}

TEST_F(SealerTest, TheLogKeepsItsNameAndAnotherIsRefused) {
  start();
  EXPECT_EQ(engine_->ledger_state().origin, "127.0.0.1:8480/ledger");
  stop();
  options_.public_url = "https://elsewhere.example";
  start();
  EXPECT_EQ(engine_->ledger_state().origin, "127.0.0.1:8480/ledger");
  stop();
  options_.ledger.origin = "another.example/log";
  store::SqliteOptions sqlite;
  sqlite.path = folder_ / "journal.db";
  sqlite.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  auto opened = store::SqliteStore::open(std::move(sqlite));
  ASSERT_TRUE(opened.ok());
  const auto refused = Engine::start(options_, *opened.value(), clock_, policy_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
}

}  // namespace
}  // namespace redress::engine::test
