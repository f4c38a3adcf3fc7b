// SPDX-License-Identifier: Apache-2.0
// provenance/jpeg_segments.hpp — the marker segments of a JPEG, and the JUMBF that an APP11 segment may carry.
//
// Errors          read_segment: corrupt where no marker stands or its segment is not all there.
// Threads         pure functions.
// Source          ITU-T T.81, B.1.1; ISO/IEC 19566-5, D.2; C2PA 2.2, 11.1.4.2.
#pragma once

#include "provenance/walk.hpp"

namespace redress::provenance {

struct JpegSegment {
  std::uint8_t marker = 0;
  Range lies_at;  // from the marker's FF
  Range payload;  // after the length; empty for a marker that stands alone
};

// Fill bytes (FF) before a marker belong to it.
[[nodiscard]] Result<JpegSegment> read_segment(Walk& walk, std::uint64_t at);

// 'JP', the number of the box instance and the sequence number; then the head of the superbox, in every segment.
constexpr std::size_t jumbf_piece_head_bytes = 8;

struct JumbfPiece {
  std::uint64_t instance = 0;
  std::uint64_t sequence = 0;
  std::size_t content_at = 0;  // after the repeated head of the superbox
  bool begins_store = false;   // a superbox described as `c2pa`
};

// Nothing for an APP11 segment that holds no JUMBF.
[[nodiscard]] std::optional<JumbfPiece> decode_jumbf_piece(ByteView payload);

}  // namespace redress::provenance
