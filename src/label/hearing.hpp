// SPDX-License-Identifier: Apache-2.0
// label/hearing.hpp — a picture's residue folded into one tile, and what a key hears in it.
//
// Use this when   it is known how the tile lies in the picture; from where it starts may be known too.
// Shapes          a fold sums every residue value where it falls in the tile.
// Units           scores in standard deviations of chance: each frequency counts by its phase alone, so chance is known
//                 and no edge or fence of the picture can shout.
// Errors          none: nothing heard is a low score.
// Threads         pure functions over a constant Carrier.
// Cost            a fold 3 ms, hearing 0.6 ms.
// Source          phase correlation: Kuglin and Hines 1975; maximum ratio combining: Brennan 1959.
#pragma once

#include <optional>

#include "label/carrier.hpp"
#include "label/residue.hpp"
#include "label/watermark.hpp"

namespace redress::label {

[[nodiscard]] Square fold_tiles(const Residue& residue, const Lie& lie);

// A score that chance reaches in less than one picture in a hundred thousand, over all places and candidates that are
// tried; the checksum then lets through one in 65,536 of those.
inline constexpr float score_min = 7.2F;

// The same for one place alone, that of a picture which was not cut: chance reaches it in one of a thousand, and then
// only one mark in five million has the checksum, a known class and the key's number.
inline constexpr float laid_score_min = 3.5F;

// Where a tile starts, in its own pixels.
struct Shift {
  double x = 0;
  double y = 0;
};
// In a picture whose tile lies so and starts in its upper left corner.
[[nodiscard]] Shift find_laid_shift(const Residue& residue, const Lie& lie);

struct Hearing {
  float score = 0;
  std::optional<Mark> mark;  // the checksum agreed and the key's number is its own
};
// At `laid` first where there is one, then at every place. Takes the fold apart: it is overwritten.
[[nodiscard]] Hearing hear(Square& fold, const Carrier& carrier, const std::optional<Shift>& laid = {});

}  // namespace redress::label
