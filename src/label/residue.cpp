// SPDX-License-Identifier: Apache-2.0
#include "label/residue.hpp"

#include <algorithm>
#include <cmath>

namespace redress::label {
namespace {

constexpr int shape_radius = 4;       // what is larger than 9 × 9 is a shape
constexpr int liveliness_radius = 8;  // 17 × 17
constexpr float quiet = 1;            // below a step of luma there is only rounding

// The mean over the window around each value; at the edges over what there is of it.
void add_row(std::vector<float>& sums, const float* row, float sign) {
  for (std::size_t x = 0; x < sums.size(); ++x) sums[x] += sign * row[x];
}

std::vector<float> mean_around(const std::vector<float>& values, int width, int height, int radius) {
  const auto row_size = static_cast<std::size_t>(width);
  std::vector<float> across(values.size());
  for (int y = 0; y < height; ++y) {
    const float* from = values.data() + static_cast<std::size_t>(y) * row_size;
    float* to = across.data() + static_cast<std::size_t>(y) * row_size;
    float sum = 0;
    for (int x = 0; x < std::min(radius, width); ++x) sum += from[x];
    for (int x = 0; x < width; ++x) {
      if (x + radius < width) sum += from[x + radius];
      if (x > radius) sum -= from[x - radius - 1];
      to[x] = sum / static_cast<float>(std::min(x + radius, width - 1) - std::max(x - radius, 0) + 1);
    }
  }
  std::vector<float> mean(values.size());
  std::vector<float> sums(row_size);
  const auto row_of = [&](int y) { return across.data() + static_cast<std::size_t>(y) * row_size; };
  for (int y = 0; y < std::min(radius, height); ++y) add_row(sums, row_of(y), 1);
  for (int y = 0; y < height; ++y) {
    if (y + radius < height) add_row(sums, row_of(y + radius), 1);
    if (y > radius) add_row(sums, row_of(y - radius - 1), -1);
    const float share = 1 / static_cast<float>(std::min(y + radius, height - 1) - std::max(y - radius, 0) + 1);
    float* to = mean.data() + static_cast<std::size_t>(y) * row_size;
    for (std::size_t x = 0; x < row_size; ++x) to[x] = sums[x] * share;
  }
  return mean;
}

}  // namespace

Residue make_residue(const media::Plane& plane) {
  const auto width = static_cast<int>(plane.width);
  const auto height = static_cast<int>(plane.height);
  Residue residue{plane.width, plane.height, {}, {}};
  residue.values.reserve(std::size_t{plane.width} * plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    residue.values.insert(residue.values.end(), plane.row(y), plane.row(y) + plane.width);
  }
  const auto shapes = mean_around(residue.values, width, height, shape_radius);
  std::vector<float> squares(shapes.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    residue.values[i] -= shapes[i];
    squares[i] = residue.values[i] * residue.values[i];
  }
  residue.liveliness = mean_around(squares, width, height, liveliness_radius);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    residue.liveliness[i] = std::sqrt(std::max(residue.liveliness[i], 0.F));
    residue.values[i] = std::clamp(residue.values[i] / (residue.liveliness[i] + quiet), -residue_max, residue_max);
  }
  return residue;
}

media::Plane make_canonical(const media::Plane& luma) {
  const std::uint64_t shorter = std::min(luma.width, luma.height);
  const auto side = [&](std::uint64_t length) {
    return static_cast<std::uint32_t>((length * canonical_side + shorter / 2) / shorter);
  };
  return media::scale(luma, side(luma.width), side(luma.height));
}

}  // namespace redress::label
