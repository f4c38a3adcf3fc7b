// SPDX-License-Identifier: Apache-2.0
#include "provenance/bmff_boxes.hpp"

namespace redress::provenance {

using namespace std::string_view_literals;

const std::string_view c2pa_box_uuid = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"sv;

Result<BmffBox> read_bmff_box(Walk& walk, std::uint64_t at, std::uint64_t end) {
  constexpr std::size_t uuid_bytes = 16;
  TRY(walk.count_part());
  TRY_ASSIGN(const ByteView head, walk.read(at, 8));
  BmffBox box{FourLetters(head.subspan(4)), {}, {at, decode_big(head.first(4))}, {}};
  std::uint64_t head_bytes = 8;
  if (box.lies_at.length == 1) {
    TRY_ASSIGN(box.lies_at.length, walk.read_big(at + 8, 8));
    head_bytes = 16;
  } else if (box.lies_at.length == 0) {
    box.lies_at.length = end - at;
  }
  if (box.type == "uuid") head_bytes += uuid_bytes;
  if (box.lies_at.length > end - at) return broken("a box that is not all there", at);
  if (box.lies_at.length < head_bytes) return broken("a box shorter than its head", at);
  if (box.type == "uuid") {
    TRY_ASSIGN(const ByteView uuid, walk.read(at + head_bytes - uuid_bytes, uuid_bytes));
    box.uuid = Letters<uuid_bytes>(uuid);
  }
  box.content = {at + head_bytes, box.lies_at.length - head_bytes};
  return box;
}

Status for_each_bmff_box(Walk& walk, Range inside, const std::function<Status(const BmffBox&)>& visit) {
  const std::uint64_t end = inside.offset + inside.length;
  for (std::uint64_t at = inside.offset; at + 8 <= end;) {
    TRY_ASSIGN(const BmffBox box, read_bmff_box(walk, at, end));
    TRY(visit(box));
    at += box.lies_at.length;
  }
  return Done{};
}

Result<Range> find_children(Walk& walk, const BmffBox& box) {
  if (box.type != "meta" || box.content.length < 8) return box.content;
  TRY_ASSIGN(const ByteView start, walk.read(box.content.offset, 8));
  const bool is_full = text_of(start.subspan(4)) != "hdlr";
  return is_full ? Range{box.content.offset + 4, box.content.length - 4} : box.content;
}

}  // namespace redress::provenance
