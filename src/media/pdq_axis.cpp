// SPDX-License-Identifier: Apache-2.0
#include "media/pdq_axis.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace redress::media {
namespace {

std::uint32_t window_length(std::uint32_t length) {
  constexpr std::uint32_t boxes = 2 * pdq_side;
  return (length + boxes - 1) / boxes;
}

// The order of these additions is part of the hash: a weight is a sum of floats.
void fill_weights(float* weights, std::uint32_t first, const PdqWindow& outer, std::uint32_t length) {
  const double share = 1.0 / (outer.last - outer.first + 1);
  for (std::uint32_t q = outer.first; q <= outer.last; ++q) {
    const PdqWindow inner = pdq_window(q, length);
    const auto weight = static_cast<float>(share / (inner.last - inner.first + 1));
    for (std::uint32_t x = inner.first; x <= inner.last; ++x) weights[x - first] += weight;
  }
}

}  // namespace

PdqWindow pdq_window(std::uint32_t at, std::uint32_t length) {
  const std::uint32_t full = window_length(length);
  const std::uint32_t half = (full + 2) / 2;
  const std::uint32_t back = full - half;
  return PdqWindow{at > back ? at - back : 0, std::min(length - 1, at + half - 1)};
}

std::uint32_t pdq_place(std::size_t i, std::uint32_t length) {
  return static_cast<std::uint32_t>((static_cast<double>(i) + 0.5) * length / static_cast<double>(pdq_side));
}

PdqAxis::PdqAxis(std::uint32_t length) {
  CHECK(length > 0);
  const std::uint32_t full_count = 2 * window_length(length) - 1;
  reach = (std::size_t{full_count} + 3) / 4 * 4;
  weights.assign(pdq_side * reach, 0.0F);
  const float* uncut = nullptr;  // weights of a sample that neither end of the axis cuts: all such are alike
  for (std::size_t i = 0; i < pdq_side; ++i) {
    const std::uint32_t at = pdq_place(i, length);
    const PdqWindow outer = pdq_window(at, length);
    first[i] = pdq_window(outer.first, length).first;
    count[i] = pdq_window(outer.last, length).last + 1 - first[i];
    float* own = weights.data() + i * reach;
    const bool is_uncut = first[i] > 0 && end(i) < length;
    if (is_uncut && uncut != nullptr) {
      std::copy_n(uncut, reach, own);
      continue;
    }
    fill_weights(own, first[i], outer, length);
    if (is_uncut) uncut = own;
  }
}

}  // namespace redress::media
