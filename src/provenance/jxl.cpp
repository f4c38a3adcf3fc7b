// SPDX-License-Identifier: Apache-2.0
// Sources: ISO/IEC 18181-2 (boxes); C2PA 2.2, A.3.8 (the store is a `jumb` box of its own).
#include "provenance/bmff_boxes.hpp"
#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

Status read_box(Walk& walk, const BmffBox& box) {
  constexpr std::uint64_t offset_bytes = 4;
  constexpr std::size_t description_bytes = 24;
  if (box.type == "jumb") {
    TRY_ASSIGN(const ByteView start, walk.read_up_to(box.content.offset, description_bytes));
    if (describes_store(start)) return walk.take_store(box.lies_at, {box.lies_at});
  }
  if (box.type == "xml ") return walk.take_xmp(box.content, box.lies_at);
  if (box.type == "Exif" && box.content.length > offset_bytes) {
    const Range tiff{box.content.offset + offset_bytes, box.content.length - offset_bytes};
    walk.note(MetadataKind::exif, "", tiff, box.lies_at);
  }
  return Done{};
}

}  // namespace

Status read_jxl(Walk& walk) {
  return for_each_bmff_box(walk, {0, walk.size()}, [&](const BmffBox& box) { return read_box(walk, box); });
}

}  // namespace redress::provenance
