// SPDX-License-Identifier: Apache-2.0
#include "media/features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "media/clutter.hpp"
#include "media/corners.hpp"

namespace redress::media {
namespace {

int differing(const FeatureBits& a, const FeatureBits& b) {
  int count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += std::popcount(a[i] ^ b[i]);
  return count;
}

std::string digest_of(const Features& features) {
  Bytes bytes;
  const auto put = [&](std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  for (const Feature& feature : features.list) {
    put(feature.point.x, 2);
    put(feature.point.y, 2);
    put(feature.size, 2);
    put(feature.direction, 1);
    for (const std::uint64_t word : feature.bits) put(word, 8);
    for (const std::uint64_t word : feature.mirrored_bits) put(word, 8);
  }
  return render_hex(sha256(bytes)).substr(0, 16);
}

// What part of `from` has a feature in `to` at the place that `moved` gives, within 3 pixels and 40 bits.
template <class Moved, class BitsOf>
double share_found(const Features& from, const Features& to, Moved moved, BitsOf bits_of) {
  int count = 0;
  for (const Feature& feature : from.list) {
    const auto [x, y] = moved(feature.point);
    const bool is_found = std::any_of(to.list.begin(), to.list.end(), [&, x = x, y = y](const Feature& other) {
      const int limit = 3 * static_cast<int>(point_unit);
      return std::abs(other.point.x - x) <= limit && std::abs(other.point.y - y) <= limit &&
             differing(bits_of(feature), other.bits) <= 40;
    });
    count += is_found ? 1 : 0;
  }
  return static_cast<double>(count) / static_cast<double>(from.list.size());
}

TEST(Features, TheSamePlaneHasTheSameFeaturesOnEveryMachine) {
  const Plane plane = test::make_clutter(1);
  EXPECT_EQ(digest_of(find_features(plane, stored_plan)), "5cb0fb4fe0004834");
  EXPECT_EQ(digest_of(find_features(plane, query_plan)), "b9bd6e523a49653a");
}

TEST(Features, ACellKeepsNoMoreThanThePlanSaysAndTheFirstAreSpread) {
  const Features features = find_features(test::make_clutter(2), stored_plan);
  ASSERT_LE(features.list.size(), 64 * stored_plan.per_cell_max);
  EXPECT_GT(features.list.size(), 300U);
  std::map<std::pair<int, int>, int> cells;
  std::set<std::pair<int, int>> first;
  for (std::size_t i = 0; i < features.list.size(); ++i) {
    const Point point = features.list[i].point;
    const std::pair cell{point.x * 8 / features.width, point.y * 8 / features.height};
    EXPECT_LE(++cells[cell], stored_plan.per_cell_max);
    if (i < 32) first.insert(cell);
  }
  EXPECT_EQ(first.size(), 32U) << "the first 32 lie in 32 cells";
}

TEST(Features, AFlatPlaneHasNone) {
  EXPECT_TRUE(find_features(Plane::make(600, 400), query_plan).list.empty());
  Plane slope = Plane::make(512, 512);
  for (std::uint32_t y = 0; y < 512; ++y) {
    for (std::uint32_t x = 0; x < 512; ++x) slope.row(y)[x] = static_cast<std::uint8_t>(x / 2);
  }
  EXPECT_TRUE(find_features(slope, query_plan).list.empty());
}

TEST(Features, HostileSizesAreAnsweredWithoutHarm) {
  for (const auto& [width, height] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {0, 0}, {1, 1}, {2, 2}, {1, 20'000}, {20'000, 3}, {35, 35}, {36, 36}, {7, 9}, {20'000, 600}}) {
    Plane plane = width > 0 ? test::make_clutter(3, width, height) : Plane{};
    const Features features = find_features(plane, query_plan);
    EXPECT_LE(features.list.size(), 1'024U);
    for (const Feature& feature : features.list) {
      EXPECT_LE(feature.point.x, features.width);
      EXPECT_LE(feature.point.y, features.height);
    }
  }
}

TEST(Features, AMirrorImageHasTheMirroredBitsAtTheMirroredPoints) {
  const Plane plane = test::make_clutter(4);
  const Features as_is = find_features(plane, stored_plan);
  const Features mirrored = find_features(test::mirror(plane), query_plan);
  EXPECT_GT(share_found(
                as_is, mirrored,
                [&](Point p) {
                  return std::pair{as_is.width - p.x, int{p.y}};
                },
                [](const Feature& f) { return f.mirrored_bits; }),
            0.8);
}

TEST(Features, ATurnedPictureHasTheSameBits) {
  const Plane plane = test::make_clutter(5);
  const Features as_is = find_features(plane, stored_plan);
  const Features turned = find_features(test::turn_right(plane), query_plan);
  EXPECT_GT(share_found(
                as_is, turned,
                [&](Point p) {
                  return std::pair{as_is.height - p.y, int{p.x}};
                },
                [](const Feature& f) { return f.bits; }),
            0.8);
}

TEST(Features, ASmallerCopyHasMostOfTheSameBits) {
  const Plane plane = test::make_clutter(6);
  const Features as_is = find_features(plane, stored_plan);
  const Features smaller = find_features(scale(plane, 320, 240), query_plan);
  EXPECT_GT(share_found(
                as_is, smaller,
                [](Point p) {
                  return std::pair{int{p.x}, int{p.y}};
                },
                [](const Feature& f) { return f.bits; }),
            0.4);
}

TEST(FeaturePattern, StaysWithinItsRadiusAndHasNoPairTwice) {
  std::set<std::array<int, 4>> seen;
  for (const OffsetPair& pair : make_pattern()) {
    for (const Offset end : {pair.first, pair.second}) EXPECT_LE(end.x * end.x + end.y * end.y, 169);
    EXPECT_TRUE(seen.insert({pair.first.x, pair.first.y, pair.second.x, pair.second.y}).second);
  }
  for (const Pattern& turned : patterns().as_is) {
    for (const OffsetPair& pair : turned) {
      for (const Offset end : {pair.first, pair.second}) {
        EXPECT_LT(std::max(std::abs(end.x), std::abs(end.y)), static_cast<int>(margin_px));
      }
    }
  }
}

TEST(FeaturePattern, ADirectionIsTheNearestOfSixtyFour) {
  EXPECT_EQ(find_direction(0, 0), 0);
  EXPECT_EQ(find_direction(100, 0), 0);
  EXPECT_EQ(find_direction(0, 7), 16);
  EXPECT_EQ(find_direction(-3, 0), 32);
  EXPECT_EQ(find_direction(0, -1'000'000), 48);
  EXPECT_EQ(find_direction(50, 50), 8);
}

TEST(Plane, ScalingKeepsAFlatPlaneFlatAndMeansWhatItCovers) {
  Plane flat = Plane::make(37, 23);
  std::fill(flat.bytes.begin(), flat.bytes.end(), std::uint8_t{200});
  for (const auto& [width, height] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}, {36, 22}, {90, 61}}) {
    for (const std::uint8_t luma : scale(flat, width, height).bytes) EXPECT_EQ(luma, 200);
  }
  Plane halves = Plane::make(4, 1);
  halves.bytes = {10, 30, 50, 70};
  EXPECT_EQ(scale(halves, 2, 1).bytes, (Bytes{20, 60}));
  EXPECT_EQ(scale(halves, 4, 1).bytes, halves.bytes);
}

// A wall of stripes is mostly slopes; a heap of rectangles is more than that.
TEST(Features, WhatIsTellingComesFirstInACell) {
  const Features features = find_features(test::make_clutter(6), query_plan);
  std::map<std::pair<int, int>, bool> has_plain;
  std::size_t telling = 0;
  for (const Feature& feature : features.list) {
    const std::pair cell{feature.point.x * 8 / features.width, feature.point.y * 8 / features.height};
    const bool is_one = is_telling(feature.bits);
    EXPECT_FALSE(is_one && has_plain[cell]) << "a plain corner stands before a telling one";
    has_plain[cell] |= !is_one;
    telling += is_one ? 1 : 0;
  }
  EXPECT_GT(telling, features.list.size() / 3);
  Plane stripes = Plane::make(512, 512);
  for (std::uint32_t y = 0; y < 512; ++y) {
    for (std::uint32_t x = 0; x < 512; ++x) stripes.row(y)[x] = (x + y / 9) % 128 < 64 ? 40 : 200;
  }
  const Features edges = find_features(stripes, stored_plan);
  const auto plain =
      std::count_if(edges.list.begin(), edges.list.end(), [](const Feature& one) { return !is_telling(one.bits); });
  EXPECT_GE(plain * 4, static_cast<std::ptrdiff_t>(edges.list.size())) << "edges are slopes of light";
}

}  // namespace
}  // namespace redress::media
