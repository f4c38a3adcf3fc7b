// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "cli/copies_tally.hpp"
#include "cli/copies_transforms.hpp"
#include "media/clutter.hpp"

namespace redress::cli {
namespace {

Pixels colourless(const media::Plane& plane) {
  Pixels pixels = make_pixels(plane.width, plane.height, {});
  for (std::size_t i = 0; i < plane.bytes.size(); ++i) std::fill_n(&pixels.rgb[3 * i], 3, plane.bytes[i]);
  return pixels;
}

TEST(Wilson, GivesTheBoundsOfThePaper) {
  const Share share = wilson(15, 20);
  EXPECT_NEAR(share.value, 0.75, 1e-9);
  EXPECT_NEAR(share.low, 0.531, 0.001);
  EXPECT_NEAR(share.high, 0.888, 0.001);
  EXPECT_EQ(wilson(0, 0).high, 0);
  EXPECT_EQ(wilson(0, 30).low, 0);
  EXPECT_EQ(wilson(30, 30).high, 1);
}

TEST(Tally, AThresholdIsSetOnTheHeldOutPartOnly) {
  Tally tally;
  tally.add_other(Method::pdq, true, 40);
  tally.add_other(Method::pdq, true, 60, 9'999);
  tally.add_other(Method::pdq, false, 30, 10);
  tally.add_other(Method::pdq, false, 90, 90);
  EXPECT_EQ(tally.threshold(Method::pdq, 1e-4), 59);
  EXPECT_EQ(tally.threshold(Method::pdq, 1e-5), 39);
  EXPECT_FALSE(tally.resolves(Method::pdq, 1e-5));
  EXPECT_NEAR(tally.false_rate(Method::pdq, 39), 0.1, 1e-9);
}

TEST(Tally, APictureWithoutInliersIsNeverFound) {
  Tally tally;
  tally.add_other(Method::features, true, far, 1'000);
  EXPECT_EQ(tally.threshold(Method::features, 1e-2), far - 1);
  tally.add_copy({0, false, {far, far, far, far, far, far, far, far}});
  tally.add_copy({0, false, {far, far, far, far, far, far, far, far - 9}});
  EXPECT_NEAR(tally.recall(0, shipped_limits(31, 8)).value, 0.5, 1e-9);
  EXPECT_NEAR(tally.recall(0, shipped_limits(31, 10)).value, 0, 1e-9);
}

TEST(Copies, EveryKindMakesTheSameCopyTwiceAndItsOwn) {
  const Pixels picture = colourless(test::make_clutter(1, 320, 240));
  const std::vector<Pixels> fillers(3, colourless(test::make_clutter(2, 320, 240)));
  ASSERT_EQ(copy_kinds().size(), 29U);
  std::set<Bytes> seen;
  for (const CopyKind& kind : copy_kinds()) {
    Dice once(7);
    Dice again(7);
    const Pixels copy = kind.make(picture, fillers, once);
    EXPECT_EQ(copy.rgb, kind.make(picture, fillers, again).rgb) << kind.name;
    EXPECT_EQ(copy.rgb.size(), std::size_t{3} * copy.width * copy.height) << kind.name;
    if (kind.name != "gray") {
      EXPECT_TRUE(seen.insert(copy.rgb).second) << kind.name << " is like another kind";
    }
  }
}

TEST(Peers, AScaledPictureIsNearAndAnotherIsFar) {
  const media::Plane plane = test::make_clutter(3);
  const media::Plane smaller = media::scale(plane, 400, 300);
  const media::Plane other = test::make_clutter(4);
  for (const auto& hash : {phash, dhash, blockhash}) {
    EXPECT_LE(match::distance_bits(hash(plane), hash(smaller)), 6);
    EXPECT_GE(match::distance_bits(hash(plane), hash(other)), 12);
  }
}

}  // namespace
}  // namespace redress::cli
