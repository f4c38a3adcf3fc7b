// SPDX-License-Identifier: Apache-2.0
// label/part_taker.hpp — what the readers of every picture format do with a part that they came to, and the formats
// that have a file of their own.
//
// Use this when   inside this room, behind picture_parts.hpp.
// Errors          those of picture_parts.hpp.
// Threads         pure functions.
// Source          RFC 9649 (WebP); ISO/IEC 23008-12 and AV1 Image File Format 1.1 (AVIF, HEIC).
#pragma once

#include "label/picture_parts.hpp"

namespace redress::label {

[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] Status keep(PictureParts& parts, ByteView part);
[[nodiscard]] Status take_xmp(PictureParts& parts, std::string_view packet);
void leave_out(PictureParts& parts, std::string_view name);
// Four letters of a file as a person may see them: what is no letter or digit becomes a question mark.
[[nodiscard]] std::string name_part(std::string_view letters);

[[nodiscard]] Error signed_already();
[[nodiscard]] Error has_alpha();

[[nodiscard]] Result<PictureParts> parse_webp_parts(ByteView file);
[[nodiscard]] Result<Bytes> join_webp_parts(ByteView encoded, const PictureParts& parts);
// AVIF and HEIC.
[[nodiscard]] Result<PictureParts> parse_heif_parts(ByteView file, media::Format format);
[[nodiscard]] Result<Bytes> join_heic_parts(ByteView encoded, const PictureParts& parts);

}  // namespace redress::label
