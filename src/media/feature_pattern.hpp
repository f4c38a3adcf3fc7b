// SPDX-License-Identifier: Apache-2.0
// media/feature_pattern.hpp — which points around a corner are compared: 256 pairs, in 64 directions.
//
// Shapes          pairs of offsets within pattern_radius_px of the corner; the same pairs turned to each direction, and
//                 the same once more with their y turned over first: what the corner looks like in a mirror.
// Units           pixels of a level; a direction is a 64th of a full turn, 0 along x, growing towards y (downwards).
// Errors          none.
// Threads         make_pattern is pure; patterns() is made once, at its first use.
// Cost            patterns(): 128 KiB.
// Source          Calonder et al. 2010 §3.2, their layout G II: offsets of a Gaussian with σ² = 31² / 25. Our own
//                 draw: splitmix64 from seed 20261122; a coordinate is the sum of twelve 16-bit numbers less its
//                 mean, times 6.2; a point farther than 13 pixels is drawn again, and so is a pair shorter than 3
//                 pixels or nearer than 3 pixels (both ends squared and added) to an earlier one, in either order:
//                 such two would say the same thing twice. Integers only.
// Never           changes without feature_version: stored descriptors would no longer be found.
#pragma once

#include <array>
#include <cstdint>

namespace redress::media {

inline constexpr int feature_version = 2;
inline constexpr int direction_count = 64;
inline constexpr int pattern_radius_px = 13;

struct Offset {
  std::int8_t x = 0;
  std::int8_t y = 0;
  bool operator==(const Offset&) const = default;
};
struct OffsetPair {
  Offset first;
  Offset second;
};
using Pattern = std::array<OffsetPair, 256>;

struct Patterns {
  std::array<Pattern, direction_count> as_is;
  std::array<Pattern, direction_count> mirrored;
};

[[nodiscard]] Pattern make_pattern();
[[nodiscard]] const Patterns& patterns();
// The direction that (x, y) points to; 0 where it points nowhere.
[[nodiscard]] int find_direction(std::int64_t x, std::int64_t y);

}  // namespace redress::media
