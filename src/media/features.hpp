// SPDX-License-Identifier: Apache-2.0
// media/features.hpp — the corners of a picture, each with 256 bits of what is around it: what is left of a picture
// after a crop, a caption, a sticker, a screenshot or a turn.
//
// Use this when   a copy may be less, or more, than the whole picture. match/features_index.hpp finds the pictures that
//                 share corners, match/verify.hpp says whether they lie alike.
// Shapes          at most 64 · plan.per_cell_max corners, spread over the picture by a grid of 8 × 8 cells; the best
//                 of every cell first, then the second best, so that any beginning of the list is spread as well.
//                 What is telling comes before what is not: around most corners a picture is little more than a
//                 slope of light, and all slopes have nearly the same bits.
//                 Bits and mirrored bits: as the picture is, and as its mirror image has them at the mirrored point.
// Units           points: 64ths of a pixel of the picture made frame_px long, whatever the plan's own edge is; sizes
//                 likewise. Directions: 64ths of a turn (feature_pattern.hpp).
// Errors          none. A flat plane, or one under 2 pixels a side, has no features.
// Threads         pure functions.
// Cost            512 pixels: see `redress bench copies`; grows with the square of edge_px. Memory: about 12 bytes a
//                 pixel of the largest level.
// Source          Harris and Stephens 1988 (corners); Rublee et al. 2011 (ORB: levels, direction by the centroid of
//                 light, turned pairs); Calonder et al. 2010 (BRIEF: bits). The grid is ours: without it a caption's
//                 letters take all the corners; so is the distance from a slope. Written anew from the papers.
// Never           gives other bits on another machine: whole numbers throughout, but for the corner measure, which is
//                 five float operations in a fixed order. features_test.cpp holds a digest.
#pragma once

#include <vector>

#include "media/feature_pattern.hpp"
#include "media/plane.hpp"

namespace redress::media {

using FeatureBits = std::array<std::uint64_t, 4>;
inline constexpr std::uint32_t frame_px = 512;
inline constexpr std::uint32_t point_unit = 64;

struct Point {
  std::uint16_t x = 0;
  std::uint16_t y = 0;
  bool operator==(const Point&) const = default;
};

struct Feature {
  Point point;
  std::uint16_t size = 0;      // the side of a pixel of the level that it was found on
  std::uint8_t direction = 0;  // that its pairs are turned to
  FeatureBits bits{};
  FeatureBits mirrored_bits{};
  bool operator==(const Feature&) const = default;
};

struct Features {
  std::uint16_t width = 0;  // of the picture, in units of a point: where its mirror turns over
  std::uint16_t height = 0;
  std::vector<Feature> list;
  bool operator==(const Features&) const = default;
};

struct FeaturePlan {
  std::uint32_t edge_px = frame_px;  // the long edge that the finest level has
  std::uint32_t level_count = 8;     // each 1.2 times as coarse as the one before
  std::uint32_t per_cell_max = 4;
  std::uint32_t pool_per_cell = 16;  // from which those are taken
  // Every second corner is of another strength: letters over a picture are the strongest corners there are.
  bool mixes_strengths = false;
};

// What is kept of a picture, and what is looked for in one: a query also looks finer, for a copy that was made smaller.
inline constexpr FeaturePlan stored_plan{512, 8, 6, 16, false};
inline constexpr FeaturePlan query_plan{768, 10, 48, 128, true};

// Far enough from what a plain slope has: others would be near thousands of corners of pictures that are not alike.
inline constexpr int telling_bits_min = 60;
[[nodiscard]] bool is_telling(const FeatureBits& bits);

[[nodiscard]] Features find_features(const Plane& plane, const FeaturePlan& plan);

}  // namespace redress::media
