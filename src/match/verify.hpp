// SPDX-License-Identifier: Apache-2.0
// match/verify.hpp — do the corners that two pictures share lie alike? Chance pairs do not; a copy's do.
//
// Shapes          pairs of one query and one stored picture, the nearest in bits first; the answer is how the stored
//                 picture lies in the query, and how many of its corners are found where they then should be. Those
//                 are looked for once more among all corners of the query, by place, size, direction and bits, and
//                 counted one to one: distinct corners of the query, distinct corners and distinct cells of 8 × 8
//                 pixels of the stored picture. Those that look like one another count a quarter, but for the first.
// Units           pixels of the frame (features.hpp); scale 0.22…4.5, of the stored picture to the query; bits of 256.
// Errors          none: where the pairs agree on nothing there is no alignment.
// Threads         pure functions.
// Cost            pair_count_max² comparisons of pairs, some twelve looks at the stored corners, and as many
//                 comparisons of those that agree with one another: under a millisecond.
// Source          Lowe 2004, §7 (one pair with size and direction is a similarity; an affine fit of those that agree;
//                 a second look for more). Least squares in the plane.
// Never           draws chance: the same pairs give the same answer.
#pragma once

#include <optional>
#include <span>

#include "match/sight.hpp"

namespace redress::match {

struct Pairing {
  std::uint16_t query = 0;
  std::uint16_t stored = 0;
  int distance_bits = 0;
};

// query = (a, b; c, d) · stored + (x, y), in pixels of the two frames.
struct Affine {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 1;
  double x = 0;
  double y = 0;
  [[nodiscard]] Place apply(Place at) const { return {a * at.x + b * at.y + x, c * at.x + d * at.y + y}; }
  [[nodiscard]] double scale() const;
};

struct Alignment {
  int inlier_count = 0;
  Affine stored_to_query;
};

struct VerifyOptions {
  std::size_t pair_count_max = 120;
  std::size_t support_min = 3;    // pairs that agree with one another before anything is looked at again
  std::size_t attempt_count = 3;  // of the pairs with most support: a similarity and an affine map of each
  int again_bits_max = 64;        // between corners that lie where they should
  double inlier_box_px_min = 60;  // the longer side of what the agreeing corners cover, in both pictures
};

[[nodiscard]] std::optional<Alignment> find_alignment(const Sight& query, std::span<const Corner> stored,
                                                      std::span<const Pairing> pairs,
                                                      const VerifyOptions& options = {});

}  // namespace redress::match
