// SPDX-License-Identifier: Apache-2.0
// media/header.hpp — what a picture file says of itself before a pixel is decoded: its kind, its size, its orientation.
//
// Use this when   deciding whether a decoder may see the bytes at all. Runs in the sandbox: its input is hostile.
// Units           pixels.
// Errors          a Refusal other than `none`; explain() turns it into the Error a person reads.
// Threads         pure functions.
// Source          ITU T.81 (JPEG markers); PNG 1.2 §5, §11; GIF89a; WebP container (RFC 9649); ISO/IEC 14496-12 and
//                 23008-12 (ftyp, ispe); EXIF 2.3 §4.6.4 (orientation, tag 0x0112).
// Never           trusts a file name or a declared content type.
#pragma once

#include "media/decode.hpp"

namespace redress::media {

// Crosses from the worker as one byte: the text a person reads is always ours, never a decoder's.
enum class Refusal : std::uint8_t {
  none,
  empty,
  unknown_kind,
  video,
  damaged,
  no_pixels,
  too_many_pixels,
  side_too_long,
  too_many_frames,
  bomb,
  polyglot,
  file_too_large,
  memory,
  time,
  forbidden,
  crashed,
  no_heic,
  no_video,
  no_sound,
  count
};
[[nodiscard]] Error explain(Refusal refusal);
[[nodiscard]] Error explain_recording(Refusal refusal);

// Films and sound recordings, by the magic of their first bytes; 64 of them are enough. Not proof that it is one.
inline constexpr std::size_t recording_head_bytes = 64;
[[nodiscard]] bool is_recording(ByteView head);

struct Header {
  Format format = Format::jpeg;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t frame_count = 1;
  int orientation = 1;
  std::size_t image_end = 0;  // first byte after the picture, or the file's size where only the decoder can tell
};

[[nodiscard]] Refusal parse_header(ByteView file, Header& header);
// S3: the bounds of media/decode.hpp.
[[nodiscard]] Refusal verify_size(std::uint64_t width, std::uint64_t height, std::uint64_t file_bytes);
// S2: a second file of another kind hidden behind the picture (ZIP, PDF, HTML, program). Other trailing bytes are let
// pass: telephones append films and depth maps.
[[nodiscard]] Refusal verify_tail(ByteView file, std::size_t image_end);
// A TIFF block as EXIF carries it; 1 when it says nothing sensible.
[[nodiscard]] int parse_orientation(ByteView tiff);

}  // namespace redress::media
