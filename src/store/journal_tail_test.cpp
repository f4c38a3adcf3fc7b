// SPDX-License-Identifier: Apache-2.0
#include "store/journal_tail.hpp"

#include <gtest/gtest.h>

namespace redress::store {
namespace {

JournalTail::Row row_at(std::uint64_t position) {
  Content content;
  content.content_id = std::to_string(position);
  return {{position, Id{}, 0, content, 0, std::nullopt}, 100};
}

std::vector<JournalTail::Row> rows_from(std::uint64_t first, std::uint64_t last) {
  std::vector<JournalTail::Row> rows;
  for (std::uint64_t position = first; position <= last; ++position) rows.push_back(row_at(position));
  return rows;
}

TEST(JournalTail, GivesARunOfWhatItHasAndNothingOlder) {
  JournalTail tail(1'000'000);
  EXPECT_FALSE(tail.find_after(0, 10));
  tail.extend(rows_from(5, 9));
  EXPECT_FALSE(tail.find_after(3, 10));
  ASSERT_TRUE(tail.find_after(4, 10));
  EXPECT_EQ(tail.find_after(4, 10)->size(), 5U);
  EXPECT_EQ(tail.find_after(6, 2)->at(0).position, 7U);
  EXPECT_EQ(tail.find_after(6, 2)->size(), 2U);
  EXPECT_TRUE(tail.find_after(9, 10)->empty());
  EXPECT_TRUE(tail.find_after(99, 10)->empty());
  tail.forget();
  EXPECT_FALSE(tail.find_after(4, 10));
  tail.extend(rows_from(10, 10));
  EXPECT_EQ(tail.find_after(9, 10)->size(), 1U);
}

TEST(JournalTail, FullItLetsTheOldestGo) {
  const std::size_t cost = sizeof(JournalTail::Row) + 100;
  JournalTail tail(3 * cost);
  for (std::uint64_t position = 1; position <= 50; ++position) tail.extend({row_at(position)});
  EXPECT_FALSE(tail.find_after(46, 10));
  EXPECT_EQ(tail.find_after(47, 10)->size(), 3U);
  tail.extend(rows_from(51, 90));
  EXPECT_EQ(tail.find_after(87, 10)->size(), 3U);
  JournalTail none(cost - 1);
  none.extend({row_at(1)});
  EXPECT_FALSE(none.find_after(0, 10));
}

}  // namespace
}  // namespace redress::store
