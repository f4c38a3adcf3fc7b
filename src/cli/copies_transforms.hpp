// SPDX-License-Identifier: Apache-2.0
// cli/copies_transforms.hpp — the 29 kinds of copy that `redress bench copies` looks for.
//
// Shapes          a name for the table, and how the copy is made; every copy is saved as JPEG once more, quality 85,
//                 where its kind does not say another.
// Errors          none.
// Threads         pure functions: the same dice give the same copy.
// Cost            10 to 60 ms a copy.
#pragma once

#include <span>
#include <string>

#include "cli/copies_draw.hpp"

namespace redress::cli {

struct CopyKind {
  std::string_view name;
  // fillers: the three other pictures of a collage.
  Pixels (*make)(const Pixels& picture, std::span<const Pixels> fillers, Dice& dice);
};

[[nodiscard]] std::span<const CopyKind> copy_kinds();

}  // namespace redress::cli
