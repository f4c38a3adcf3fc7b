// SPDX-License-Identifier: Apache-2.0
#include "provenance/jpeg_segments.hpp"

namespace redress::provenance {
namespace {

bool stands_alone(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9); }

}  // namespace

Result<JpegSegment> read_segment(Walk& walk, std::uint64_t at) {
  TRY(walk.count_part());
  const std::uint64_t begin = at;
  TRY_ASSIGN(std::uint64_t marker, walk.read_big(at, 1));
  if (marker != 0xff) return broken("no JPEG marker", at);
  while (marker == 0xff) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::uint64_t next, walk.read_big(++at, 1));
    marker = next;
  }
  if (marker == 0) return broken("no JPEG marker", at);
  JpegSegment segment{static_cast<std::uint8_t>(marker), {begin, at + 1 - begin}, {at + 1, 0}};
  if (stands_alone(segment.marker)) return segment;
  TRY_ASSIGN(const std::uint64_t length, walk.read_big(at + 1, 2));
  if (length < 2) return broken("a JPEG segment shorter than its head", at);
  if (length > walk.size() - (at + 1)) return broken("a JPEG segment that is not all there", at);
  segment.lies_at.length += length;
  segment.payload = {at + 3, length - 2};
  return segment;
}

std::optional<JumbfPiece> decode_jumbf_piece(ByteView payload) {
  constexpr std::size_t box_head_bytes = 8;
  constexpr std::size_t long_head_bytes = 16;  // a length of 1 announces 8 more bytes of length
  if (payload.size() < jumbf_piece_head_bytes + box_head_bytes || text_of(payload.first(2)) != "JP")
    return std::nullopt;
  JumbfPiece piece{decode_big(payload.subspan(2, 2)), decode_big(payload.subspan(4, 4))};
  const ByteView box = payload.subspan(jumbf_piece_head_bytes);
  const std::size_t head_bytes = decode_big(box.first(4)) == 1 ? long_head_bytes : box_head_bytes;
  if (text_of(box.subspan(4, 4)) != "jumb" || box.size() < head_bytes) return std::nullopt;
  piece.content_at = jumbf_piece_head_bytes + head_bytes;
  piece.begins_store = describes_store(box.subspan(head_bytes));
  return piece;
}

}  // namespace redress::provenance
