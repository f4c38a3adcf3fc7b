// SPDX-License-Identifier: Apache-2.0
#include "match/decision.hpp"

#include <gtest/gtest.h>

namespace redress::match {
namespace {

media::Fingerprint picture(std::uint8_t file, int far_bits, int quality = 100) {
  media::Fingerprint fingerprint;
  fingerprint.sha256.fill(file);
  fingerprint.pdq.fill(0x5a);
  for (int bit = 0; bit < far_bits; ++bit) {
    auto& byte = fingerprint.pdq[static_cast<std::size_t>(bit) / 8];
    byte = static_cast<std::uint8_t>(byte ^ (1U << bit % 8));
  }
  fingerprint.pdq_quality = quality;
  return fingerprint;
}

TEST(Decision, TenBitsIsTheSameThirtyOneIsALookThirtyTwoIsNothing) {
  const auto entry = picture(1, 0);
  EXPECT_EQ(compare(picture(2, 0), entry), (Decision{Tier::pdq, 0, Verdict::same}));
  EXPECT_EQ(compare(picture(2, 10), entry), (Decision{Tier::pdq, 10, Verdict::same}));
  EXPECT_EQ(compare(picture(2, 11), entry), (Decision{Tier::pdq, 11, Verdict::look}));
  EXPECT_EQ(compare(picture(2, 31), entry), (Decision{Tier::pdq, 31, Verdict::look}));
  EXPECT_EQ(compare(picture(2, 32), entry), std::nullopt);
}

TEST(Decision, TenCornersAlikeAreALookFourteenTheSame) {
  EXPECT_EQ(judge_inliers(9), std::nullopt);
  EXPECT_EQ(judge_inliers(10), Verdict::look);
  EXPECT_EQ(judge_inliers(13), Verdict::look);
  EXPECT_EQ(judge_inliers(14), Verdict::same);
  EXPECT_EQ(render(Tier::features), "features");
}

TEST(Decision, TheSameBytesAreTheSameWhateverTheQuality) {
  EXPECT_EQ(compare(picture(1, 200, 0), picture(1, 0, 0)), (Decision{Tier::exact, 0, Verdict::same}));
}

TEST(Decision, ALowQualityHashNeverMatchesByItsPixels) {
  EXPECT_EQ(compare(picture(2, 0, 49), picture(1, 0)), std::nullopt);
  EXPECT_EQ(compare(picture(2, 0), picture(1, 0, 49)), std::nullopt);
  EXPECT_TRUE(compare(picture(2, 0, 50), picture(1, 0, 50)).has_value());
}

TEST(Decision, ATurnedCopyIsComparedByItsNearestTurn) {
  auto query = picture(2, 200);
  query.dihedral[3] = picture(2, 4).pdq;
  EXPECT_EQ(compare(query, picture(1, 0)), (Decision{Tier::pdq, 4, Verdict::same}));
}

}  // namespace
}  // namespace redress::match
