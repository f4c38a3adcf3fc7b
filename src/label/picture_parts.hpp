// SPDX-License-Identifier: Apache-2.0
// label/picture_parts.hpp — what a JPEG or PNG file holds beside its pixels, taken out before the pixels are written
// anew and put back afterwards.
//
// Use this when   a picture is labelled: nothing it said of itself may be lost without a word.
// Shapes          whole JPEG segments and PNG chunks, in their order, as they stood; the XMP packet apart, to be added
//                 to.
// Errors          invalid: the file's parts do not fit together. unsupported: what would be lost or become untrue,
//                 named. conflict: it is signed. exhausted: more than `part_count_max` parts.
// Threads         pure functions.
// Source          ITU T.81 B.1; XMP part 3, 1.1.3 and 1.1.5; PNG 1.2 §5; C2PA 2.2 A.3.1, A.3.3.
// Never           understands what it keeps: bytes go out as they came in.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "media/decode.hpp"

namespace redress::label {

inline constexpr std::size_t part_count_max = 4'096;

struct PictureParts {
  std::vector<Bytes> kept;
  std::string xmp;                    // empty: none
  std::vector<std::string> left_out;  // names of what is not kept, for a person
};

// JPEG and PNG alone.
[[nodiscard]] Result<PictureParts> parse_picture_parts(ByteView file, media::Format format);
// `encoded` is a file of the same format that our own encoder wrote.
[[nodiscard]] Result<Bytes> join_picture_parts(ByteView encoded, const PictureParts& parts, media::Format format);

}  // namespace redress::label
