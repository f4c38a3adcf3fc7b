// SPDX-License-Identifier: Apache-2.0
// match/affine.hpp — the affine or the similarity that carries points nearest to where they are found.
//
// Use this when   inside verify.cpp.
// Errors          none: nothing where the points lie on one spot or line, or where no copy lies so.
// Threads         pure functions.
// Source          least squares in the plane, about both centres.
#pragma once

#include <optional>
#include <span>

#include "match/verify.hpp"

namespace redress::match {

struct Move {
  Place stored;
  Place query;
};

[[nodiscard]] std::optional<Affine> fit_similarity(std::span<const Move> moves);
[[nodiscard]] std::optional<Affine> fit_affine(std::span<const Move> moves);
// Neither mirrored, nor squashed to under half, nor of another scale than a copy has.
[[nodiscard]] bool is_sane(const Affine& by);

}  // namespace redress::match
