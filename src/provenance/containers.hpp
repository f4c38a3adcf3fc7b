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
[[nodiscard]] Status read_tiff(Walk& walk);
[[nodiscard]] Status read_gif(Walk& walk);
[[nodiscard]] Status read_svg(Walk& walk);
[[nodiscard]] Status read_id3(Walk& walk);  // a FLAC file too may begin with an ID3 tag
[[nodiscard]] Status read_flac(Walk& walk);
[[nodiscard]] Status read_jxl(Walk& walk);
[[nodiscard]] Status read_pdf(Walk& walk);

}  // namespace redress::provenance
