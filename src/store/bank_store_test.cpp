// SPDX-License-Identifier: Apache-2.0
#include "store/bank_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace redress::store {
namespace {

class BankStoreTest : public testing::Test {
 protected:
  BankStoreTest() : folder_(std::filesystem::temp_directory_path() / ("banks-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  ~BankStoreTest() override { std::filesystem::remove_all(folder_); }
  void open() { store_ = std::move(BankStore::open(folder_)).value(); }

  static BankPolicy policy(const std::string& name = "NCII") {
    BankPolicy made;
    made.name = name;
    made.territory = law::everywhere();
    return made;
  }
  static BankEntry entry(const std::string& ref, char digit = 'a') {
    BankEntry made;
    made.source_ref = ref;
    made.reason = "given by the test";
    made.pdq = std::string(64, digit);
    made.role = EntryRole::confirmed;
    return made;
  }
  BankStore::Put put(std::vector<BankEntry> entries, std::vector<std::string> withdrawn = {}) {
    auto done = store_->put({"NCII", "import", std::move(entries), std::move(withdrawn), {}}, by_);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message);
    return done.ok() ? done.value() : BankStore::Put{};
  }
  [[nodiscard]] std::vector<BankEntry> all() const { return store_->load_entries("NCII", 0, 1'000).value(); }

  const std::filesystem::path folder_;
  const BankStore::By by_{"asha", Instant{1'000}};
  std::unique_ptr<BankStore> store_;
};

TEST_F(BankStoreTest, ABankIsMadeChangedAndRemovedWithWhatItHeld) {
  BankPolicy made = policy();
  ASSERT_TRUE(store_->make_bank(made, by_).ok());
  EXPECT_EQ(store_->make_bank(made, by_).error().code, Code::conflict);
  made.action = BankAction::block;
  made.radius_bits = 20;
  made.territory = law::parse_territory(std::vector<std::string>{"DE", "IN"}).value();
  ASSERT_TRUE(store_->set_bank(made, by_).ok());
  put({entry("1"), entry("2", 'b')});
  store_.reset();
  open();
  EXPECT_EQ(store_->load_bank("NCII").value(), made);
  EXPECT_EQ(store_->load_banks().value().size(), 1U);
  ASSERT_TRUE(store_->remove_bank("NCII", by_).ok());
  EXPECT_EQ(store_->load_bank("NCII").error().code, Code::not_found);
  EXPECT_EQ(store_->load_after(0, 100, 100).value().removed.size(), 2U);
  EXPECT_EQ(store_->load_acts("", 10).value().front().what, "removed with 2 entries");
}

TEST_F(BankStoreTest, RefusesWhatDoesNotFitAndWritesNothingOfIt) {
  for (const char* name : {"", "lower", "WITH SPACE", "WITH-HYPHEN"}) {
    EXPECT_EQ(store_->make_bank(policy(name), by_).error().code, Code::invalid) << name;
  }
  BankPolicy wide = policy();
  wide.radius_bits = 32;
  EXPECT_EQ(store_->make_bank(wide, by_).error().code, Code::invalid);
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  BankEntry bad = entry("bad");
  bad.pdq = "xyz";
  const auto refused = store_->put({"NCII", "import", {entry("good"), bad}, {}, {}}, by_);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_TRUE(all().empty()) << "all or none";
  EXPECT_EQ(store_->put({"OTHER", "import", {entry("1")}, {}, {}}, by_).error().code, Code::not_found);
}

TEST_F(BankStoreTest, TheSameReferenceIsOneEntryAndWhatAPersonSetOnItStays) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  const auto first = put({entry("1"), entry("2", 'b')});
  EXPECT_EQ(first.added, 2U);
  ASSERT_TRUE(store_->change(first.nos[0], {false, EntryRole::negative, {}, {}}, "not this one", by_).ok());
  BankEntry again = entry("1", 'c');
  const auto second = put({again, entry("2", 'b')});
  EXPECT_EQ(second.replaced, 1U);
  EXPECT_EQ(second.unchanged, 1U);
  const auto entries = all();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].pdq, std::string(64, 'c'));
  EXPECT_EQ(entries[0].role, EntryRole::negative);
  EXPECT_FALSE(entries[0].is_on);
  EXPECT_EQ(entries[1].added_at, by_.at);
}

TEST_F(BankStoreTest, WhatIsWithdrawnIsGoneFromTheFileToo) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  put({entry("1", 'd'), entry("2", 'e')});
  EXPECT_EQ(put({}, {"1", "never there"}).removed, 1U);
  ASSERT_EQ(all().size(), 1U);
  std::ifstream file(folder_ / "banks.db", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(bytes.find(std::string(64, 'd')), std::string::npos);
  EXPECT_NE(bytes.find(std::string(64, 'e')), std::string::npos);
}

TEST_F(BankStoreTest, WhatFeedbackIsAddressedToIsKeptAndAnOlderFileLearnsToKeepIt) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  store_.reset();
  {
    const auto file = Connection::open(folder_ / "banks.db", nullptr);
    ASSERT_TRUE(file.ok() && file.value()->run("ALTER TABLE entries DROP COLUMN feedback_ref").ok());
    ASSERT_TRUE(file.value()->run("ALTER TABLE entries RENAME COLUMN look TO features").ok());
  }
  open();
  auto one = entry("1");
  put({one});
  one.feedback_ref = "55";
  EXPECT_EQ(put({one}).replaced, 1U) << "that alone is a change";
  EXPECT_EQ(all().at(0).feedback_ref, "55");
  one.feedback_ref = std::string(301, 'x');
  EXPECT_EQ(store_->put({"NCII", "import", {one}, {}, {}}, by_).error().code, Code::invalid);
}

// Whoever follows by lots of any size comes to know what is there, and nothing else.
TEST_F(BankStoreTest, WhoReadsTheChangesKnowsTheBank) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  std::map<std::int64_t, BankSignal> known;
  std::uint64_t change = 0;
  unsigned dice = 20'261'122;
  const auto roll = [&](unsigned below) { return (dice = dice * 1'103'515'245U + 12'345U) / 65'536U % below; };
  for (int round = 0; round < 60; ++round) {
    std::vector<BankEntry> entries;
    std::vector<std::string> gone;
    for (unsigned i = roll(6); i > 0; --i) entries.push_back(entry(std::to_string(roll(40)), "abcdef"[roll(6)]));
    for (unsigned i = roll(3); i > 0; --i) gone.push_back(std::to_string(roll(40)));
    put(entries, gone);
    if (roll(3) == 0) continue;
    const std::uint64_t last = store_->find_last_change().value();
    while (change < last) {
      const auto news = store_->load_after(change, last, 1 + roll(5)).value();
      for (const std::int64_t no : news.removed) known.erase(no);
      for (const BankSignal& one : news.entries) known[one.no] = one;
      change = news.change;
    }
    std::vector<std::int64_t> nos;
    for (const auto& [no, one] : known) nos.push_back(no);
    const auto there = all();
    ASSERT_EQ(store_->load_by_no(nos).value(), there) << "round " << round;
    ASSERT_EQ(store_->count_entries().value(), there.size());
    for (const BankEntry& one : there) {
      const BankSignal signal{one.no, one.sha256, one.md5, one.pdq, one.pdq_quality, one.look};
      ASSERT_EQ(known.at(one.no), signal) << "round " << round;
    }
  }
}

TEST_F(BankStoreTest, LargeLooksComeFewAtATimeAndOneThatIsTooLargeNotAtAll) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  for (int i = 0; i < 3; ++i) {
    BankEntry film = entry(std::to_string(i));
    film.look.assign(BankStore::look_bytes_max, 'x');
    put({film});
  }
  const std::uint64_t last = store_->find_last_change().value();
  const auto news = store_->load_after(0, last, 100).value();
  EXPECT_EQ(news.entries.size(), 2U) << "64 MiB";
  EXPECT_LT(news.change, last);
  EXPECT_EQ(store_->load_after(news.change, last, 100).value().entries.size(), 1U);
  for (const BankEntry& one : all()) EXPECT_EQ(one.look.size(), 1U) << "a list says only that there is one";
  EXPECT_EQ(store_->find(all()[0].no).value()->look.size(), BankStore::look_bytes_max);
  BankEntry film = entry("too large");
  film.look.assign(BankStore::look_bytes_max + 1, 'x');
  EXPECT_EQ(store_->put({"NCII", "import", {film}, {}, {}}, by_).error().code, Code::invalid);
}

TEST_F(BankStoreTest, AnExchangeMovesOnOnlyWithWhatItBrought) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  BankEntry bad = entry("bad");
  bad.pdq = "xyz";
  EXPECT_FALSE(store_->put({"NCII", "stopncii", {bad}, {}, "page 2"}, by_).ok());
  EXPECT_EQ(store_->load_exchange("stopncii").value().checkpoint, "");
  ASSERT_TRUE(store_->put({"NCII", "stopncii", {entry("1")}, {}, "page 2"}, by_).ok());
  ASSERT_TRUE(store_->note_exchange("stopncii", "no answer", Instant{5'000}).ok());
  const auto state = store_->load_exchange("stopncii").value();
  EXPECT_EQ(state.checkpoint, "page 2");
  EXPECT_EQ(state.failure, "no answer");
  EXPECT_EQ(state.fetched_at, by_.at);
}

TEST_F(BankStoreTest, EveryChangeOfAnEntryIsOnTheRecord) {
  ASSERT_TRUE(store_->make_bank(policy(), by_).ok());
  const std::int64_t no = put({entry("1")}).nos.at(0);
  ASSERT_TRUE(store_->change(no, {{}, {}, true, {}}, "too much", {"flood guard", Instant{2'000}}).ok());
  EXPECT_EQ(store_->find(no).value()->quarantined_at, Instant{2'000});
  EXPECT_EQ(store_->count("NCII").value().quarantined, 1U);
  ASSERT_TRUE(store_->change(no, {{}, {}, false, {}}, "it is what it says", by_).ok());
  ASSERT_TRUE(store_->remove(no, by_).ok());
  EXPECT_EQ(store_->find(no).value(), std::nullopt);
  EXPECT_EQ(store_->change(no, {true, {}, {}, {}}, "", by_).error().code, Code::not_found);
  const auto acts = store_->load_acts("NCII", 10).value();
  ASSERT_EQ(acts.size(), 5U);
  EXPECT_EQ(acts[2].what, "quarantined: too much");
  EXPECT_EQ(acts[2].by, "flood guard");
  EXPECT_EQ(acts[1].what, "let out of quarantine: it is what it says");
  EXPECT_EQ(acts[0].what, "removed");
}

}  // namespace
}  // namespace redress::store
