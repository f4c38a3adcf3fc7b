// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_peers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace redress::cli {
namespace {

void set_bit(match::Bits256& bits, std::size_t place, bool value) {
  bits.at(place / 64) |= static_cast<std::uint64_t>(value) << (place % 64);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

constexpr std::size_t side = 32;

const std::array<std::array<double, side>, 8>& cosines() {
  static const auto made = [] {
    std::array<std::array<double, side>, 8> table{};
    for (std::size_t k = 0; k < 8; ++k) {
      for (std::size_t i = 0; i < side; ++i) {
        table.at(k).at(i) = std::cos(std::numbers::pi * static_cast<double>((2 * i + 1) * k) / (2.0 * side));
      }
    }
    return table;
  }();
  return made;
}

}  // namespace

match::Bits256 phash(const media::Plane& plane) {
  const media::Plane small = media::scale(plane, side, side);
  std::array<std::array<double, side>, 8> rows{};  // of frequencies across
  for (std::size_t k = 0; k < 8; ++k) {
    for (std::uint32_t y = 0; y < side; ++y) {
      for (std::size_t x = 0; x < side; ++x) rows.at(k).at(y) += cosines().at(k).at(x) * small.row(y)[x];
    }
  }
  std::vector<double> low;
  for (std::size_t down = 0; down < 8; ++down) {
    for (std::size_t across = 0; across < 8; ++across) {
      double sum = 0;
      for (std::size_t y = 0; y < side; ++y) sum += cosines().at(down).at(y) * rows.at(across).at(y);
      low.push_back(sum);
    }
  }
  const double limit = median(low);
  match::Bits256 bits{};
  for (std::size_t i = 0; i < low.size(); ++i) set_bit(bits, i, low[i] > limit);
  return bits;
}

match::Bits256 dhash(const media::Plane& plane) {
  const media::Plane small = media::scale(plane, 9, 8);
  match::Bits256 bits{};
  for (std::uint32_t y = 0; y < 8; ++y) {
    for (std::uint32_t x = 0; x < 8; ++x) set_bit(bits, std::size_t{y} * 8 + x, small.row(y)[x + 1] > small.row(y)[x]);
  }
  return bits;
}

match::Bits256 blockhash(const media::Plane& plane) {
  const media::Plane blocks = media::scale(plane, 16, 16);
  match::Bits256 bits{};
  for (std::uint32_t band = 0; band < 4; ++band) {
    const auto begin = blocks.bytes.begin() + 64 * static_cast<std::ptrdiff_t>(band);
    const std::vector<double> values(begin, begin + 64);
    const double limit = median(values);
    for (std::size_t i = 0; i < 64; ++i) {
      // As the reference: a band that is white all over gives ones.
      set_bit(bits, band * 64 + i, values[i] > limit || (values[i] == limit && limit > 128));
    }
  }
  return bits;
}

}  // namespace redress::cli
