// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "label/hearing.hpp"
#include "label/lattice.hpp"
#include "label/watermark.hpp"

namespace redress::label {
namespace {

constexpr double scale_step = 1.003;
constexpr std::size_t refined_count_max = 6;  // of each kind of change

// The tile as it was laid, seen in the canonical picture: its sides are whole numbers of pixels, hence not quite one.
Lie make_upright(const media::Plane& luma, const media::Plane& canonical) {
  const double shorter = std::min(luma.width, luma.height);
  return {canonical_side / shorter * luma.width / canonical.width, 0, 0,
          canonical_side / shorter * luma.height / canonical.height};
}

template <class Make>
std::vector<Lie> list_scales(double least, double most, Make make) {
  std::vector<Lie> lies;
  for (double scale = least; scale <= most; scale *= scale_step) lies.push_back(make(scale));
  return lies;
}

Lie scaled(const Lie& lie, double x, double y) { return {lie.xx * x, lie.xy * y, lie.yx * x, lie.yy * y}; }

std::vector<Lie> list_turns(const Lie& upright) {
  std::vector<Lie> lies;
  for (double degrees = -4.9; degrees < 5; degrees += 0.2) {
    const double c = std::cos(degrees * 0.017453292519943295);
    const double s = std::sin(degrees * 0.017453292519943295);
    for (double scale = 0.85; scale <= 1.15; scale *= 1.004) {
      lies.push_back({upright.xx * c * scale, -upright.yy * s * scale, upright.xx * s * scale, upright.yy * c * scale});
    }
  }
  return lies;
}

// What is done most often first: cut or shown on a screen, mirrored, stretched, turned.
std::vector<std::vector<Lie>> list_changes(const Lie& upright) {
  std::vector<std::vector<Lie>> changes;
  changes.push_back(list_scales(0.45, 2.2, [&](double s) { return scaled(upright, s, s); }));
  changes.push_back(list_scales(0.6, 1.5, [&](double s) { return scaled(upright, -s, s); }));
  changes.push_back(list_scales(0.5, 2, [&](double s) { return scaled(upright, s, 1); }));
  changes.push_back(list_scales(0.5, 2, [&](double s) { return scaled(upright, 1, s); }));
  changes.push_back(list_turns(upright));
  return changes;
}

std::optional<FoundMark> hear_at(const Residue& residue, const Carrier& carrier, const Lie& lie,
                                 const std::optional<Shift>& laid = {}) {
  Square fold = fold_tiles(residue, lie);
  const Hearing hearing = hear(fold, carrier, laid);
  if (!hearing.mark) return std::nullopt;
  return FoundMark{*hearing.mark, hearing.score, lie};
}

}  // namespace

std::optional<FoundMark> find_mark(const media::Plane& luma, const Carrier& carrier, Search search) {
  const std::uint64_t shorter = std::min(luma.width, luma.height);
  if (shorter == 0 || std::max(luma.width, luma.height) > 2 * marked_ratio_max * shorter) return std::nullopt;
  const media::Plane canonical = make_canonical(luma);
  const Residue residue = make_residue(canonical);
  const Lie upright = make_upright(luma, canonical);
  auto found = hear_at(residue, carrier, upright, find_laid_shift(residue, upright));
  if (found || search == Search::at_once) return found;
  const Lattice lattice(residue, carrier);
  for (const auto& lies : list_changes(upright)) {
    for (const Candidate& candidate : lattice.rank(lies, refined_count_max)) {
      found = hear_at(residue, carrier, lattice.refine(candidate).lie);
      if (found) return found;
    }
  }
  return std::nullopt;
}

}  // namespace redress::label
