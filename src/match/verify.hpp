// SPDX-License-Identifier: Apache-2.0
// match/verify.hpp — do the corners that two pictures share lie alike? Chance pairs do not; a copy's do.
//
// Shapes          pairs of one query and one stored picture; the answer is the similarity (turn, scale, shift) that
//                 most of them agree on, and how many do, counted one to one: distinct corners of the query, distinct
//                 corners and distinct cells of 8 × 8 pixels of the stored picture.
// Units           points: media::point_unit to a pixel of the frame (features.hpp); tolerance 5 pixels; scale 0.25…4,
//                 of the stored picture to the query. Shift in pixels of the query's frame.
// Errors          none: where the pairs agree on nothing there is no alignment.
// Threads         pure functions.
// Cost            trial_count · pairs; under 0.5 ms at 100 pairs.
// Source          Fischler and Bolles 1981; least squares on the pairs that agree, as Umeyama 1991 in the plane.
// Never           draws chance from outside: the same pairs give the same answer.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "media/features.hpp"

namespace redress::match {

struct PointPair {
  media::Point query;
  media::Point stored;
};

// query = (a, −b; b, a) · stored + (x, y), in pixels of the two frames.
struct Similarity {
  double a = 1;
  double b = 0;
  double x = 0;
  double y = 0;
  [[nodiscard]] double scale() const;
};

struct Alignment {
  int inlier_count = 0;
  Similarity stored_to_query;
};

struct VerifyOptions {
  int trial_count = 400;
  double tolerance_px = 5;
  double inlier_box_px_min = 60;  // the longer side of what the agreeing corners cover, in both pictures
};

[[nodiscard]] std::optional<Alignment> find_alignment(std::span<const PointPair> pairs,
                                                      const VerifyOptions& options = {});

}  // namespace redress::match
