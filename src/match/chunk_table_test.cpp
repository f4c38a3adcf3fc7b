// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace redress::match {
namespace {

using Dice = std::mt19937_64;

constexpr Chunk chunk{60, 12};  // over the border of two words
constexpr Chunk next{72, 20};

// Many that share values of the chunk, so that groups spill, and many that do not.
std::vector<Bits256> make_hashes(std::size_t count, Dice& dice) {
  std::vector<Bits256> hashes(count);
  for (Bits256& hash : hashes) {
    for (std::uint64_t& word : hash) word = dice();
    if (dice() % 2 == 0) hash[0] &= 0x0FFF'FFFF'FFFF'FFFF;
    if (dice() % 2 == 0) hash[1] &= ~std::uint64_t{0xF0};
  }
  return hashes;
}

std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> values) {
  std::sort(values.begin(), values.end());
  return values;
}

TEST(ChunkTable, EveryBucketHoldsWhatAPlainMapHolds) {
  Dice dice(20'261'122);
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{300}, std::size_t{40'000}}) {
    const auto hashes = make_hashes(count, dice);
    std::map<std::uint32_t, std::vector<std::uint32_t>> plain;
    for (std::uint32_t i = 0; i < count; ++i) plain[value_of(hashes[i], chunk)].push_back(i);
    const auto table = ChunkTable::build(hashes, chunk, next);
    ASSERT_TRUE(table.ok());
    EXPECT_TRUE(table.value().is_sound(chunk, count));
    const EntryShape shape(count);
    std::size_t spilled = 0;
    for (std::uint32_t value = 0; value < 1U << chunk.width; ++value) {
      const BucketGroup& group = table.value().groups[value / BucketGroup::value_count];
      if (group.counts == BucketGroup::spilled) ++spilled;
      const Bucket bucket = table.value().find(group, value % BucketGroup::value_count);
      std::vector<std::uint32_t> positions;
      for (std::uint32_t i = 0; i < bucket.count; ++i) {
        const std::uint32_t entry = table.value().entries[bucket.begin + i];
        positions.push_back(shape.position_of(entry));
        const std::uint32_t tag = shape.tag_of(shape.pack(0, value_of(hashes[positions.back()], next)));
        ASSERT_EQ(shape.tag_of(entry), tag);
      }
      ASSERT_EQ(sorted(positions), plain[value]) << count << " hashes, value " << value;
    }
    EXPECT_EQ(spilled > 0, count == 40'000) << "both kinds of group are met";
  }
}

TEST(ChunkTable, AValueFillsAGroupUpToFourteen) {
  for (const std::size_t count : {std::size_t{14}, std::size_t{15}}) {
    const std::vector<Bits256> alike(count, Bits256{});
    const auto table = ChunkTable::build(alike, chunk, next);
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(table.value().groups[0].counts == BucketGroup::spilled, count == 15);
    EXPECT_EQ(table.value().find(table.value().groups[0], 0).count, count);
    EXPECT_EQ(table.value().find(table.value().groups[0], 1).count, 0U);
    EXPECT_EQ(table.value().entries.size(), count == 15 ? 31U : 14U);
  }
}

TEST(ChunkTable, AnyNumberThatLeadsAstrayIsSeen) {
  Dice dice(7);
  const auto hashes = make_hashes(3'000, dice);
  auto made = ChunkTable::build(hashes, chunk, next);
  ASSERT_TRUE(made.ok());
  ChunkTable& table = made.value();
  const EntryShape shape(hashes.size());
  int spilled = 0;
  for (std::size_t i = 0; i < table.groups.size(); ++i) {
    const BucketGroup whole = table.groups[i];
    const bool is_spilled = whole.counts == BucketGroup::spilled;
    spilled += is_spilled ? 1 : 0;
    table.groups[i].begin ^= std::uint32_t{1} << (dice() % 32);
    EXPECT_FALSE(table.is_sound(chunk, hashes.size())) << i;
    table.groups[i] = whole;
    table.groups[i].counts = is_spilled ? 0 : whole.counts ^ 1;
    EXPECT_FALSE(table.is_sound(chunk, hashes.size())) << i;
    table.groups[i] = whole;
    if (!is_spilled) continue;
    std::uint32_t& end = table.entries[whole.begin + dice() % BucketGroup::value_count];
    const std::uint32_t told = std::exchange(end, static_cast<std::uint32_t>(dice()));
    EXPECT_FALSE(table.is_sound(chunk, hashes.size())) << i;
    end = told;
  }
  EXPECT_GT(spilled, 0);
  std::uint32_t& entry = table.entries[table.entries.size() - 1];
  const std::uint32_t told = std::exchange(entry, shape.pack(static_cast<std::uint32_t>(hashes.size()), 0));
  EXPECT_FALSE(table.is_sound(chunk, hashes.size()));
  entry = told;
  EXPECT_TRUE(table.is_sound(chunk, hashes.size()));
  EXPECT_FALSE(table.is_sound(chunk, hashes.size() + 1));
  EXPECT_FALSE(table.is_sound(next, hashes.size()));
}

}  // namespace
}  // namespace redress::match
