// SPDX-License-Identifier: Apache-2.0
// media/clutter.hpp — a plane full of rectangles, drawn from a seed: corners everywhere, and no two seeds alike. For
// tests only.
//
// Errors          none.
// Threads         pure functions.
// Source          none: any clutter does.
#pragma once

#include <random>

#include "media/plane.hpp"

namespace redress::test {

inline media::Plane make_clutter(std::uint32_t seed, std::uint32_t width = 640, std::uint32_t height = 480) {
  std::mt19937 engine(seed);
  const auto dice = [&] { return static_cast<std::uint32_t>(engine()); };
  media::Plane plane = media::Plane::make(width, height);
  for (int i = 0; i < 400; ++i) {
    const std::uint32_t left = dice() % width;
    const std::uint32_t top = dice() % height;
    const std::uint32_t right = std::min<std::uint32_t>(width, left + 8 + dice() % 90);
    const std::uint32_t bottom = std::min<std::uint32_t>(height, top + 8 + dice() % 90);
    const auto luma = static_cast<std::uint8_t>(dice() % 256);
    for (std::uint32_t y = top; y < bottom; ++y) std::fill(plane.row(y) + left, plane.row(y) + right, luma);
  }
  return plane;
}

inline media::Plane mirror(const media::Plane& plane) {
  media::Plane mirrored = media::Plane::make(plane.width, plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    std::reverse_copy(plane.row(y), plane.row(y) + plane.width, mirrored.row(y));
  }
  return mirrored;
}

inline media::Plane turn_right(const media::Plane& plane) {
  media::Plane turned = media::Plane::make(plane.height, plane.width);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    for (std::uint32_t x = 0; x < plane.width; ++x) turned.row(x)[plane.height - 1 - y] = plane.row(y)[x];
  }
  return turned;
}

// Laid into a larger plane of one luma, at (left, top).
inline media::Plane frame(const media::Plane& plane, std::uint32_t width, std::uint32_t height, std::uint32_t left,
                          std::uint32_t top, std::uint8_t luma) {
  media::Plane framed = media::Plane::make(width, height);
  std::fill(framed.bytes.begin(), framed.bytes.end(), luma);
  for (std::uint32_t y = 0; y < plane.height; ++y) std::copy_n(plane.row(y), plane.width, framed.row(top + y) + left);
  return framed;
}

}  // namespace redress::test
