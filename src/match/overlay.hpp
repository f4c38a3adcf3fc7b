// SPDX-License-Identifier: Apache-2.0
// match/overlay.hpp — how the known picture lies in the copy, whatever the two sizes are: what a reviewer sees laid one
// upon the other.
//
// Use this when   a match is to be shown. Finding it is index.hpp's, parts.hpp's and features_index.hpp's.
// Shapes          an Affine from the known picture to the copy, both 0…1 across and down.
// Units           shares of the pictures' sides.
// Errors          invert: nothing of a map that flattens the plane.
// Threads         pure functions.
// Source          the turns: Facebook 2019, §3 (PDQ's dihedral hashes).
// Never           decides anything: it is shown, and a person judges.
#pragma once

#include <optional>

#include "match/verify.hpp"
#include "media/fingerprint.hpp"
#include "media/plane.hpp"

namespace redress::match {

struct Frame {
  double width = 1;
  double height = 1;
};

// The query was hashed in this turn when it met the known hash.
[[nodiscard]] Affine overlay_of(media::Turn turn);
// Only this box of the query was hashed, and in this turn.
[[nodiscard]] Affine overlay_of(media::Turn turn, const media::Box& box, Frame query);
// By corners; mirrored: the alignment is that of the query's mirror image.
[[nodiscard]] Affine overlay_of(const Affine& stored_to_query, Frame stored, Frame query, bool is_mirrored);
// First `inner`, then `outer`.
[[nodiscard]] Affine after(const Affine& outer, const Affine& inner);
[[nodiscard]] std::optional<Affine> invert(const Affine& by);
// Of the turns that were hashed, the one nearest to what is known.
[[nodiscard]] media::Turn nearest_turn(const media::Dihedral& query, const media::Pdq& stored);

}  // namespace redress::match
