// SPDX-License-Identifier: Apache-2.0
// media/corners.hpp — the points of a plane where light changes in two directions.
//
// Use this when   inside features.cpp.
// Shapes          corners in reading order, none within margin_px of an edge; each the strongest of the eight around.
// Units           pixels of the plane; strength is the Harris measure of gradients in quarters of a Sobel sum.
// Errors          none.
// Threads         pure.
// Cost            about 8 ns a pixel with vector instructions.
// Source          Harris and Stephens 1988, k = 0.04, over 7 × 7 pixels.
// Never           rounds differently elsewhere: compiled without contraction.
#pragma once

#include "media/plane.hpp"

namespace redress::media {

inline constexpr std::uint32_t margin_px = 17;  // a turned pattern, a blur and the disc of light stay inside

struct Corner {
  float strength = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
};

[[nodiscard]] std::vector<Corner> find_corners(const Plane& plane);

}  // namespace redress::media
