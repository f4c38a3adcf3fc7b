// SPDX-License-Identifier: Apache-2.0
#include "provenance/named_boxes.hpp"

#include <algorithm>
#include <cstring>

#include "provenance/gif_blocks.hpp"
#include "provenance/jpeg_segments.hpp"
#include "provenance/riff_chunks.hpp"

namespace redress::provenance {
namespace {

std::uint64_t end_of(const Range& range) { return range.offset + range.length; }

bool is_restart(std::uint8_t marker) { return marker >= 0xd0 && marker <= 0xd7; }

std::string name_marker(std::uint8_t marker) {
  if (marker >= 0xe0 && marker <= 0xef) return "APP" + std::to_string(marker - 0xe0);
  if (is_restart(marker)) return "RST" + std::to_string(marker - 0xd0);
  if (marker >= 0xf0 && marker <= 0xfd) return "JPG" + std::to_string(marker - 0xf0);
  switch (marker) {
    case 0x01:
      return "TEM";
    case 0xc4:
      return "DHT";
    case 0xc8:
      return "JPG";
    case 0xcc:
      return "DAC";
    case 0xd8:
      return "SOI";
    case 0xd9:
      return "EOI";
    case 0xda:
      return "SOS";
    case 0xdb:
      return "DQT";
    case 0xdc:
      return "DNL";
    case 0xdd:
      return "DRI";
    case 0xde:
      return "DHP";
    case 0xdf:
      return "EXP";
    case 0xfe:
      return "COM";
    default:
      break;
  }
  return marker >= 0xc0 && marker <= 0xcf ? "SOF" + std::to_string(marker - 0xc0) : "RES";
}

// Hands boxes on, the pieces of the store as one. Bytes between two boxes get a name that no claim lists.
class Row {
 public:
  Row(const Asset& asset, const BoxVisit& visit) : asset_(asset), visit_(visit) {}

  Result<bool> add(std::string_view name, const Range& range) {
    if (is_store(range)) {
      if (store_.length == 0) store_.offset = range.offset;
      store_.length += range.length;
      return true;
    }
    TRY_ASSIGN(bool goes_on, finish());
    if (goes_on && range.offset > at_) {
      TRY_ASSIGN(goes_on, visit_("between boxes", {at_, range.offset - at_}));
    }
    at_ = end_of(range);
    if (!goes_on) return false;
    return visit_(name, range);
  }

  Result<bool> finish() {
    if (store_.length == 0) return true;
    const Range store = store_;
    store_ = {};
    if (store.offset > at_) {
      TRY_ASSIGN(const bool goes_on, visit_("between boxes", {at_, store.offset - at_}));
      if (!goes_on) return false;
    }
    at_ = end_of(store);
    return visit_("C2PA", store);
  }

  // What lies behind the last box.
  Status end(std::uint64_t file_bytes) {
    TRY_ASSIGN(const bool goes_on, finish());
    if (!goes_on || at_ >= file_bytes) return Done{};
    TRY(visit_("c2pa.after", {at_, file_bytes - at_}));
    return Done{};
  }

 private:
  [[nodiscard]] bool is_store(const Range& range) const {
    return std::find(asset_.store_lies_at.begin(), asset_.store_lies_at.end(), range) != asset_.store_lies_at.end();
  }

  const Asset& asset_;
  const BoxVisit& visit_;
  Range store_;
  std::uint64_t at_ = 0;
};

// Where the entropy-coded data that begins at `at` ends: at the next FF that neither a zero nor another FF follows.
Result<std::uint64_t> find_scan_end(Walk& walk, std::uint64_t at) {
  std::size_t block_bytes = Walk::block_bytes_min;
  while (at < walk.size()) {
    TRY_ASSIGN(const ByteView block, walk.read_up_to(at, block_bytes));
    for (std::size_t i = 0; i < block.size(); ++i) {
      const void* found = std::memchr(block.data() + i, 0xff, block.size() - i);
      if (found == nullptr) break;
      i = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - block.data());
      if (i + 1 < block.size() && block[i + 1] != 0 && block[i + 1] != 0xff) return at + i;
      if (i + 1 == block.size() && block.size() > 1) at -= 1;  // its second byte is the next block's first
    }
    at += block.size();
    if (block.size() == 1) break;
    block_bytes = Walk::next_block(block_bytes);
  }
  return broken("a JPEG scan without an end", walk.size());
}

Status name_jpeg(Walk& walk, const BoxNaming& naming, Row& row) {
  std::uint64_t at = 0;
  while (at < walk.size()) {
    TRY_ASSIGN(JpegSegment segment, read_segment(walk, at));
    const bool has_scan = segment.marker == 0xda || is_restart(segment.marker);
    if (has_scan) {
      TRY_ASSIGN(const std::uint64_t end, find_scan_end(walk, end_of(segment.lies_at)));
      segment.lies_at.length = end - segment.lies_at.offset;
    }
    at = end_of(segment.lies_at);
    TRY_ASSIGN(const bool goes_on, row.add(name_marker(segment.marker), segment.lies_at));
    if (!goes_on) return Done{};
    if (segment.marker != 0xd9) continue;
    TRY_ASSIGN(const ByteView next, walk.read_up_to(at, 2));
    const bool another = next.size() == 2 && next[0] == 0xff && next[1] == 0xd8;
    if (!another || naming.rest_is_one) break;
  }
  return row.end(walk.size());
}

Status name_png(Walk& walk, Row& row) {
  constexpr std::uint64_t signature_bytes = 8;
  constexpr std::uint64_t extra_bytes = 12;
  TRY_ASSIGN(bool goes_on, row.add("PNGh", {0, signature_bytes}));
  std::uint64_t at = signature_bytes;
  while (goes_on && at < walk.size()) {
    TRY(walk.count_part());
    TRY_ASSIGN(const ByteView head, walk.read(at, 8));
    const FourLetters type(head.subspan(4));
    const Range chunk{at, decode_big(head.first(4)) + extra_bytes};
    if (chunk.length > walk.size() - at) return broken("a PNG chunk that is not all there", at);
    at = end_of(chunk);
    TRY_ASSIGN(goes_on, row.add(type.view(), chunk));
    if (type == "IEND") break;
  }
  return row.end(walk.size());
}

// A list is named by its type, everything else by itself; a root by its form.
Status name_riff(Walk& walk, Row& row) {
  const auto add = [&](const Range& range, std::uint64_t name_at) -> Status {
    TRY_ASSIGN(const ByteView bytes, walk.read(name_at, 4));
    const FourLetters name(bytes);
    TRY_ASSIGN(const bool goes_on, row.add(name.view(), range));
    if (!goes_on) return Error{Code::conflict, "enough"};
    return Done{};
  };
  const Status status = for_each_riff_chunk(
      walk,
      [&](const RiffChunk& chunk) {
        return add(chunk.lies_at, chunk.lies_at.offset + (chunk.id == "LIST" && chunk.data.length >= 4 ? 8 : 0));
      },
      [&](Range root) { return add(root, root.offset + 8); });
  if (!status.ok() && status.error().code == Code::conflict) return Done{};
  TRY(status);
  return row.end(walk.size());
}

Status name_gif(Walk& walk, Row& row) {
  TRY(for_each_gif_block(walk, [&](const GifBlock& block) { return row.add(block.name, block.lies_at); }));
  return row.end(walk.size());
}

}  // namespace

Result<Range> find_whole_scan(Walk& walk, const Range& scan) {
  std::uint64_t at = end_of(scan);
  while (true) {
    TRY_ASSIGN(const JpegSegment segment, read_segment(walk, at));
    if (!is_restart(segment.marker)) return Range{scan.offset, at - scan.offset};
    TRY_ASSIGN(at, find_scan_end(walk, end_of(segment.lies_at)));
  }
}

Status for_each_named_box(Walk& walk, const Asset& asset, const BoxNaming& naming, const BoxVisit& visit) {
  Row row(asset, visit);
  if (asset.container == Container::jpeg) return name_jpeg(walk, naming, row);
  if (asset.container == Container::png) return name_png(walk, row);
  if (asset.container == Container::riff) return name_riff(walk, row);
  if (asset.container == Container::gif) return name_gif(walk, row);
  return Error{Code::unsupported, "a box hash over this kind of file is not checked"};
}

}  // namespace redress::provenance
