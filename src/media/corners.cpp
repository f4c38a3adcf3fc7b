// SPDX-License-Identifier: Apache-2.0
#include "media/corners.hpp"

#include <algorithm>
#include <array>

namespace redress::media {
namespace {

constexpr std::size_t window = 7;
constexpr float strength_min =
    3'000.0F;  // a smooth picture's are weak; noise finds no like, and a cell's best come first

using Row = std::vector<std::int32_t>;

// The products of the gradients of one row, in the order xx, xy, yy.
struct Products {
  std::array<Row, 3> of;
};

void fill_products(const Plane& plane, std::uint32_t y, Products& products) {
  const std::uint8_t* above = plane.row(y - 1);
  const std::uint8_t* at = plane.row(y);
  const std::uint8_t* below = plane.row(y + 1);
  std::int32_t* xx = products.of[0].data();
  std::int32_t* xy = products.of[1].data();
  std::int32_t* yy = products.of[2].data();
  for (std::uint32_t x = 1; x + 1 < plane.width; ++x) {
    const int across = (above[x + 1] - above[x - 1] + 2 * (at[x + 1] - at[x - 1]) + below[x + 1] - below[x - 1]) / 4;
    const int down = (below[x - 1] - above[x - 1] + 2 * (below[x] - above[x]) + below[x + 1] - above[x + 1]) / 4;
    xx[x] = across * across;
    xy[x] = across * down;
    yy[x] = down * down;
  }
}

// Sums over the window, moved down a row at a time.
class Sums {
 public:
  explicit Sums(std::uint32_t width) {
    for (Products& one : ring_) {
      for (Row& row : one.of) row.assign(width, 0);
    }
    for (Row& row : columns_.of) row.assign(width, 0);
  }

  void move_to(const Plane& plane, std::uint32_t y) {
    Products& oldest = ring_.at(y % window);
    add<-1>(oldest);
    fill_products(plane, y, oldest);
    add<1>(oldest);
  }

  void measure(float* strength, std::uint32_t width) const {
    const std::int32_t* xx = columns_.of[0].data();
    const std::int32_t* xy = columns_.of[1].data();
    const std::int32_t* yy = columns_.of[2].data();
    for (std::uint32_t x = 4; x + 4 < width; ++x) {
      const auto a = static_cast<float>(sum_at(xx, x));
      const auto b = static_cast<float>(sum_at(xy, x));
      const auto c = static_cast<float>(sum_at(yy, x));
      strength[x] = (a * c - b * b) - 0.04F * ((a + c) * (a + c));
    }
  }

 private:
  static std::int32_t sum_at(const std::int32_t* row, std::uint32_t x) {
    return row[x - 3] + row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2] + row[x + 3];
  }

  template <int sign>
  void add(const Products& products) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::int32_t* from = products.of.at(i).data();
      std::int32_t* to = columns_.of.at(i).data();
      for (std::size_t x = 0; x < columns_.of[0].size(); ++x) to[x] += sign * from[x];
    }
  }

  std::array<Products, window> ring_;
  Products columns_;
};

// Of two equal neighbours the later one counts, whichever machine looks.
bool is_peak(const float* above, const float* at, const float* below) {
  const float value = *at;
  return value > strength_min && value >= above[-1] && value >= above[0] && value >= above[1] && value >= at[-1] &&
         value > at[1] && value > below[-1] && value > below[0] && value > below[1];
}

}  // namespace

std::vector<Corner> find_corners(const Plane& plane) {
  std::vector<Corner> corners;
  if (plane.width < 2 * margin_px + 1 || plane.height < 2 * margin_px + 1) return corners;
  const std::size_t width = plane.width;
  std::vector<float> strength(width * plane.height);
  Sums sums(plane.width);
  for (std::uint32_t y = 1; y + 1 < plane.height; ++y) {
    sums.move_to(plane, y);
    if (y >= window) sums.measure(strength.data() + width * (y - window / 2), plane.width);
  }
  for (std::uint32_t y = margin_px; y + margin_px < plane.height; ++y) {
    const float* at = strength.data() + width * y;
    for (std::uint32_t x = margin_px; x + margin_px < plane.width; ++x) {
      if (is_peak(at + x - width, at + x, at + x + width)) corners.push_back({at[x], x, y});
    }
  }
  return corners;
}

}  // namespace redress::media
