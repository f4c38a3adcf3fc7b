// SPDX-License-Identifier: Apache-2.0
// Sources: ISO/IEC 14496-12, 4.2; C2PA 2.2, A.5 (ContentProvenanceBox, before `moov` and `mdat`).
#include <algorithm>

#include "provenance/bmff_boxes.hpp"
#include "provenance/bmff_offsets.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

Bytes encode_store_box(ByteView store) {
  Bytes content;
  append(content, c2pa_box_uuid);
  append_big(content, 0, 4);  // version, flags
  append(content, "manifest\0"sv);
  append_big(content, 0, 8);  // no Merkle boxes
  append(content, store);
  return encode_box("uuid", content);
}

}  // namespace

// Behind `ftyp`. An empty table of cuts moves nothing, so that a file without offsets costs nothing.
Result<Splices> splice_bmff(Walk& walk, const Asset& asset, ByteView store) {
  if (!asset.merkle_boxes.empty()) {
    return Error{Code::unsupported, "a film whose fragments carry proofs of their own is not written"};
  }
  TRY_ASSIGN(const BmffBox first, read_bmff_box(walk, 0, walk.size()));
  if (first.type != "ftyp") return Error{Code::unsupported, "a film that does not say its brand first is not written"};
  Splices splices{{first.lies_at.length, 0, store.empty() ? Bytes() : encode_store_box(store)}};
  for (const Range& range : asset.store_lies_at) splices.push_back({range.offset, range.length, {}});
  std::ranges::stable_sort(splices, {}, &Splice::offset);
  TRY_ASSIGN(Splices tables, move_offsets(walk, Shift(splices)));
  splices.insert(splices.end(), std::make_move_iterator(tables.begin()), std::make_move_iterator(tables.end()));
  return splices;
}

}  // namespace redress::provenance
