// SPDX-License-Identifier: Apache-2.0
#include "match/affine.hpp"

#include <cmath>

namespace redress::match {
namespace {

constexpr double scale_min = 0.22;
constexpr double scale_max = 4.5;
constexpr double squash_max = 1.35;  // half of the sum of the two sides' ratio and its inverse: sides of 2.26 to 1

struct Sums {
  Place stored;  // the centres
  Place query;
  double xx = 0, xy = 0, yy = 0;                          // of stored with stored, about the centre
  double x_to_x = 0, y_to_x = 0, x_to_y = 0, y_to_y = 0;  // of stored with query
};

Place mean_of(std::span<const Move> moves, Place Move::*which) {
  Place sum;
  for (const Move& move : moves) sum = {sum.x + (move.*which).x, sum.y + (move.*which).y};
  const auto count = static_cast<double>(moves.size());
  return {sum.x / count, sum.y / count};
}

Sums add_up(std::span<const Move> moves) {
  Sums sums;
  sums.stored = mean_of(moves, &Move::stored);
  sums.query = mean_of(moves, &Move::query);
  for (const Move& move : moves) {
    const Place from{move.stored.x - sums.stored.x, move.stored.y - sums.stored.y};
    const Place to{move.query.x - sums.query.x, move.query.y - sums.query.y};
    sums.xx += from.x * from.x;
    sums.xy += from.x * from.y;
    sums.yy += from.y * from.y;
    sums.x_to_x += from.x * to.x;
    sums.y_to_x += from.y * to.x;
    sums.x_to_y += from.x * to.y;
    sums.y_to_y += from.y * to.y;
  }
  return sums;
}

std::optional<Affine> shifted(Affine by, const Sums& sums) {
  const Place centre = by.apply(sums.stored);
  by.x = sums.query.x - centre.x;
  by.y = sums.query.y - centre.y;
  return is_sane(by) ? std::optional(by) : std::nullopt;
}

}  // namespace

double Affine::scale() const { return std::sqrt(std::max(0.0, a * d - b * c)); }

bool is_sane(const Affine& by) {
  const double area = by.a * by.d - by.b * by.c;
  if (area < scale_min * scale_min || area > scale_max * scale_max) return false;
  return by.a * by.a + by.b * by.b + by.c * by.c + by.d * by.d <= 2 * squash_max * area;
}

std::optional<Affine> fit_similarity(std::span<const Move> moves) {
  if (moves.size() < 2) return std::nullopt;
  const Sums sums = add_up(moves);
  const double length = sums.xx + sums.yy;
  if (length <= 1) return std::nullopt;
  const double along = (sums.x_to_x + sums.y_to_y) / length;
  const double across = (sums.x_to_y - sums.y_to_x) / length;
  return shifted({along, -across, across, along, 0, 0}, sums);
}

std::optional<Affine> fit_affine(std::span<const Move> moves) {
  if (moves.size() < 3) return std::nullopt;
  const Sums sums = add_up(moves);
  const double spread = sums.xx * sums.yy - sums.xy * sums.xy;
  if (spread <= 1 || spread < 1e-3 * sums.xx * sums.yy) return std::nullopt;
  Affine by;
  by.a = (sums.x_to_x * sums.yy - sums.y_to_x * sums.xy) / spread;
  by.b = (sums.y_to_x * sums.xx - sums.x_to_x * sums.xy) / spread;
  by.c = (sums.x_to_y * sums.yy - sums.y_to_y * sums.xy) / spread;
  by.d = (sums.y_to_y * sums.xx - sums.x_to_y * sums.xy) / spread;
  return shifted(by, sums);
}

}  // namespace redress::match
