// SPDX-License-Identifier: Apache-2.0
#include "match/overlay.hpp"

#include <cmath>

namespace redress::match {
namespace {

Affine scaled(double x, double y) { return {x, 0, 0, y, 0, 0}; }

struct Flips {
  bool swaps_axes;
  bool down;
  bool across;
};

// In the order of media::Turn.
constexpr std::array<Flips, 8> flips_by_turn{{{false, false, false},
                                              {true, true, false},
                                              {false, true, true},
                                              {true, false, true},
                                              {false, true, false},
                                              {false, false, true},
                                              {true, false, false},
                                              {true, true, true}}};

}  // namespace

Affine after(const Affine& outer, const Affine& inner) {
  const Place origin = outer.apply({inner.x, inner.y});
  return {outer.a * inner.a + outer.b * inner.c,
          outer.a * inner.b + outer.b * inner.d,
          outer.c * inner.a + outer.d * inner.c,
          outer.c * inner.b + outer.d * inner.d,
          origin.x,
          origin.y};
}

Affine overlay_of(media::Turn turn) {
  const Flips flips = flips_by_turn.at(static_cast<std::size_t>(turn));
  const Affine across = flips.across ? Affine{-1, 0, 0, 1, 1, 0} : Affine{};
  const Affine down = flips.down ? Affine{1, 0, 0, -1, 0, 1} : Affine{};
  const Affine swap = flips.swaps_axes ? Affine{0, 1, 1, 0, 0, 0} : Affine{};
  return after(swap, after(down, across));
}

Affine overlay_of(media::Turn turn, const media::Box& box, Frame query) {
  const Affine into{box.width / query.width, 0, 0, box.height / query.height, box.left / query.width,
                    box.top / query.height};
  return after(into, overlay_of(turn));
}

Affine overlay_of(const Affine& stored_to_query, Frame stored, Frame query, bool is_mirrored) {
  const Affine mirror = is_mirrored ? Affine{-1, 0, 0, 1, query.width, 0} : Affine{};
  const Affine in_pixels = after(mirror, stored_to_query);
  return after(scaled(1 / query.width, 1 / query.height), after(in_pixels, scaled(stored.width, stored.height)));
}

std::optional<Affine> invert(const Affine& by) {
  const double area = by.a * by.d - by.b * by.c;
  if (!(std::abs(area) > 1e-9)) return std::nullopt;
  const Affine linear{by.d / area, -by.b / area, -by.c / area, by.a / area, 0, 0};
  const Place origin = linear.apply({by.x, by.y});
  return Affine{linear.a, linear.b, linear.c, linear.d, -origin.x, -origin.y};
}

media::Turn nearest_turn(const media::Dihedral& query, const media::Pdq& stored) {
  std::size_t nearest = 0;
  for (std::size_t turn = 1; turn < query.size(); ++turn) {
    if (query[turn] == media::Pdq{}) continue;
    if (media::distance_bits(query[turn], stored) < media::distance_bits(query[nearest], stored)) nearest = turn;
  }
  return static_cast<media::Turn>(nearest);
}

}  // namespace redress::match
