// SPDX-License-Identifier: Apache-2.0
// media/encode.hpp — pixels of ours to a WebP or AVIF file.
//
// Use this when   a picture is written anew in the format it came in. JPEG: media/preview.hpp; PNG: whole_picture.hpp.
// Shapes          a plain WebP file, without metadata: what is added are chunks of its own. AVIF carries what
//                 `HeifFacts` says, since its parts point at each other. HEIC: encode_heic.hpp. Colours have all their
//                 pixels in AVIF (4:4:4), a quarter of them in a WebP with loss.
// Units           8 bits a channel; quality 0…100.
// Errors          unsupported: a side is longer than the format bears. unavailable: the encoder failed (memory).
// Threads         pure functions.
// Cost            12 million pixels: WebP about 3 s, without loss 10 s; AVIF 10 s.
// Source          libwebp 1.2; libavif 0.11 with aom: both BSD (docs/decisions/0015).
// Never           sees a byte of somebody else's file: metadata is copied, not read.
#pragma once

#include "media/whole_picture.hpp"

namespace redress::media {

// 100: without loss.
[[nodiscard]] Result<Bytes> encode_webp(const Pixels& pixels, int quality);

struct HeifFacts {
  int orientation = 1;  // EXIF 1…8, written as `irot` and `imir`
  // Numbers of ITU-T H.273; 2 is "unspecified".
  std::uint16_t primaries = 2;
  std::uint16_t transfer = 2;
  Bytes icc;
  Bytes exif;  // a TIFF block
  std::string xmp;
};

[[nodiscard]] Result<Bytes> encode_avif(const Pixels& pixels, int quality, const HeifFacts& facts);

}  // namespace redress::media
