// SPDX-License-Identifier: Apache-2.0
// match/sight.hpp — a picture's corners as one looks at them, as it is or in a mirror, and which lie near a place.
//
// Use this when   corners of two pictures are laid one upon the other: verify.hpp.
// Units           places in pixels of the frame (media/features.hpp), size as a share of one; direction in 64ths of a
//                 turn.
// Errors          none.
// Threads         values.
// Cost            near: the corners of the squares of 16 pixels that the circle touches.
// Source          none.
#pragma once

#include <cstdint>
#include <vector>

#include "match/bits256.hpp"
#include "media/features.hpp"

namespace redress::match {

struct Place {
  double x = 0;
  double y = 0;
};

struct Corner {
  float x = 0;
  float y = 0;
  float size = 1;
  std::uint8_t direction = 0;
  Bits256 bits{};
};

[[nodiscard]] Corner corner_of(const media::Feature& feature);

class Sight {
 public:
  Sight(const media::Features& features, bool is_mirrored);

  [[nodiscard]] const std::vector<Corner>& corners() const { return corners_; }
  [[nodiscard]] double width() const { return width_; }
  // each(number of the corner), for all within radius_px.
  template <class Each>
  void near(Place at, double radius_px, Each&& each) const {
    const int left = column_of(at.x - radius_px);
    const int right = column_of(at.x + radius_px);
    const int bottom = row_of(at.y + radius_px);
    for (int row = row_of(at.y - radius_px); row <= bottom; ++row) {
      for (int column = left; column <= right; ++column) {
        for (const std::uint16_t i : squares_[square(column, row)]) {
          const double x = corners_[i].x - at.x;
          const double y = corners_[i].y - at.y;
          if (x * x + y * y <= radius_px * radius_px) each(i);
        }
      }
    }
  }

 private:
  static constexpr double square_px = 16;
  [[nodiscard]] int column_of(double x) const;
  [[nodiscard]] int row_of(double y) const;
  [[nodiscard]] std::size_t square(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column);
  }

  double width_ = 0;
  int columns_ = 1;
  int rows_ = 1;
  std::vector<Corner> corners_;
  std::vector<std::vector<std::uint16_t>> squares_;
};

}  // namespace redress::match
