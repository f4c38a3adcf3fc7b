// SPDX-License-Identifier: Apache-2.0
#include "store/ledger_store.hpp"

#include <gtest/gtest.h>

#include "store/power_cut_vfs.hpp"

namespace redress::store {
namespace {

class LedgerStoreTest : public testing::Test {
 protected:
  LedgerStoreTest() { store_ = open(); }
  static std::unique_ptr<LedgerStore> open() {
    LedgerStoreOptions options;
    options.path = "/ledger.db";
    options.vfs = "ledger-store";
    options.on_commit_failure = [](const std::string&) {};
    auto opened = LedgerStore::open(std::move(options));
    EXPECT_TRUE(opened.ok());
    return std::move(opened).value();
  }
  // One more entry on top of this head.
  static SealBatch next(const LedgerHead& head, std::uint64_t position, const std::string& root) {
    SealBatch batch;
    batch.size_before = head.size;
    batch.root_before = head.root;
    batch.after = head;
    batch.after.size = head.size + 1;
    batch.after.root = sha256(root);
    batch.after.note = "note of " + root;
    batch.after.position = position;
    batch.rows.push_back({head.size, position, {1, 2, 3}});
    SealedCase one;
    one.case_id = make_id(Instant{1}, 2, 3);
    one.pseudonym[0] = 7;
    one.number = static_cast<std::uint32_t>(head.size + 1);
    one.leaf = sha256("leaf " + root);
    batch.cases.push_back(one);
    return batch;
  }
  test::PowerCutDisk disk_{"ledger-store", 1};
  std::unique_ptr<LedgerStore> store_;
};

TEST_F(LedgerStoreTest, BeginsEmptyUnderItsName) {
  EXPECT_EQ(store_->load_head().value().size, 0U);
  ASSERT_TRUE(store_->name_origin("a.example/log").ok());
  EXPECT_TRUE(store_->name_origin("a.example/log").ok());
  EXPECT_EQ(store_->name_origin("b.example/log").error().code, Code::conflict);
  const LedgerHead head = store_->load_head().value();
  EXPECT_EQ(head.origin, "a.example/log");
  EXPECT_EQ(head.root, sha256(std::string_view{}));
}

TEST_F(LedgerStoreTest, KeepsWhatWasSealedOverARestart) {
  ASSERT_TRUE(store_->name_origin("a.example/log").ok());
  ASSERT_TRUE(store_->seal(next(store_->load_head().value(), 5, "one")).ok());
  const LedgerHead head = store_->load_head().value();
  ASSERT_TRUE(store_->seal(next(head, 9, "two")).ok());
  store_.reset();
  store_ = open();
  EXPECT_EQ(store_->load_head().value().note, "note of two");
  EXPECT_EQ(store_->find_index(5).value(), 0U);
  EXPECT_EQ(store_->find_index(9).value(), 1U);
  EXPECT_EQ(store_->find_index(6).value(), std::nullopt);
  const auto one = store_->find_case(make_id(Instant{1}, 2, 3)).value();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->number, 2U);
  EXPECT_EQ(one->leaf, sha256(std::string("leaf two")));
  const auto rows = store_->load_rows(0, 10).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].position, 9U);
  EXPECT_EQ(rows[1].kept, (Bytes{1, 2, 3}));
}

TEST_F(LedgerStoreTest, ABatchOnAnotherHeadIsRefusedWhole) {
  ASSERT_TRUE(store_->name_origin("a.example/log").ok());
  const LedgerHead empty = store_->load_head().value();
  ASSERT_TRUE(store_->seal(next(empty, 5, "one")).ok());
  const Status stale = store_->seal(next(empty, 6, "other"));
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().code, Code::conflict);
  LedgerHead forged = store_->load_head().value();
  forged.root = sha256(std::string("forged"));
  EXPECT_EQ(store_->seal(next(forged, 6, "other")).error().code, Code::conflict) << "the size alone is not enough";
  EXPECT_EQ(store_->verify_head(forged.size, forged.root).error().code, Code::conflict);
  EXPECT_EQ(store_->load_head().value().note, "note of one");
  EXPECT_EQ(store_->load_rows(0, 10).value().size(), 1U);
  EXPECT_EQ(store_->find_index(6).value(), std::nullopt);
}

TEST_F(LedgerStoreTest, KeepsRulebooksAndTheirDocuments) {
  const RulebookChange change{1, 7, sha256(std::string("rulebook")), Instant{5}, 3};
  ASSERT_TRUE(store_->keep_rulebook(change, {{"rulebook/a.json", "{}"}, {"statutes/b.yaml", "x"}}).ok());
  ASSERT_TRUE(store_->keep_rulebook({2, 9, {}, Instant{6}, 3}, {{"rulebook/a.json", "other"}}).ok());
  EXPECT_EQ(store_->load_rulebooks().value().front(), change);
  const auto documents = store_->load_documents().value();
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].text, "{}") << "what a hash names never changes";
}

TEST_F(LedgerStoreTest, AFullDiskRefusesAndGoesOn) {
  ASSERT_TRUE(store_->name_origin("a.example/log").ok());
  const LedgerHead head = store_->load_head().value();
  disk_.is_full = true;
  const Status refused = store_->seal(next(head, 5, "one"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::exhausted);
  EXPECT_EQ(store_->load_head().value().size, 0U);
  disk_.is_full = false;
  EXPECT_TRUE(store_->seal(next(head, 5, "one")).ok());
}

}  // namespace
}  // namespace redress::store
