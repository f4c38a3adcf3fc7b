// SPDX-License-Identifier: Apache-2.0
// provenance/containers.hpp — one reader for each container, for read_asset alone.
//
// Errors          see walk.hpp.
// Threads         pure functions over a walk.
// Source          cited in each reader.
#pragma once

#include "provenance/walk.hpp"

namespace redress::provenance {

[[nodiscard]] Status read_jpeg(Walk& walk);
[[nodiscard]] Status read_png(Walk& walk);
[[nodiscard]] Status read_bmff(Walk& walk);
[[nodiscard]] Status read_riff(Walk& walk);

}  // namespace redress::provenance
