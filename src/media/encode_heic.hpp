// SPDX-License-Identifier: Apache-2.0
// media/encode_heic.hpp — pixels of ours to a HEIC file, by `heif-enc` in a folder of its own.
//
// Use this when   a HEIC is labelled. Every other format is written by a library: media/encode.hpp.
// Shapes          pixels alone: no metadata, colour profile, thumbnail or turning. One picture of the HEVC profile Main
//                 Still Picture; with fine colours 4:4:4. Of an odd side it is a grid of one tile, cut.
// Units           8 bits a channel; quality 0…100; seconds.
// Errors          unavailable: the program, its encoder (x265) or Landlock is missing, or it failed. exhausted: a
//                 limit, or no room for temporary files.
// Threads         as media/workshop.hpp.
// Cost            12 million pixels: docs/decisions/0044; one core, and 220 MB in that process; 50 million: 1.2 GB.
// Source          heif-enc of libheif 1.15 with x265 (GPL-2): run and never linked (docs/decisions/0016, 0044).
// Never           hands the program anything that came with somebody's file but pixels that we decoded.
#pragma once

#include "media/whole_picture.hpp"
#include "media/workshop.hpp"

namespace redress::media {

struct HeicEncoder {
  std::string program = "/usr/bin/heif-enc";
  WorkLimits limits{3ULL << 30U, file_bytes_max, std::chrono::seconds(120), std::chrono::seconds(240), false};
};

enum class Chroma { half, full };  // a colour for four pixels (4:2:0), or for each (4:4:4)

[[nodiscard]] Result<Bytes> encode_heic(const Pixels& pixels, int quality, Chroma chroma, const HeicEncoder& encoder);

}  // namespace redress::media
