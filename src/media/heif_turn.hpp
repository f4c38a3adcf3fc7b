// SPDX-License-Identifier: Apache-2.0
// media/heif_turn.hpp — how an AVIF or HEIC file says that its picture is to be turned, as one EXIF number and back.
//
// Use this when   such a file is read or written: its viewers turn by `irot` and `imir` and leave EXIF alone.
// Units           quarter turns anticlockwise, before the mirror; EXIF 1…8.
// Errors          none.
// Threads         pure functions.
// Source          ISO/IEC 23008-12 6.5.10 and 6.5.12.
#pragma once

#include <array>

#include "base/check.hpp"

namespace redress::media {

enum class HeifMirror { none, top_to_bottom, left_to_right };

struct HeifTurn {
  unsigned quarters = 0;  // 0…3
  HeifMirror mirror = HeifMirror::none;
};

[[nodiscard]] inline int orientation_of(const HeifTurn& turn) {
  constexpr std::array<std::array<int, 4>, 3> orientations = {{{1, 8, 3, 6}, {4, 5, 2, 7}, {2, 7, 4, 5}}};
  return orientations.at(static_cast<std::size_t>(turn.mirror)).at(turn.quarters & 3U);
}

[[nodiscard]] inline HeifTurn turn_of(int orientation) {
  CHECK(orientation >= 1 && orientation <= 8);
  constexpr auto none = HeifMirror::none;
  constexpr auto mirrored = HeifMirror::left_to_right;
  constexpr std::array<HeifTurn, 8> turns = {
      {{0, none}, {0, mirrored}, {2, none}, {2, mirrored}, {3, mirrored}, {3, none}, {1, mirrored}, {1, none}}};
  return turns.at(static_cast<std::size_t>(orientation) - 1);
}

}  // namespace redress::media
