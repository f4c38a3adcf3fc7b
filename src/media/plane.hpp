// SPDX-License-Identifier: Apache-2.0
// media/plane.hpp — one picture's luma, a byte a pixel, and how it is made smaller.
//
// Use this when   a look at the whole picture is needed more than once: features.hpp, borders.hpp. A hash needs only
//                 rows: pdq.hpp.
// Shapes          height rows of width bytes, `stride` bytes from one row to the next.
// Units           pixels; luma 0…255.
// Errors          none: misuse is a CHECK.
// Threads         values.
// Cost            scale: one multiply-add for each source pixel and each row of the result.
// Source          luma of RGB: ITU-R BT.601, in 256ths.
// Never           uses floating point: the same plane gives the same plane on every machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "media/canvas.hpp"

namespace redress::media {

struct Plane {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::size_t stride = 0;
  Bytes bytes;

  [[nodiscard]] static Plane make(std::uint32_t width, std::uint32_t height);
  [[nodiscard]] const std::uint8_t* row(std::uint32_t y) const { return bytes.data() + y * stride; }
  [[nodiscard]] std::uint8_t* row(std::uint32_t y) { return bytes.data() + y * stride; }
};

struct Box {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const Box&) const = default;
};

[[nodiscard]] Plane luma_of(const Pixels& pixels);
[[nodiscard]] Plane crop(const Plane& plane, const Box& box);
// Each new pixel is the mean of what it covers; where the plane grows, a line between its two neighbours.
[[nodiscard]] Plane scale(const Plane& plane, std::uint32_t width, std::uint32_t height);
// Its long edge made `edge_px` long, up or down; a side is at least one pixel.
[[nodiscard]] Plane scale_to_edge(const Plane& plane, std::uint32_t edge_px);
[[nodiscard]] PdqResult hash_plane(const Plane& plane);

}  // namespace redress::media
