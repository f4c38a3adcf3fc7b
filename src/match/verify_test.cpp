// SPDX-License-Identifier: Apache-2.0
#include "match/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "match/affine.hpp"

namespace redress::match {
namespace {

constexpr float unit = media::point_unit;

// Two pictures made of corners: some of the query's are the stored one's, moved; the others are anybody's.
struct Scene {
  explicit Scene(std::uint32_t seed) : dice(seed) {}
  double any(double low, double high) { return std::uniform_real_distribution<double>(low, high)(dice); }
  Bits256 any_bits() { return {dice64(), dice64(), dice64(), dice64()}; }
  std::uint64_t dice64() { return std::uint64_t{dice()} << 32U | dice(); }

  void put_query(double x, double y, double size, int direction, Bits256 bits, int flipped) {
    for (int i = 0; i < flipped; ++i) bits.at(dice() % 4) ^= std::uint64_t{1} << (dice() % 64);
    const auto coordinate = [](double value, double limit) {
      return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, limit) * unit));
    };
    query.list.push_back({{coordinate(x, 511), coordinate(y, 383)},
                          static_cast<std::uint16_t>(std::lround(size * unit)),
                          static_cast<std::uint8_t>((direction + 128) % 64),
                          bits,
                          {}});
  }
  void put_stored(double x, double y, double size, int direction, const Bits256& bits) {
    stored.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(size),
                      static_cast<std::uint8_t>(direction), bits});
  }
  void pair_last(int distance_bits) {
    pairs.push_back({static_cast<std::uint16_t>(query.list.size() - 1), static_cast<std::uint16_t>(stored.size() - 1),
                     distance_bits});
  }
  // `paired` of them were found by their bits, the rest only lie where they should.
  void add_alike(int count, int paired, const Affine& by, double noise_px) {
    const auto turn = static_cast<int>(std::lround(std::atan2(by.c, by.a) / (2 * std::numbers::pi) * 64));
    for (int i = 0; i < count; ++i) {
      const double x = any(20, 490);
      const double y = any(20, 370);
      const int direction = static_cast<int>(dice() % 64);
      const Bits256 bits = any_bits();
      put_stored(x, y, 1.2, direction, bits);
      const Place at = by.apply({x, y});
      put_query(at.x + any(-noise_px, noise_px), at.y + any(-noise_px, noise_px), 1.2 * by.scale(), direction + turn,
                bits, 20);
      if (i < paired) pair_last(20);
    }
  }
  void add_chance(int count) {
    for (int i = 0; i < count; ++i) {
      put_stored(any(0, 511), any(0, 383), any(1, 3), static_cast<int>(dice() % 64), any_bits());
      put_query(any(0, 511), any(0, 383), any(1, 3), static_cast<int>(dice() % 64), any_bits(), 0);
      pair_last(30);
    }
  }
  std::optional<Alignment> align() const { return find_alignment(Sight(query, false), stored, pairs); }
  int count_inliers() const {
    const auto found = align();
    return found ? found->inlier_count : 0;
  }

  std::mt19937 dice;
  media::Features query{512 * 64, 384 * 64, {}};
  std::vector<Corner> stored;
  std::vector<Pairing> pairs;
};

Affine turned(double scale, double angle, double x, double y) {
  return {scale * std::cos(angle), -scale * std::sin(angle), scale * std::sin(angle), scale * std::cos(angle), x, y};
}

// A chessboard in two pictures that are not alike: everywhere the same corner, and so many lie right.
TEST(Verify, CornersThatLookLikeOneAnotherCountAQuarterButForTheFirst) {
  const auto count = [](bool is_pattern) {
    Scene scene(17);
    const Bits256 everywhere = scene.any_bits();
    for (int i = 0; i < 40; ++i) {
      const double x = 40 + 50 * (i % 8);
      const double y = 40 + 50 * (i / 8);  // NOLINT(bugprone-integer-division)
      const Bits256 bits = is_pattern ? everywhere : scene.any_bits();
      scene.put_stored(x, y, 1.2, 3, bits);
      scene.put_query(x, y, 1.2, 3, bits, 10);
      scene.pair_last(10);
    }
    return scene.count_inliers();
  };
  EXPECT_EQ(count(false), 40);
  EXPECT_EQ(count(true), 1 + 39 / 4);
}

TEST(Verify, FindsTheTurnScaleAndShiftAmongTwiceAsManyChancePairs) {
  Scene scene(1);
  const Affine by = turned(0.5, 0.3, 150, 40);
  scene.add_alike(40, 40, by, 1);
  scene.add_chance(80);
  const auto found = scene.align();
  ASSERT_TRUE(found);
  EXPECT_GE(found->inlier_count, 34);
  EXPECT_NEAR(found->stored_to_query.a, by.a, 0.02);
  EXPECT_NEAR(found->stored_to_query.c, by.c, 0.02);
  EXPECT_NEAR(found->stored_to_query.x, by.x, 3);
  EXPECT_NEAR(found->stored_to_query.y, by.y, 3);
}

TEST(Verify, ASecondLookFindsWhatNoLookUpPaired) {
  Scene scene(6);
  scene.add_alike(40, 5, turned(0.8, 0, 30, 20), 1);
  EXPECT_GE(scene.count_inliers(), 34);
}

TEST(Verify, ASquashedPictureIsACopy) {
  Scene scene(7);
  scene.add_alike(60, 60, {0.75, 0, 0, 1, 40, 0}, 1);
  const auto found = scene.align();
  ASSERT_TRUE(found);
  EXPECT_GE(found->inlier_count, 40);
  EXPECT_NEAR(found->stored_to_query.a, 0.75, 0.02);
  EXPECT_NEAR(found->stored_to_query.d, 1, 0.02);
}

TEST(Verify, ChancePairsDoNotLieAlike) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Scene scene(seed);
    scene.add_chance(100);
    EXPECT_LT(scene.count_inliers(), 6) << seed;
  }
}

TEST(Verify, TheSameCornerCountsOnceHoweverOftenItIsPaired) {
  Scene scene(2);
  scene.add_alike(4, 4, {}, 0);
  for (int i = 0; i < 5; ++i) {
    const auto first = scene.pairs;
    scene.pairs.insert(scene.pairs.end(), first.begin(), first.begin() + 4);
  }
  EXPECT_LE(scene.count_inliers(), 4);
}

TEST(Verify, CornersHeapedInOneSpotAreNotAPicture) {
  Scene scene(3);
  for (int i = 0; i < 40; ++i) {
    const double x = scene.any(100, 140);
    const double y = scene.any(100, 140);
    const Bits256 bits = scene.any_bits();
    scene.put_stored(x, y, 1, 0, bits);
    scene.put_query(x, y, 1, 0, bits, 10);
    scene.pair_last(10);
  }
  EXPECT_FALSE(scene.align());
}

TEST(Verify, NothingOrOneSpotGivesNothing) {
  Scene scene(8);
  EXPECT_FALSE(scene.align());
  for (int i = 0; i < 50; ++i) {
    scene.put_stored(7, 7, 1, 0, {});
    scene.put_query(7, 7, 1, 0, {}, 0);
    scene.pair_last(0);
  }
  EXPECT_FALSE(scene.align());
}

TEST(Verify, AScaleOfSixIsNoCopy) {
  Scene scene(4);
  scene.add_alike(200, 200, turned(6, 0, -1'000, -1'000), 0);
  EXPECT_LT(scene.count_inliers(), 6);
}

TEST(Verify, MorePairsThanTheLimitAreLeftOut) {
  Scene scene(9);
  scene.add_chance(300);
  scene.add_alike(40, 40, {}, 0);
  EXPECT_EQ(scene.count_inliers(), 0) << "the pairs that would show it come behind the limit";
  std::rotate(scene.pairs.begin(), scene.pairs.begin() + 300, scene.pairs.end());
  EXPECT_GE(scene.count_inliers(), 34);
}

TEST(Verify, TheSamePairsGiveTheSameAnswer) {
  Scene scene(5);
  scene.add_alike(14, 14, turned(1, 0.1, 5, -3), 1);
  scene.add_chance(50);
  const auto first = scene.align();
  const auto again = scene.align();
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->inlier_count, again->inlier_count);
  EXPECT_EQ(first->stored_to_query.a, again->stored_to_query.a);
}

TEST(Affine, FitsWhatItWasMadeFrom) {
  std::mt19937 dice(11);
  const Affine by{0.9, 0.2, -0.1, 0.8, 12, -7};
  std::vector<Move> moves;
  for (int i = 0; i < 10; ++i) {
    const Place at{static_cast<double>(dice() % 500), static_cast<double>(dice() % 400)};
    moves.push_back({at, by.apply(at)});
  }
  const auto found = fit_affine(moves);
  ASSERT_TRUE(found);
  for (const auto part : {&Affine::a, &Affine::b, &Affine::c, &Affine::d, &Affine::x, &Affine::y}) {
    EXPECT_NEAR((*found).*part, by.*part, 1e-9);
  }
}

TEST(Affine, PointsOnOneLineFitASimilarityOnly) {
  std::vector<Move> moves;
  for (int i = 0; i < 9; ++i) moves.push_back({{10.0 * i, 20.0 * i}, {5.0 * i + 3, 10.0 * i + 4}});
  EXPECT_FALSE(fit_affine(moves));
  const auto found = fit_similarity(moves);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->scale(), 0.5, 1e-9);
}

TEST(Affine, WhatNoCopyDoesIsNotSane) {
  EXPECT_TRUE(is_sane({}));
  EXPECT_FALSE(is_sane({-1, 0, 0, 1, 0, 0})) << "mirrored";
  EXPECT_FALSE(is_sane({3, 0, 0, 1, 0, 0})) << "three times as wide";
  EXPECT_FALSE(is_sane({0.1, 0, 0, 0.1, 0, 0})) << "a tenth";
}

// The plain twin: a look at every corner.
TEST(Sight, NearGivesWhatALookAtEveryCornerGives) {
  Scene scene(12);
  scene.add_chance(400);
  const Sight sight(scene.query, true);
  for (int i = 0; i < 200; ++i) {
    const Place at{scene.any(-40, 560), scene.any(-40, 430)};
    const double radius = scene.any(1, 40);
    std::vector<std::uint16_t> near;
    sight.near(at, radius, [&](std::uint16_t one) { near.push_back(one); });
    std::vector<std::uint16_t> plain;
    for (std::uint16_t one = 0; one < sight.corners().size(); ++one) {
      if (std::hypot(sight.corners()[one].x - at.x, sight.corners()[one].y - at.y) <= radius) plain.push_back(one);
    }
    std::sort(near.begin(), near.end());
    EXPECT_EQ(near, plain);
  }
}

TEST(Sight, AMirrorTurnsPlacesDirectionsAndBits) {
  media::Features features{512 * 64, 384 * 64, {{{64 * 12, 64 * 7}, 128, 0, {1}, {2}}}};
  const Corner as_is = Sight(features, false).corners()[0];
  const Corner mirrored = Sight(features, true).corners()[0];
  EXPECT_EQ(as_is.x, 12);
  EXPECT_EQ(mirrored.x, 500);
  EXPECT_EQ(mirrored.y, 7);
  EXPECT_EQ(mirrored.size, 2);
  EXPECT_EQ(mirrored.direction, 32) << "what points right points left";
  EXPECT_EQ(mirrored.bits, (Bits256{2}));
}

}  // namespace
}  // namespace redress::match
