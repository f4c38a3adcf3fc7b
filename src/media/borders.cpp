// SPDX-License-Identifier: Apache-2.0
#include "media/borders.hpp"

#include <algorithm>
#include <cstdlib>

namespace redress::media {
namespace {

constexpr int tolerance = 20;
constexpr int uniform_percent = 96;  // of a line
constexpr int banded_percent = 45;   // of a line that text crosses
constexpr std::uint32_t side_px_min = 32;

// One line of the box, seen from a side of it.
struct Line {
  const std::uint8_t* first = nullptr;
  std::size_t step = 0;
  std::uint32_t length = 0;
};

enum class Side { top, bottom, left, right };

Line outermost(const Plane& plane, const Box& box, Side side) {
  const std::uint32_t last_row = box.top + box.height - 1;
  const std::uint32_t last_column = box.left + box.width - 1;
  switch (side) {
    case Side::top:
      return {plane.row(box.top) + box.left, 1, box.width};
    case Side::bottom:
      return {plane.row(last_row) + box.left, 1, box.width};
    case Side::left:
      return {plane.row(box.top) + box.left, plane.stride, box.height};
    case Side::right:
      return {plane.row(box.top) + last_column, plane.stride, box.height};
  }
  return {};
}

int median_of(const Line& line) {
  std::vector<std::uint8_t> values(line.length);
  for (std::size_t i = 0; i < line.length; ++i) values[i] = line.first[i * line.step];
  std::nth_element(values.begin(), values.begin() + line.length / 2, values.end());
  return values[line.length / 2];
}

bool is_mostly(const Line& line, int luma, int percent) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < line.length; ++i)
    count += std::abs(line.first[i * line.step] - luma) <= tolerance ? 1 : 0;
  return count * 100 >= std::uint64_t{line.length} * static_cast<std::uint64_t>(percent);
}

void drop(Box& box, Side side) {
  if (side == Side::top) ++box.top;
  if (side == Side::left) ++box.left;
  if (side == Side::top || side == Side::bottom) {
    --box.height;
  } else {
    --box.width;
  }
}

// Lines from one side, as long as they have the colour of the first, which must be uniform itself.
void trim_side(const Plane& plane, Box& box, Side side, int percent) {
  const Line first = outermost(plane, box, side);
  const int luma = median_of(first);
  if (!is_mostly(first, luma, uniform_percent)) return;
  const auto is_left = [&] {
    return box.width * 4 > plane.width && box.height * 4 > plane.height &&
           std::min(box.width, box.height) > side_px_min;
  };
  while (is_left() && is_mostly(outermost(plane, box, side), luma, percent)) drop(box, side);
}

Box trim(const Plane& plane, int percent) {
  Box box{0, 0, plane.width, plane.height};
  // A frame in a frame: once more while something goes.
  for (int round = 0; round < 4; ++round) {
    const Box before = box;
    for (const Side side : {Side::top, Side::bottom, Side::left, Side::right}) trim_side(plane, box, side, percent);
    if (box == before) break;
  }
  return box;
}

}  // namespace

std::vector<Box> find_content(const Plane& plane) {
  std::vector<Box> boxes;
  if (std::min(plane.width, plane.height) <= side_px_min) return boxes;
  for (const int percent : {uniform_percent, banded_percent}) {
    const Box box = trim(plane, percent);
    const bool is_whole = box.width == plane.width && box.height == plane.height;
    if (!is_whole && (boxes.empty() || boxes.front() != box)) boxes.push_back(box);
  }
  return boxes;
}

std::vector<Box> cut_grid(const Plane& plane) {
  std::vector<Box> boxes;
  for (const std::uint32_t count : {2U, 3U}) {
    const std::uint32_t width = plane.width / count;
    const std::uint32_t height = plane.height / count;
    if (std::min(width, height) < side_px_min) break;
    for (std::uint32_t i = 0; i < count * count; ++i) {
      boxes.push_back({i % count * width, i / count * height, width, height});
    }
  }
  return boxes;
}

}  // namespace redress::media
