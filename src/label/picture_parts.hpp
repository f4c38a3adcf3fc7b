// SPDX-License-Identifier: Apache-2.0
// label/picture_parts.hpp — what a picture's file holds beside its pixels, taken out before they are written anew and
// put back afterwards.
//
// Use this when   a picture is labelled: nothing it said of itself may be lost without a word.
// Shapes          whole JPEG segments, PNG and WebP chunks, in their order, as they stood; of AVIF what its encoder is
//                 told, of HEIC what is put around its pixels; the XMP packet apart, to be added to.
// Errors          invalid: the file's parts do not fit together. unsupported: what would be lost or become untrue,
//                 named. conflict: it is signed. exhausted: more than `part_count_max` parts.
// Threads         pure functions.
// Source          ITU T.81 B.1; XMP part 3, 1.1.3 and 1.1.5; PNG 1.2 §5; RFC 9649; ISO/IEC 23008-12; C2PA 2.2 A.3.
// Never           understands what it keeps: bytes go out as they came in.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "media/encode.hpp"
#include "media/encode_heic.hpp"

namespace redress::label {

inline constexpr std::size_t part_count_max = 4'096;

struct PictureParts {
  std::vector<Bytes> kept;
  std::string xmp;                             // empty: none
  std::vector<std::string> left_out;           // names of what is not kept, for a person
  bool is_lossless = false;                    // of WebP
  media::HeifFacts heif;                       // of AVIF and HEIC; its `xmp` is set by who writes
  media::Chroma chroma = media::Chroma::half;  // of HEIC
};

[[nodiscard]] Result<PictureParts> parse_picture_parts(ByteView file, media::Format format);
// `encoded` is a file of the same format that the encoder wrote; not AVIF, whose encoder puts all together.
[[nodiscard]] Result<Bytes> join_picture_parts(ByteView encoded, const PictureParts& parts, media::Format format);

}  // namespace redress::label
