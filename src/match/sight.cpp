// SPDX-License-Identifier: Apache-2.0
#include "match/sight.hpp"

#include <algorithm>

namespace redress::match {
namespace {

constexpr float unit = media::point_unit;

// Mirrored left to right, what pointed to θ points to half a turn less θ.
Corner mirror(const media::Feature& feature, float width) {
  Corner corner = corner_of(feature);
  corner.x = width - corner.x;
  corner.direction =
      static_cast<std::uint8_t>((3 * media::direction_count / 2 - feature.direction) % media::direction_count);
  corner.bits = feature.mirrored_bits;
  return corner;
}

}  // namespace

Corner corner_of(const media::Feature& feature) {
  return {static_cast<float>(feature.point.x) / unit, static_cast<float>(feature.point.y) / unit,
          static_cast<float>(feature.size) / unit, feature.direction, feature.bits};
}

Sight::Sight(const media::Features& features, bool is_mirrored)
    : width_(features.width / unit),
      columns_(static_cast<int>(width_ / square_px) + 1),
      rows_(static_cast<int>(features.height / unit / square_px) + 1),
      squares_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {
  CHECK(features.list.size() <= UINT16_MAX);
  corners_.reserve(features.list.size());
  for (const media::Feature& feature : features.list) {
    const Corner corner = is_mirrored ? mirror(feature, static_cast<float>(width_)) : corner_of(feature);
    const auto square = static_cast<std::size_t>(row_of(corner.y) * columns_ + column_of(corner.x));
    squares_[square].push_back(static_cast<std::uint16_t>(corners_.size()));
    corners_.push_back(corner);
  }
}

int Sight::column_of(double x) const { return static_cast<int>(std::clamp(x / square_px, 0.0, columns_ - 1.0)); }
int Sight::row_of(double y) const { return static_cast<int>(std::clamp(y / square_px, 0.0, rows_ - 1.0)); }

}  // namespace redress::match
