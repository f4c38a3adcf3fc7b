// SPDX-License-Identifier: Apache-2.0
// report/agreement_test.cpp — kappa of published and of edge tables; a plain twin computes it from every single pair.
#include "report/agreement.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace redress::report {
namespace {

using cases::Outcome;
using Pairs = std::vector<std::pair<Outcome, Outcome>>;

Agreement count(const Pairs& pairs) {
  Agreement agreement;
  for (const auto& [first, second] : pairs) agreement.add(first, second);
  return agreement;
}

void repeat(Pairs& pairs, int count, Outcome first, Outcome second) {
  for (int i = 0; i < count; ++i) pairs.emplace_back(first, second);
}

// Three diagnoses of 200 people by two judges: J. Cohen, Psychol. Bull. 70 (1968), table 1; without weights .492.
TEST(Kappa, IsWhatIsPublished) {
  constexpr int table[3][3] = {{88, 10, 2}, {14, 40, 6}, {18, 10, 12}};
  Pairs pairs;
  for (int first = 0; first < 3; ++first) {
    for (int second = 0; second < 3; ++second) {
      repeat(pairs, table[first][second], static_cast<Outcome>(first), static_cast<Outcome>(second));
    }
  }
  const auto agreement = count(pairs);
  EXPECT_EQ(agreement.count(), 200U);
  ASSERT_TRUE(agreement.find_kappa());
  EXPECT_NEAR(*agreement.find_kappa(), 0.492, 0.0005);
}

TEST(Kappa, IsOneWhenAlwaysAlikeAndNoughtAtChance) {
  EXPECT_EQ(count({{Outcome::remove, Outcome::remove}, {Outcome::reject, Outcome::reject}}).find_kappa(), 1.0);
  Pairs chance;
  for (const auto first : {Outcome::remove, Outcome::reject}) {
    for (const auto second : {Outcome::remove, Outcome::reject}) chance.emplace_back(first, second);
  }
  EXPECT_EQ(count(chance).find_kappa(), 0.0);
  EXPECT_EQ(count({{Outcome::remove, Outcome::reject}, {Outcome::reject, Outcome::remove}}).find_kappa(), -1.0);
}

TEST(Kappa, IsNotThereWithoutVariation) {
  EXPECT_FALSE(Agreement().find_kappa());
  Pairs same;
  repeat(same, 50, Outcome::remove, Outcome::remove);
  EXPECT_FALSE(count(same).find_kappa()) << "chance alone explains it";
  Pairs never;
  repeat(never, 5, Outcome::remove, Outcome::reject);
  EXPECT_EQ(count(never).find_kappa(), 0.0) << "each decides alike all the time, and never as the other";
}

// The plain twin: of all pairs, the share alike; of everybody's first with everybody's second, the share alike.
TEST(Kappa, IsWhatCountingPairByPairGives) {
  constexpr unsigned seed = 20'260'711;
  SCOPED_TRACE(seed);
  std::mt19937 chance(seed);
  for (int round = 0; round < 200; ++round) {
    Pairs pairs(1 + chance() % 40);
    for (auto& [first, second] : pairs) {
      first = static_cast<Outcome>(chance() % (1 + round % 4));
      second = chance() % 3 == 0 ? static_cast<Outcome>(chance() % 4) : first;
    }
    double alike = 0;
    double crossed = 0;
    for (const auto& [first, second] : pairs) {
      alike += first == second ? 1 : 0;
      for (const auto& [other, other_second] : pairs) crossed += first == other_second ? 1 : 0;
    }
    const auto n = static_cast<double>(pairs.size());
    const auto agreement = count(pairs);
    const auto kappa = agreement.find_kappa();
    ASSERT_EQ(kappa.has_value(), crossed < n * n) << round;
    const double by_chance = crossed / n / n;
    if (kappa) {
      EXPECT_NEAR(*kappa, (alike / n - by_chance) / (1 - by_chance), 1e-9) << round;
    }
    Agreement halves;
    halves.merge(count({pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(pairs.size() / 2)}));
    halves.merge(count({pairs.begin() + static_cast<std::ptrdiff_t>(pairs.size() / 2), pairs.end()}));
    ASSERT_EQ(halves, agreement);
  }
}

}  // namespace
}  // namespace redress::report
