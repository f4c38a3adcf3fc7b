// SPDX-License-Identifier: Apache-2.0
// media/luma.hpp — how bright a pixel is, as PDQ counts it: in one place, since a browser makes the same hash.
//
// Units           0…255 in, 0…255 out, not rounded.
// Errors          none.
// Threads         a pure function.
// Source          ITU-R BT.601, as in the PDQ reference.
#pragma once

#include <cstdint>

namespace redress::media {

[[nodiscard]] inline float luma_of(std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  return 0.299F * static_cast<float>(r) + 0.587F * static_cast<float>(g) + 0.114F * static_cast<float>(b);
}

}  // namespace redress::media
