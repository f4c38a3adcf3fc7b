// SPDX-License-Identifier: Apache-2.0
#include "match/numbered_index.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>

namespace redress::match {
namespace {

using Dice = std::mt19937_64;

Bits256 any(Dice& dice) { return {dice(), dice(), dice(), dice()}; }

media::Pdq pdq_of(const Bits256& bits) {
  media::Pdq pdq{};
  std::memcpy(pdq.data(), bits.data(), pdq.size());
  return pdq;
}

// A map and a look at all of it; every history of putting, replacing and removing gives the same answers.
TEST(NumberedIndex, EqualAPlainMapAfterEveryHistory) {
  const std::uint64_t seed = 20'261'122;
  Dice dice(seed);
  NumberedIndex index(100'000, {.tail_count_max = 200});
  std::map<std::uint64_t, media::Pdq> plain;
  for (int step = 0; step < 400; ++step) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " step " + std::to_string(step));
    if (dice() % 4 == 0 && !plain.empty()) {
      const std::uint64_t number = dice() % 2 == 0 ? plain.begin()->first : dice() % 20'000;
      EXPECT_EQ(index.remove(number), plain.erase(number) == 1);
    } else {
      std::map<std::uint64_t, Bits256> lot;
      for (std::uint64_t left = dice() % 3 == 0 ? 250 : 3; left > 0; --left) lot[dice() % 20'000] = any(dice);
      std::vector<Numbered> entries;
      for (const auto& [number, hash] : lot) {
        entries.push_back({number, hash});
        plain[number] = pdq_of(hash);
      }
      ASSERT_TRUE(index.put(entries).ok());
    }
    ASSERT_EQ(index.count(), plain.size());
    if (plain.empty()) continue;
    auto asked = plain.lower_bound(dice() % 20'000);
    if (asked == plain.end()) asked = plain.begin();
    media::Dihedral turns{};
    turns[dice() % turns.size()] = asked->second;
    std::vector<NumberedHit> expected;
    for (const auto& [number, pdq] : plain) {
      const int distance = distance_bits(bits_of(pdq), bits_of(asked->second));
      if (distance <= 31) expected.push_back({number, distance});
    }
    EXPECT_EQ(index.find(turns, 31), expected);
  }
}

TEST(NumberedIndex, FullIsSaidAndNothingIsPut) {
  Dice dice(1);
  NumberedIndex index(2);
  const std::vector<Numbered> three{{1, any(dice)}, {2, any(dice)}, {3, any(dice)}};
  EXPECT_EQ(index.put(three).error().code, Code::exhausted);
  EXPECT_EQ(index.count(), 0U);
  ASSERT_TRUE(index.put(std::span(three).first(2)).ok());
  EXPECT_TRUE(index.put(std::span(three).first(2)).ok()) << "the same two again are not more";
  EXPECT_FALSE(index.put(std::span(three).last(1)).ok());
  EXPECT_TRUE(index.remove(1));
  EXPECT_TRUE(index.put(std::span(three).last(1)).ok());
}

TEST(NumberedIndex, NoHashFindsNothing) {
  NumberedIndex index(10);
  ASSERT_TRUE(index.put(std::vector<Numbered>{{1, Bits256{}}}).ok());
  EXPECT_TRUE(index.find(media::Dihedral{}, 31).empty());
}

}  // namespace
}  // namespace redress::match
