// SPDX-License-Identifier: Apache-2.0
#include "match/hamming_index.hpp"

#include <gtest/gtest.h>
// As in scan.cpp, or the kernel that this machine runs would not be among those compared.
#define HWY_WANT_AVX3_DL
#include <hwy/targets.h>

#include <algorithm>
#include <atomic>
#include <random>

#include "match/scan.hpp"

namespace redress::match {
namespace {

using Dice = std::mt19937_64;

Bits256 any(Dice& dice) { return {dice(), dice(), dice(), dice()}; }

Bits256 flip(Bits256 bits, std::size_t count, Dice& dice) {
  std::array<std::size_t, 256> places{};
  for (std::size_t i = 0; i < places.size(); ++i) places.at(i) = i;
  std::shuffle(places.begin(), places.end(), dice);
  for (std::size_t i = 0; i < count; ++i) bits.at(places.at(i) / 64) ^= std::uint64_t{1} << (places.at(i) % 64);
  return bits;
}

// Uniform hashes, families of near ones, and one that very many share.
std::vector<Bits256> make_hashes(std::size_t count, Dice& dice) {
  std::vector<Bits256> hashes;
  const Bits256 crowd = any(dice);
  while (hashes.size() < count) {
    switch (dice() % 4) {
      case 0:
        hashes.push_back(flip(crowd, dice() % 4, dice));
        break;
      case 1:
        hashes.push_back(hashes.empty() ? crowd : flip(hashes[dice() % hashes.size()], dice() % 48, dice));
        break;
      default:
        hashes.push_back(any(dice));
    }
  }
  return hashes;
}

std::vector<Found> sorted(std::vector<Found> found) {
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.position < b.position; });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

TEST(BitOrder, LeavesEveryDistanceAsItIs) {
  Dice dice(1);
  const BitOrder order(7);
  for (int round = 0; round < 1'000; ++round) {
    const Bits256 a = any(dice);
    const std::size_t bits = dice() % 257;
    EXPECT_EQ(distance_bits(order.apply(a), order.apply(flip(a, bits, dice))), static_cast<int>(bits));
  }
}

// Every vector width that this machine has, and odd counts at the end.
TEST(Scan, EqualsItsTwinWithEveryKernel) {
  Dice dice(2);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (int round = 0; round < 50; ++round) {
      const auto hashes = make_hashes(dice() % 70, dice);
      const Bits256 query = hashes.empty() ? any(dice) : flip(hashes[dice() % hashes.size()], dice() % 40, dice);
      const int radius = static_cast<int>(dice() % 258) - 1;
      std::vector<Found> plain;
      std::vector<Found> found;
      scan_plainly(hashes, query, radius, plain);
      scan(hashes, query, radius, found);
      EXPECT_EQ(found, plain) << hwy::TargetName(target) << " count " << hashes.size() << " radius " << radius;
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

// Counts around a tile's end.
TEST(Scan, ManyQueriesAtOnceFindWhatEachFinds) {
  Dice dice(3);
  for (const std::size_t count : {0UL, 1UL, 767UL, 768UL, 769UL, 2'000UL}) {
    const auto hashes = make_hashes(count, dice);
    std::vector<Bits256> queries;
    for (int i = 0; i < 20; ++i)
      queries.push_back(count > 0 ? flip(hashes[dice() % count], dice() % 40, dice) : any(dice));
    std::vector<std::vector<Found>> found(queries.size());
    scan_each(hashes, queries, 31, found);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      std::vector<Found> plain;
      scan_plainly(hashes, queries[i], 31, plain);
      EXPECT_EQ(found[i], plain) << count;
    }
  }
}

TEST(ChunkPlan, SharesTheRadiusSoThatNothingFitsBetween) {
  for (unsigned count = 9; count <= 24; ++count) {
    const ChunkPlan plan = cut_evenly(count);
    unsigned next = 0;
    for (const Chunk& chunk : plan) {
      EXPECT_EQ(chunk.first_bit, next);
      next += chunk.width;
    }
    EXPECT_EQ(next, 256U);
    for (int radius = 0; radius < 4 * static_cast<int>(count); ++radius) {
      const auto radii = share_radius(plan, radius);
      ASSERT_TRUE(radii);
      int sum = 0;
      for (const int one : *radii) sum += one + 1;
      EXPECT_EQ(sum, radius + 1);
    }
    EXPECT_FALSE(share_radius(plan, 4 * static_cast<int>(count)));
  }
}

// Worked out by hand for eleven chunks, 10 x r = 2 and 1 x r = 1: 64 values share a line of groups.
TEST(ChunkPlan, CountsWhatAQueryTouches) {
  const ChunkPlan eleven = cut_evenly(11);
  EXPECT_EQ(eleven.front().width, 24U);
  EXPECT_EQ(eleven.back().width, 23U);
  EXPECT_EQ(*share_radius(eleven, 31), (std::vector<int>{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1}));
  // 3 x (1 + 18 + 153) + 7 x (1 + 17 + 136) + 1 + 17; more where something lies there.
  EXPECT_NEAR(count_lines(eleven, 1, 31), 1'612, 1);
  EXPECT_EQ(choose_plan(10'000'000).size(), 11U);
  EXPECT_EQ(choose_plan(1'000'000).size(), 16U);
}

ChunkTables::Answer ask(const ChunkTables& tables, const Bits256& query, int radius_bits) {
  return tables.find_each(std::span(&query, 1), radius_bits).at(0);
}

TEST(ChunkTables, EqualAFullLookForEveryPlanAndRadius) {
  const std::uint64_t seed = 20'261'122;
  Dice dice(seed);
  for (const unsigned chunk_count : {12U, 16U, 17U, 24U}) {
    const auto hashes = make_hashes(3'000, dice);
    auto tables = ChunkTables::build(hashes, cut_evenly(chunk_count));
    ASSERT_TRUE(tables.ok());
    int answered = 0;
    for (int round = 0; round < 300; ++round) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " chunks " + std::to_string(chunk_count));
      const Bits256 query = dice() % 4 == 0 ? any(dice) : flip(hashes[dice() % hashes.size()], dice() % 40, dice);
      const int radius = static_cast<int>(dice() % 48);
      std::vector<Found> plain;
      scan_plainly(hashes, query, radius, plain);
      const auto answer = ask(tables.value(), query, radius);
      if (!answer.is_answered) continue;
      ++answered;
      EXPECT_EQ(sorted(answer.found), sorted(plain));
    }
    EXPECT_GT(answered, 290);
  }
}

TEST(ChunkTables, GiveUpWhereAskingWouldCostMoreThanLooking) {
  Dice dice(3);
  std::vector<Bits256> crowd(100'000, any(dice));
  const auto tables = ChunkTables::build(crowd, cut_evenly(16));
  const auto crowded = ask(tables.value(), crowd[0], 31);
  EXPECT_FALSE(crowded.is_answered) << "every bucket asked holds all of them";
  EXPECT_TRUE(crowded.found.empty());
  EXPECT_FALSE(ask(tables.value(), any(dice), 200).is_answered) << "too wide for any table";
  const auto far = ask(tables.value(), flip(crowd[0], 100, dice), 31);
  EXPECT_TRUE(far.is_answered && far.found.empty());
}

TEST(ChunkTables, NoneAtAllIsFineToo) {
  const auto tables = ChunkTables::build({}, cut_evenly(24));
  const auto answer = ask(tables.value(), Bits256{}, 31);
  EXPECT_TRUE(answer.is_answered && answer.found.empty());
}

struct Plain {
  std::vector<Bits256> hashes;
  std::vector<bool> is_there;
  [[nodiscard]] std::vector<Near> find(const std::vector<Bits256>& queries, int radius_bits) const {
    std::vector<Near> near;
    for (std::uint32_t slot = 0; slot < hashes.size(); ++slot) {
      int nearest = 257;
      for (const Bits256& query : queries) nearest = std::min(nearest, distance_bits(hashes[slot], query));
      if (is_there[slot] && nearest <= radius_bits) near.push_back({slot, nearest});
    }
    return near;
  }
};

// Merges happen all the while: after every few additions at this size.
TEST(HammingIndex, EqualsAFullLookThroughAnyHistory) {
  const std::uint64_t seed = 20'261'122;
  Dice dice(seed);
  HammingIndex index({.tail_count_max = 64});
  Plain plain;
  const auto hashes = make_hashes(6'000, dice);
  for (std::size_t step = 0; step < hashes.size(); ++step) {
    ASSERT_EQ(index.add(hashes[step]), step);
    plain.hashes.push_back(hashes[step]);
    plain.is_there.push_back(true);
    if (dice() % 3 == 0) {
      const auto gone = static_cast<std::uint32_t>(dice() % plain.hashes.size());
      index.remove(gone);
      plain.is_there[gone] = false;
    }
    if (dice() % 8 != 0) continue;
    std::vector<Bits256> queries{flip(hashes[dice() % (step + 1)], dice() % 40, dice)};
    if (dice() % 4 == 0) queries.push_back(any(dice));
    const int radius = static_cast<int>(dice() % 64);
    ASSERT_EQ(index.find(queries, radius), plain.find(queries, radius)) << "seed " << seed << " step " << step;
    const auto lists = index.find_each(queries, radius);
    for (std::size_t i = 0; i < queries.size(); ++i) ASSERT_EQ(lists[i], plain.find({queries[i]}, radius));
    const auto rung = index.find_nearest_rung(queries);
    ASSERT_EQ(rung.near, plain.find(queries, rung.radius_bits));
    ASSERT_TRUE(rung.radius_bits == 15 || (rung.radius_bits == 31 && plain.find(queries, 15).empty()));
  }
  index.settle();
  EXPECT_GE(index.segment_count(), 1U);
  EXPECT_LE(index.segment_count(), 4U);
  const std::vector<Bits256> query{hashes[17]};
  EXPECT_EQ(index.find(query, 31), plain.find(query, 31));
}

// One by one is the twin of all at once: few and many queries, narrow and wide, among them some that scan.
TEST(HammingIndex, ManyQueriesAtOnceAreAnsweredAsOneByOne) {
  const std::uint64_t seed = 7;
  Dice dice(seed);
  HammingIndex index({.tail_count_max = 2'000});
  const auto hashes = make_hashes(30'000, dice);
  for (const Bits256& hash : hashes) index.add(hash);
  for (const std::size_t count : {0UL, 1UL, 2UL, 15UL, 16UL, 17UL, 100UL}) {
    std::vector<Bits256> queries;
    while (queries.size() < count) queries.push_back(flip(hashes[dice() % hashes.size()], dice() % 40, dice));
    for (const int radius : {0, 10, 15, 31, 45, 120}) {
      const auto lists = index.find_each(queries, radius);
      ASSERT_EQ(lists.size(), count);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(lists[i], index.find(std::span(&queries[i], 1), radius)) << "seed " << seed << " radius " << radius;
      }
    }
  }
}

// Bulk loads of all sizes between additions, removals and merges: every slot in the order of the calls.
TEST(HammingIndex, ManyAddedAtOnceEqualOneByOne) {
  const std::uint64_t seed = 8;
  Dice dice(seed);
  HammingIndex index({.tail_count_max = 64});
  Plain plain;
  for (int step = 0; step < 300; ++step) {
    const auto hashes = make_hashes(dice() % 200, dice);
    const auto first = index.add_all(hashes);
    ASSERT_TRUE(first.ok());
    ASSERT_EQ(first.value(), plain.hashes.size()) << "seed " << seed << " step " << step;
    for (const Bits256& hash : hashes) plain.hashes.push_back(hash);
    const Bits256 one = any(dice);
    ASSERT_EQ(index.add(one), plain.hashes.size());
    plain.hashes.push_back(one);
    plain.is_there.resize(plain.hashes.size(), true);
    for (int i = 0; i < 40; ++i) {
      const auto gone = static_cast<std::uint32_t>(dice() % plain.hashes.size());
      index.remove(gone);
      plain.is_there[gone] = false;
    }
    const std::vector<Bits256> queries{flip(plain.hashes[dice() % plain.hashes.size()], dice() % 40, dice), one};
    ASSERT_EQ(index.find(queries, 31), plain.find(queries, 31)) << "seed " << seed << " step " << step;
  }
  index.settle();
  EXPECT_LE(index.segment_count(), 5U) << "they are merged, however they came";
  const std::vector<Bits256> query{plain.hashes[1'000]};
  EXPECT_EQ(index.find(query, 31), plain.find(query, 31));
}

TEST(HammingIndex, GoesOnWhileManyAreAddedAtOnce) {
  Dice dice(9);
  HammingIndex index({.tail_count_max = 256});
  const auto many = make_hashes(50'000, dice);
  std::atomic<bool> is_over{false};
  std::jthread loader([&] {
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(index.add_all(many).ok());
    is_over = true;
  });
  while (!is_over) {
    const Bits256 hash = any(dice);
    const std::uint32_t slot = index.add(hash);
    ASSERT_EQ(index.find(std::vector<Bits256>{hash}, 31), (std::vector<Near>{{slot, 0}}));
    index.remove(slot);
    ASSERT_TRUE(index.find(std::vector<Bits256>{hash}, 31).empty());
  }
  EXPECT_GE(index.find(std::vector<Bits256>{many[4]}, 0).size(), 4U);
}

TEST(HammingIndex, WhatIsAddedMatchesAtOnceWhileOthersMergeAndAsk) {
  Dice dice(5);
  HammingIndex index({.tail_count_max = 256});
  const Bits256 wanted = any(dice);
  const std::uint32_t slot = index.add(wanted);
  std::atomic<bool> is_over{false};
  std::vector<std::jthread> askers;
  for (int i = 0; i < 3; ++i) {
    askers.emplace_back([&, i] {
      Dice own(static_cast<std::uint64_t>(i));
      const std::vector<Bits256> query{flip(wanted, 9, own)};
      while (!is_over) ASSERT_EQ(index.find(query, 31), (std::vector<Near>{{slot, 9}}));
    });
  }
  for (int i = 0; i < 5'000; ++i) {
    const Bits256 hash = any(dice);
    const std::vector<Near> expected{{index.add(hash), 0}};
    ASSERT_EQ(index.find(std::vector<Bits256>{hash}, 31), expected);
  }
  is_over = true;
}

TEST(HammingIndex, ForgetsTheRemovedWhenItMerges) {
  Dice dice(6);
  HammingIndex index({.tail_count_max = 1'000});
  for (int i = 0; i < 999; ++i) index.remove(index.add(any(dice)));
  const std::uint32_t last = index.add(any(dice));
  index.settle();
  EXPECT_LE(index.segment_count(), 1U);
  EXPECT_LT(index.byte_count(), 10'000'000U);
  EXPECT_EQ(last, 999U);
}

}  // namespace
}  // namespace redress::match
