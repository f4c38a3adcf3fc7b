// SPDX-License-Identifier: Apache-2.0
// store/notifier_store_test.cpp — what is counted of a notifier, and that it goes when its time is over.
#include "store/notifier_store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redress::store {
namespace {

constexpr Milliseconds day{86'400'000};
const Instant start{1'767'225'600'000};
Instant on(int no) { return start + day * no; }

Id case_id(int no) { return make_id(start, 1, static_cast<std::uint64_t>(no)); }
NotifierNotice notice(const std::string& notifier, int no) { return {notifier, case_id(no), 1, on(no), true, {}}; }

class Notifiers : public testing::Test {
 protected:
  Notifiers() {
    std::filesystem::create_directories(folder_);
    store_ = NotifierStore::open(folder_.string()).value();
  }
  ~Notifiers() override { std::filesystem::remove_all(folder_); }
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("redress-notifiers-test-" + std::to_string(getpid()));
  Status keep(const NotifierNotice& one) { return store_->keep(std::vector{one}); }
  std::unique_ptr<NotifierStore> store_;
};

TEST_F(Notifiers, AreCountedApart) {
  for (int no = 1; no <= 4; ++no) ASSERT_TRUE(keep(notice("a", no)).ok());
  ASSERT_TRUE(keep(notice("b", 5)).ok());
  ASSERT_TRUE(keep(notice("b", 5)).ok()) << "told twice, kept once";
  auto marked = notice("a", 2);
  marked.unfounded_at = on(3);
  ASSERT_TRUE(store_->mark(std::vector{marked}, on(3)).ok());
  const auto counts = store_->count("a", on(2)).value();
  EXPECT_EQ(counts.notices, 4U);
  EXPECT_EQ(counts.limitable_since, 2U) << "after that instant";
  EXPECT_EQ(counts.marked, std::vector{marked});
  EXPECT_EQ(store_->count("b", on(0)).value().notices, 1U);
  EXPECT_EQ(store_->load_of_case(case_id(2)).value(), std::vector{marked});
}

TEST_F(Notifiers, WhatIsNeverLimitedCountsInNoLimit) {
  auto own = notice("a", 1);
  own.is_limitable = false;
  own.unfounded_at = on(2);
  ASSERT_TRUE(keep(own).ok());
  const auto counts = store_->count("a", on(0)).value();
  EXPECT_EQ(counts.notices, 1U);
  EXPECT_EQ(counts.limitable_since, 0U);
  EXPECT_TRUE(counts.marked.empty());
}

TEST_F(Notifiers, WhoseObjectionWaitsLongestComesFirstAndAListHasItsLimit) {
  for (const auto* name : {"a", "b", "c", "d"}) ASSERT_TRUE(store_->note_warned(name, on(1)).ok());
  ASSERT_TRUE(store_->appeal("a", "we object", on(4)).ok());
  ASSERT_TRUE(store_->appeal("b", "we object too", on(2)).ok());
  ASSERT_TRUE(store_->appeal("c", "and we", on(3)).ok());
  const auto waiting = store_->load_objections(2).value();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].notifier, "b");
  EXPECT_EQ(waiting[1].notifier, "c");
  ASSERT_TRUE(store_->answer("b", "heard", false, on(5)).ok());
  EXPECT_EQ(store_->load_objections(9).value().size(), 2U) << "d did not object, b has an answer";
}

TEST_F(Notifiers, AWarningAnAppealAndItsAnswerOutliveTheProcess) {
  ASSERT_TRUE(keep(notice("a", 1)).ok());
  EXPECT_EQ(store_->appeal("a", "we mean it", on(1)).error().code, Code::not_found) << "nothing to appeal against";
  ASSERT_TRUE(store_->note_warned("a", on(1)).ok());
  ASSERT_TRUE(store_->note_warned("a", on(2)).ok());
  ASSERT_TRUE(store_->appeal("a", "we mean it", on(3)).ok());
  EXPECT_FALSE(store_->appeal("a", "again", on(3)).ok()) << "one waits already";
  store_ = NotifierStore::open(folder_.string()).value();
  EXPECT_EQ(store_->find("a").value(), (NotifierFile{"a", on(1), on(3), "we mean it", {}, "", {}, {}}));
  ASSERT_TRUE(store_->answer("a", "they were right", true, on(4)).ok());
  EXPECT_EQ(store_->find("a").value(), (NotifierFile{"a", on(1), {}, "", on(4), "they were right", on(4), {}}));
  EXPECT_FALSE(store_->answer("a", "twice", true, on(5)).ok());
  ASSERT_TRUE(store_->note_informed("a", on(5)).ok());
  EXPECT_EQ(store_->load_files().value().at(0).informed_at, on(5));
}

TEST_F(Notifiers, NothingIsKeptForLongerThanAYear) {
  for (const int no : {0, 1}) ASSERT_TRUE(keep(notice("a", no)).ok());
  ASSERT_TRUE(store_->note_warned("a", on(1)).ok());
  ASSERT_TRUE(store_->expire(on(365)).ok());
  EXPECT_EQ(store_->count("a", on(0)).value().notices, 2U);
  ASSERT_TRUE(store_->expire(on(366)).ok());
  EXPECT_EQ(store_->count("a", on(0)).value().notices, 1U);
  EXPECT_TRUE(store_->find("a").value().has_value());
  ASSERT_TRUE(store_->expire(on(367)).ok());
  EXPECT_EQ(store_->find("a").value(), std::nullopt) << "the last notice took the file with it";
}

TEST_F(Notifiers, OfManyMarkedTheNewestAreReadAndTheShareIsTheirs) {
  std::vector<NotifierNotice> many;
  for (int no = 1; no <= 60; ++no) many.push_back(notice("a", no));
  ASSERT_TRUE(store_->keep(many).ok());
  ASSERT_TRUE(store_->mark(many, on(61)).ok());
  const auto counts = store_->count("a", on(61)).value();
  ASSERT_EQ(counts.marked.size(), NotifierStore::marked_count_max);
  EXPECT_EQ(counts.marked.front().received_at, on(11));
  EXPECT_EQ(counts.notices, 50U);
}

TEST_F(Notifiers, WhereOneIsFullTheOldestNoticeMakesRoom) {
  store_ = NotifierStore::open(folder_.string(), 3).value();
  for (int no = 1; no <= 3; ++no) ASSERT_TRUE(keep(notice("a", no)).ok());
  ASSERT_TRUE(keep(notice("b", 9)).ok());
  EXPECT_EQ(store_->count("a", on(0)).value().notices, 3U);
  ASSERT_TRUE(keep(notice("a", 4)).ok());
  EXPECT_EQ(store_->count("a", on(0)).value().notices, 3U);
  EXPECT_TRUE(store_->load_of_case(case_id(1)).value().empty());
  EXPECT_EQ(store_->count("b", on(0)).value().notices, 1U) << "another's are not touched";
}

}  // namespace
}  // namespace redress::store
