// SPDX-License-Identifier: Apache-2.0
// match/nearest.hpp — of what was found, the nearest so many, in order.
//
// Shapes          anything with a distance_bits and, by `name`, something that orders those equally far.
// Errors          none.
// Threads         pure functions.
// Source          none: an order of our own, the same on every machine.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace redress::match {

template <class Hit, class Name>
void keep_nearest(std::vector<Hit>& hits, std::size_t count_max, Name Hit::*name) {
  const auto nearer = [&](const Hit& a, const Hit& b) {
    return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.*name < b.*name;
  };
  const std::size_t kept = std::min(hits.size(), count_max);
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(), nearer);
  hits.resize(kept);
}

}  // namespace redress::match
