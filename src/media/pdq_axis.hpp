// SPDX-License-Identifier: Apache-2.0
// media/pdq_axis.hpp — which positions of one axis each of the 64 samples of PDQ is made of, and by how much.
//
// Shapes          64 samples; of each the first position, how many there are, and a weight for each of them. The
//                 weights of a sample sum to 1. First and last positions never go back from one sample to the next.
// Units           positions: pixels along the axis.
// Errors          none: a length of 0 is a CHECK.
// Threads         a value.
// Cost            64 short lists: what lies away from both ends has one list of weights, reckoned once.
// Source          Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, §2: two
//                 box passes of 1/128 of the axis, then every 64th part of it. Both are linear: two boxes are one tent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace redress::media {

inline constexpr std::size_t pdq_side = 64;  // samples an axis

// Positions that one box pass averages at a position: fewer at both ends of the axis.
struct PdqWindow {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};
[[nodiscard]] PdqWindow pdq_window(std::uint32_t at, std::uint32_t length);
// The position that sample i lies at.
[[nodiscard]] std::uint32_t pdq_place(std::size_t i, std::uint32_t length);

struct PdqAxis {
  explicit PdqAxis(std::uint32_t length);
  [[nodiscard]] std::uint32_t end(std::size_t i) const { return first[i] + count[i]; }

  std::size_t reach = 0;  // places for weights a sample, a multiple of four; those past `count` are 0
  std::array<std::uint32_t, pdq_side> first{};
  std::array<std::uint32_t, pdq_side> count{};
  std::vector<float> weights;  // of sample i: `reach` of them from i · reach on
};

}  // namespace redress::media
