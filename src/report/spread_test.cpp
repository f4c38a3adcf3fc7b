// SPDX-License-Identifier: Apache-2.0
// report/spread_test.cpp — ranks are exact up to the rounding, memory is bounded, and Wilson's interval is Wilson's.
#include "report/spread.hpp"

#include <gtest/gtest.h>

namespace redress::report {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Spread, OfNothingSaysNothing) {
  const Spread spread;
  EXPECT_EQ(spread.count(), 0U);
  EXPECT_FALSE(spread.find_rank(0.5));
  EXPECT_FALSE(spread.find_longest());
}

TEST(Spread, RanksAreOfThePeopleAndNotBetweenThem) {
  Spread spread;
  for (int i = 1; i <= 10; ++i) spread.add(minutes{i});
  EXPECT_EQ(spread.find_rank(0.5), minutes{5});
  EXPECT_EQ(spread.find_rank(0.9), minutes{9});
  EXPECT_EQ(spread.find_rank(1), minutes{10});
  EXPECT_EQ(spread.find_rank(0.001), minutes{1});
}

TEST(Spread, TimesAreRoundedUpSoThatALimitIsExact) {
  Spread spread;
  spread.add(hours{1});
  spread.add(Milliseconds{hours{1}} + Milliseconds{1});
  EXPECT_EQ(spread.count_within(hours{1}), 1U);
  EXPECT_EQ(spread.find_rank(1), minutes{61});
  EXPECT_EQ(spread.find_longest(), Milliseconds{hours{1}} + Milliseconds{1}) << "the longest is not rounded";
  EXPECT_EQ(round_up(Milliseconds{hours{48}} + Milliseconds{1}), hours{49});
  EXPECT_EQ(round_up(Milliseconds{hours{24 * 60}} + Milliseconds{1}), hours{24 * 61});
  EXPECT_EQ(round_up(Milliseconds{-5}), minutes{0}) << "clocks that stepped back took no time";
}

TEST(Spread, HoldsABoundedNumberOfTimesHoweverManyCome) {
  Spread spread;
  for (std::int64_t minute = 0; minute < 10LL * 366 * 24 * 60; minute += 7) spread.add(minutes{minute});
  spread.add(hours{24 * 365 * 100});
  EXPECT_LE(spread.size(), 7'900U);
  EXPECT_EQ(spread.find_rank(1), hours{24 * 3'650});
}

TEST(Spread, TwoTogetherAreAsIfAddedToOne) {
  Spread one;
  Spread other;
  Spread all;
  for (int i = 0; i < 100; ++i) {
    (i % 3 == 0 ? one : other).add(minutes{i * i});
    all.add(minutes{i * i});
  }
  one.merge(other);
  EXPECT_EQ(one, all);
}

// Against R's prop.test(…, correct = FALSE)$conf.int and Newcombe, Stat. Med. 17 (1998), table I.
TEST(Share, HasWilsonsInterval) {
  EXPECT_FALSE(find_share(0, 0));
  const auto some = *find_share(81, 263);
  EXPECT_NEAR(some.low, 0.2553, 5e-5);
  EXPECT_NEAR(some.high, 0.3662, 5e-5);
  const auto few = *find_share(15, 148);
  EXPECT_NEAR(few.low, 0.0624, 5e-5);
  EXPECT_NEAR(few.high, 0.1605, 5e-5);
  const auto none = *find_share(0, 20);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 5e-5);
  const auto all = *find_share(29, 29);
  EXPECT_NEAR(all.low, 0.8830, 5e-5);
  EXPECT_EQ(all.high, 1);
}

}  // namespace
}  // namespace redress::report
