// SPDX-License-Identifier: Apache-2.0
#include "match/verify.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace redress::match {
namespace {

media::Point point_at(double x, double y) {
  const auto coordinate = [](double value) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 511.0) * media::point_unit));
  };
  return {coordinate(x), coordinate(y)};
}

struct Scene {
  explicit Scene(std::uint32_t seed) : dice(seed) {}
  double any(double low, double high) { return std::uniform_real_distribution<double>(low, high)(dice); }
  void add_alike(int count, const Similarity& by, double noise_px) {
    for (int i = 0; i < count; ++i) {
      const double x = any(20, 490);
      const double y = any(20, 370);
      pairs.push_back({point_at(by.a * x - by.b * y + by.x + any(-noise_px, noise_px),
                                by.b * x + by.a * y + by.y + any(-noise_px, noise_px)),
                       point_at(x, y)});
    }
  }
  void add_chance(int count) {
    for (int i = 0; i < count; ++i) {
      pairs.push_back({point_at(any(0, 511), any(0, 383)), point_at(any(0, 511), any(0, 383))});
    }
  }
  std::mt19937 dice;
  std::vector<PointPair> pairs;
};

TEST(Verify, FindsTheTurnScaleAndShiftAmongTwiceAsManyChancePairs) {
  Scene scene(1);
  const Similarity by{0.5 * std::cos(0.3), 0.5 * std::sin(0.3), 150, 40};
  scene.add_alike(40, by, 1);
  scene.add_chance(80);
  const auto found = find_alignment(scene.pairs);
  ASSERT_TRUE(found);
  EXPECT_GE(found->inlier_count, 36);
  EXPECT_NEAR(found->stored_to_query.a, by.a, 0.01);
  EXPECT_NEAR(found->stored_to_query.b, by.b, 0.01);
  EXPECT_NEAR(found->stored_to_query.x, by.x, 2);
  EXPECT_NEAR(found->stored_to_query.y, by.y, 2);
}

TEST(Verify, ChancePairsDoNotLieAlike) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Scene scene(seed);
    scene.add_chance(60);
    const auto found = find_alignment(scene.pairs);
    EXPECT_LT(found ? found->inlier_count : 0, 8) << seed;
  }
}

TEST(Verify, TheSameCornerCountsOnceHoweverOftenItIsPaired) {
  Scene scene(2);
  scene.add_alike(4, {1, 0, 0, 0}, 0);
  for (int i = 0; i < 5; ++i) scene.pairs.insert(scene.pairs.end(), scene.pairs.begin(), scene.pairs.begin() + 4);
  const auto found = find_alignment(scene.pairs);
  ASSERT_TRUE(found);
  EXPECT_LE(found->inlier_count, 4);
}

TEST(Verify, CornersHeapedInOneSpotAreNotAPicture) {
  Scene scene(3);
  for (int i = 0; i < 40; ++i) {
    const double x = scene.any(100, 140);
    const double y = scene.any(100, 140);
    scene.pairs.push_back({point_at(x, y), point_at(x, y)});
  }
  EXPECT_FALSE(find_alignment(scene.pairs));
}

TEST(Verify, FewOrEqualPairsGiveNothing) {
  EXPECT_FALSE(find_alignment({}));
  EXPECT_FALSE(find_alignment(std::vector<PointPair>(2)));
  EXPECT_FALSE(find_alignment(std::vector<PointPair>(500)));
}

TEST(Verify, AScaleOfFiveIsNoCopy) {
  Scene scene(4);
  for (int i = 0; i < 40; ++i) {
    const double x = scene.any(0, 100);
    const double y = scene.any(0, 100);
    scene.pairs.push_back({point_at(5 * x, 5 * y), point_at(x, y)});
  }
  const auto found = find_alignment(scene.pairs);
  EXPECT_LT(found ? found->inlier_count : 0, 8);
}

TEST(Verify, TheSamePairsGiveTheSameAnswer) {
  Scene scene(5);
  scene.add_alike(12, {1, 0.1, 5, -3}, 2);
  scene.add_chance(50);
  const auto first = find_alignment(scene.pairs);
  const auto again = find_alignment(scene.pairs);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->inlier_count, again->inlier_count);
  EXPECT_EQ(first->stored_to_query.a, again->stored_to_query.a);
}

}  // namespace
}  // namespace redress::match
