// SPDX-License-Identifier: Apache-2.0
// Sources: ITU-T T.81, B.1.1; ISO/IEC 19566-5, D.2 (JUMBF in APP11); PNG (W3C), 5; GIF89a; ISO/IEC 18181-2; C2PA 2.2,
// A.3.1, A.3.2, A.3.5, A.3.8.
#include <zlib.h>

#include <algorithm>
#include <set>

#include "provenance/bmff_boxes.hpp"
#include "provenance/gif_blocks.hpp"
#include "provenance/jpeg_segments.hpp"
#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t box_head_bytes = 8;

struct JpegHead {
  std::uint64_t place = 2;            // after SOI, and JFIF's APP0, which wants to be first
  std::set<std::uint64_t> instances;  // numbers of other boxes in APP11
};

bool is_of_store(const Asset& asset, const Range& lies_at) {
  return std::ranges::find(asset.store_lies_at, lies_at) != asset.store_lies_at.end();
}

Result<JpegHead> read_head(Walk& walk, const Asset& asset) {
  JpegHead head;
  for (std::uint64_t at = 2;;) {
    TRY_ASSIGN(const JpegSegment segment, read_segment(walk, at));
    if (segment.marker == 0xda || segment.marker == 0xd9) return head;
    if (segment.marker == 0xe0 && at == 2) head.place = segment.lies_at.offset + segment.lies_at.length;
    if (segment.marker == 0xeb && !is_of_store(asset, segment.lies_at)) {
      TRY_ASSIGN(const ByteView payload, walk.read(segment.payload));
      if (const auto piece = decode_jumbf_piece(payload)) head.instances.insert(piece->instance);
    }
    at = segment.lies_at.offset + segment.lies_at.length;
  }
}

// The head of the superbox stands in every segment.
Bytes encode_segments(ByteView store, std::uint64_t instance) {
  constexpr std::size_t piece_bytes_max = 64'000;
  constexpr std::size_t fixed_bytes = 2 + 2 + 2 + 4 + box_head_bytes;  // length, JP, instance, sequence, head
  Bytes segments;
  std::uint64_t sequence = 0;
  for (std::size_t at = box_head_bytes; at < store.size(); at += piece_bytes_max) {
    const ByteView piece = store.subspan(at, std::min(piece_bytes_max, store.size() - at));
    append(segments, "\xff\xeb"sv);
    append_big(segments, fixed_bytes + piece.size(), 2);
    append(segments, "JP"sv);
    append_big(segments, instance, 2);
    append_big(segments, ++sequence, 4);
    append(segments, store.first(box_head_bytes));
    append(segments, piece);
  }
  return segments;
}

Bytes encode_png_chunk(std::string_view type, ByteView data) {
  Bytes chunk;
  append_big(chunk, data.size(), 4);
  append(chunk, type);
  append(chunk, data);
  append_big(chunk, crc32_z(0, chunk.data() + 4, chunk.size() - 4), 4);
  return chunk;
}

Bytes encode_gif_blocks(ByteView data) {
  constexpr std::size_t block_bytes_max = 255;
  Bytes blocks;
  for (std::size_t at = 0; at < data.size(); at += block_bytes_max) {
    const ByteView block = data.subspan(at, std::min(block_bytes_max, data.size() - at));
    blocks.push_back(static_cast<std::uint8_t>(block.size()));
    append(blocks, block);
  }
  blocks.push_back(0);
  return blocks;
}

}  // namespace

Result<Splices> splice_jpeg(Walk& walk, const Asset& asset, ByteView store) {
  TRY_ASSIGN(const JpegHead head, read_head(walk, asset));
  std::uint64_t instance = 1;
  while (head.instances.contains(instance)) ++instance;
  if (instance > UINT16_MAX) return Error{Code::exhausted, "the JPEG has no number left for another box"};
  return replace_store(asset, head.place, encode_segments(store, instance));
}

// Right behind IHDR, so that it stands before the pixels wherever the old one stood.
Result<Splices> splice_png(Walk& walk, const Asset& asset, ByteView store) {
  constexpr std::uint64_t place = 8 + 25;
  TRY_ASSIGN(const ByteView head, walk.read(8, 8));
  if (text_of(head) != "\0\0\0\x0dIHDR"sv) return broken("no IHDR where a PNG begins", 8);
  Splices splices{{place, 0, store.empty() ? Bytes() : encode_png_chunk("caBX", store)}};
  for (const Range& range : asset.store_lies_at) splices.push_back({range.offset, range.length, {}});
  return splices;
}

// Behind the screen's description. An application extension is of the later version.
Result<Splices> splice_gif(Walk& walk, const Asset& asset, ByteView store) {
  std::uint64_t place = 0;
  TRY(for_each_gif_block(walk, [&](const GifBlock& block) -> Result<bool> {
    const bool is_head = block.name.starts_with("GIF8") || block.name == "LSD";
    if (is_head) place = block.lies_at.offset + block.lies_at.length;
    return is_head;
  }));
  Bytes extension;
  if (!store.empty()) {
    append(extension, "\x21\xff\x0b\x43\x32PA_GIF\x01\x00\x00"sv);
    append(extension, ByteView(encode_gif_blocks(store)));
  }
  Splices splices = replace_store(asset, place, std::move(extension));
  TRY_ASSIGN(const ByteView version, walk.read(0, 6));
  if (text_of(version) == "GIF87a") splices.push_back({4, 1, {'9'}});
  return splices;
}

// A box of its own, behind `ftyp` and the level, which must follow it.
Result<Splices> splice_jxl(Walk& walk, const Asset& asset, ByteView store) {
  std::uint64_t place = 0;
  TRY(for_each_bmff_box(walk, {0, walk.size()}, [&](const BmffBox& box) -> Status {
    if (box.type == "JXL " || box.type == "ftyp" || box.type == "jxll") place = box.lies_at.offset + box.lies_at.length;
    return Done{};
  }));
  return replace_store(asset, place, Bytes(store.begin(), store.end()));
}

}  // namespace redress::provenance
