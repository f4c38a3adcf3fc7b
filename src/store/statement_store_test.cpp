// SPDX-License-Identifier: Apache-2.0
#include "store/statement_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redress::store {
namespace {

class StatementStoreTest : public testing::Test {
 protected:
  StatementStoreTest()
      : folder_(std::filesystem::temp_directory_path() / ("redress-statements-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  ~StatementStoreTest() override { std::filesystem::remove_all(folder_); }
  void open() {
    store_.reset();
    auto opened = StatementStore::open(folder_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }
  static OwedStatement owed(const std::string& puid) { return {puid, Id{{1, 2}}, 7, Instant{1'000}}; }
  std::vector<StatementRow> load(StatementState state) const {
    auto rows = store_->load(state, 0, 100);
    EXPECT_TRUE(rows.ok());
    return std::move(rows).value();
  }
  std::vector<std::string> puids(StatementState state) const {
    std::vector<std::string> found;
    for (const StatementRow& row : load(state)) found.push_back(row.owed.puid);
    return found;
  }
  std::int64_t no_of(const std::string& puid) const {
    for (const auto state : {StatementState::waiting, StatementState::sent, StatementState::refused}) {
      for (const StatementRow& row : load(state)) {
        if (row.owed.puid == puid) return row.no;
      }
    }
    return 0;
  }
  void take_in(const std::vector<OwedStatement>& owed, std::uint64_t cursor) {
    ASSERT_TRUE(store_->take_in(owed, cursor).ok());
  }

  const std::filesystem::path folder_;
  std::unique_ptr<StatementStore> store_;
};

TEST_F(StatementStoreTest, RemembersWhatIsOwedOnceAndItsPlace) {
  EXPECT_EQ(store_->load_cursor().value(), 0U);
  take_in({owed("b"), owed("a")}, 40);
  take_in({owed("a"), owed("c")}, 50);
  open();
  EXPECT_EQ(store_->load_cursor().value(), 50U);
  EXPECT_EQ(puids(StatementState::waiting), (std::vector<std::string>{"b", "a", "c"})) << "in the order they came";
  EXPECT_EQ(store_->load(StatementState::waiting, 0, 1).value().at(0).owed, owed("b"));
  EXPECT_EQ(store_->load(StatementState::waiting, no_of("b"), 1).value().at(0).owed.puid, "a");
}

TEST_F(StatementStoreTest, RendersWhatWaitsAndAgainAfterAChangeOfSettings) {
  take_in({owed("a"), owed("b")}, 1);
  auto rows = store_->load_unrendered(1).value();
  ASSERT_EQ(rows.size(), 1U);
  rows[0].body = "{}";
  ASSERT_TRUE(store_->set_bodies(rows).ok());
  EXPECT_EQ(store_->load_rendered(10).value().size(), 1U);
  EXPECT_EQ(store_->load_unrendered(10).value().size(), 1U);
  ASSERT_TRUE(store_->forget_bodies().ok());
  EXPECT_EQ(store_->load_unrendered(10).value().size(), 2U);
}

TEST_F(StatementStoreTest, KeepsWhatTheDatabaseSaidUntilSomebodyRetries) {
  take_in({owed("a"), owed("b"), owed("c")}, 1);
  auto rows = store_->load_unrendered(10).value();
  for (auto& row : rows) row.body = "{}";
  ASSERT_TRUE(store_->set_bodies(rows).ok());
  const std::vector<StatementVerdict> verdicts{{no_of("a"), StatementState::sent, "", "uuid-a"},
                                               {no_of("b"), StatementState::refused, "category: no", ""}};
  ASSERT_TRUE(store_->conclude(verdicts, Instant{5'000}).ok());
  const auto sent = store_->load(StatementState::sent, 0, 10).value().at(0);
  EXPECT_EQ(sent.uuid, "uuid-a");
  EXPECT_EQ(sent.body, "") << "the database has it";
  EXPECT_EQ(sent.told_at, Instant{5'000});
  const auto refused = store_->load(StatementState::refused, 0, 10).value().at(0);
  EXPECT_EQ(refused.words, "category: no");
  EXPECT_EQ(refused.body, "{}");
  EXPECT_EQ(store_->count().value().waiting, 1U);
  EXPECT_EQ(store_->count().value().refused, 1U);
  const std::vector<std::string> named{"a", "b", "nobody"};
  EXPECT_EQ(store_->retry(named).value(), 1U) << "what was sent is not sent again";
  EXPECT_EQ(puids(StatementState::waiting), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(store_->load_unrendered(10).value().size(), 1U);
  EXPECT_EQ(store_->retry({}).value(), 0U);
}

TEST_F(StatementStoreTest, ALateVerdictChangesNothingThatIsConcluded) {
  take_in({owed("a")}, 1);
  const std::vector<StatementVerdict> sent{{no_of("a"), StatementState::sent, "", "first"}};
  const std::vector<StatementVerdict> late{{no_of("a"), StatementState::refused, "no", ""}};
  ASSERT_TRUE(store_->conclude(sent, Instant{1}).ok());
  ASSERT_TRUE(store_->conclude(late, Instant{2}).ok());
  EXPECT_EQ(store_->load(StatementState::sent, 0, 10).value().at(0).uuid, "first");
}

TEST_F(StatementStoreTest, SaysItsWordsBothWays) {
  for (const auto state : {StatementState::waiting, StatementState::sent, StatementState::refused}) {
    EXPECT_EQ(parse_statement_state(render(state)).value(), state);
  }
  EXPECT_EQ(parse_statement_state("lost").error().code, Code::invalid);
}

TEST_F(StatementStoreTest, OfANewerVersionIsRefused) {
  {
    ConnectionPool pool((folder_ / "statements.db").string());
    ASSERT_TRUE(pool.prepare("PRAGMA user_version = 2").ok());
  }
  EXPECT_EQ(StatementStore::open(folder_).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::store
