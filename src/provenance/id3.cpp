// SPDX-License-Identifier: Apache-2.0
// Sources: ID3v2.3.0 and ID3v2.4.0; RFC 9639, 8 (FLAC metadata blocks); C2PA 2.2, A.3.7 (GEOB); Adobe, XMP part 3, 2.4.
#include <algorithm>

#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t tag_head_bytes = 10;
constexpr std::uint64_t frame_head_bytes = 10;

// Seven bits of each byte.
std::uint64_t decode_syncsafe(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 7U | (byte & 0x7fU);
  return value;
}

struct Frame {
  FourLetters id;
  Range data;
  Range lies_at;
};

// Where a text that begins at `at` ends, by its encoding: 1 and 2 are UTF-16. The whole where nothing ends it.
std::size_t find_text_end(std::string_view text, std::size_t at, char encoding) {
  const bool wide = encoding == 1 || encoding == 2;
  for (; at + (wide ? 1 : 0) < text.size(); at += wide ? 2 : 1) {
    if (text[at] == 0 && (!wide || text[at + 1] == 0)) return at + (wide ? 2 : 1);
  }
  return text.size();
}

// Encoding, type, file name, description, and then the thing itself.
Status read_object(Walk& walk, const Frame& frame) {
  constexpr std::size_t head_bytes_max = 1024;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(frame.data.length, head_bytes_max));
  TRY_ASSIGN(const ByteView head, walk.read(frame.data.offset, length));
  const std::string_view text = text_of(head);
  if (text.empty()) return Done{};
  const std::size_t mime_end = find_text_end(text, 1, 0);
  const std::string_view mime = text.substr(1, mime_end - 1);
  if (mime != "application/c2pa\0"sv && mime != "application/x-c2pa-manifest-store\0"sv) return Done{};
  const std::size_t name_end = find_text_end(text, mime_end, text[0]);
  const std::size_t description_end = find_text_end(text, name_end, text[0]);
  const Range store{frame.data.offset + description_end, frame.data.length - description_end};
  return walk.take_store(store, {frame.lies_at});
}

// Encoding, description (in a comment after its language), value.
Status read_text(Walk& walk, const Frame& frame) {
  constexpr std::size_t head_bytes_max = 512;
  const bool is_comment = frame.id == "COMM";
  const std::size_t description_at = is_comment ? 4 : 1;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(frame.data.length, head_bytes_max));
  TRY_ASSIGN(const ByteView head, walk.read(frame.data.offset, length));
  const std::string_view text = text_of(head);
  if (text.size() <= description_at) return Done{};
  const bool has_description = is_comment || frame.id == "TXXX";
  const std::size_t value_at = has_description ? find_text_end(text, description_at, text[0]) : 1;
  std::string name(text.substr(description_at, has_description ? value_at - description_at : 0));
  std::erase_if(name, [](char c) { return c < ' '; });  // what is left of UTF-16 and its mark
  if (name.empty()) name = frame.id.view();
  const bool wide = text[0] == 1 || text[0] == 2;
  walk.note(wide ? MetadataKind::utf16_text : MetadataKind::text, name,
            {frame.data.offset + value_at, frame.data.length - value_at}, frame.lies_at);
  return Done{};
}

Status read_frame(Walk& walk, const Frame& frame) {
  if (frame.id == "GEOB") return read_object(walk, frame);
  if (frame.id == "PRIV" && frame.data.length > 4) {
    TRY_ASSIGN(const ByteView owner, walk.read(frame.data.offset, 4));
    if (text_of(owner) == "XMP\0"sv)
      return walk.take_xmp({frame.data.offset + 4, frame.data.length - 4}, frame.lies_at);
  }
  if (frame.id.view()[0] == 'T' || frame.id == "COMM") return read_text(walk, frame);
  return Done{};
}

// Bits of a frame's second flag byte after which its data is not as it stands: compressed, encrypted, grouped,
// unsynchronised.
bool is_transformed(std::uint64_t version, std::uint64_t flags) {
  return (flags & (version == 4 ? 0x4fU : 0xe0U)) != 0;
}

Status read_frames(Walk& walk, std::uint64_t version, std::uint64_t at, std::uint64_t end) {
  while (at + frame_head_bytes <= end) {
    TRY(walk.count_part());
    TRY_ASSIGN(const ByteView head, walk.read(at, frame_head_bytes));
    if (head[0] == 0) return Done{};  // the padding
    const std::uint64_t length = version == 4 ? decode_syncsafe(head.subspan(4, 4)) : decode_big(head.subspan(4, 4));
    const bool transformed = is_transformed(version, head[9]);
    const Frame frame{FourLetters(head.first(4)), {at + frame_head_bytes, length}, {at, frame_head_bytes + length}};
    if (length > end - at - frame_head_bytes) return broken("an ID3 frame that is not all there", at);
    if (transformed) {
      walk.remark("an ID3 frame in a form that is not read", at);
    } else {
      TRY(read_frame(walk, frame));
    }
    at += frame.lies_at.length;
  }
  return Done{};
}

// Version, flags, length; an extended head that says its own length. Gives where the tag ends.
Result<std::uint64_t> read_tag(Walk& walk) {
  TRY_ASSIGN(const ByteView head, walk.read(0, tag_head_bytes));
  const std::uint64_t version = head[3];
  const std::uint64_t flags = head[5];
  const std::uint64_t end = tag_head_bytes + decode_syncsafe(head.subspan(6, 4));
  if (end > walk.size()) return broken("an ID3 tag that is not all there", 0);
  if ((version != 3 && version != 4) || (flags & 0x80U) != 0) {
    walk.remark("an ID3 tag in a form that is not read", 0);
    return end;
  }
  std::uint64_t at = tag_head_bytes;
  if ((flags & 0x40U) != 0) {
    TRY_ASSIGN(const ByteView length, walk.read(at, 4));
    at += version == 4 ? decode_syncsafe(length) : decode_big(length) + 4;
  }
  TRY(read_frames(walk, version, std::min(at, end), end));
  return end;
}

// The maker's name, then so many comments "KEY=value", each with its length before it.
Status read_vorbis_comments(Walk& walk, Range block) {
  const std::uint64_t end = block.offset + block.length;
  TRY_ASSIGN(const std::uint64_t vendor_bytes, walk.read_little(block.offset, 4));
  std::uint64_t at = block.offset + 4 + vendor_bytes;
  TRY_ASSIGN(const std::uint64_t count, walk.read_little(at, 4));
  at += 4;
  for (std::uint64_t i = 0; i < count && at + 4 <= end; ++i) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::uint64_t length, walk.read_little(at, 4));
    const Range comment{at + 4, length};
    if (length > end - comment.offset) return broken("a comment that is not all there", at);
    constexpr std::size_t key_bytes_max = 64;
    TRY_ASSIGN(const ByteView start, walk.read_up_to(comment.offset, key_bytes_max));
    const std::string_view text = text_of(start).substr(0, static_cast<std::size_t>(length));
    const std::size_t key_end = text.find('=');
    if (key_end != text.npos) {
      walk.note(MetadataKind::text, std::string(text.substr(0, key_end)),
                {comment.offset + key_end + 1, length - key_end - 1}, {at, length + 4});
    }
    at = comment.offset + length;
  }
  return Done{};
}

Status read_flac_blocks(Walk& walk, std::uint64_t at) {
  constexpr std::uint64_t type_comment = 4;
  walk.asset.container = Container::flac;
  walk.asset.mime = "audio/flac";
  for (bool last = false; !last;) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::uint64_t head, walk.read_big(at, 4));
    last = (head >> 31U) != 0;
    const Range block{at + 4, head & 0xffffffU};
    if (block.length > walk.size() - block.offset) return broken("a FLAC block that is not all there", at);
    if ((head >> 24U & 0x7fU) == type_comment) TRY(read_vorbis_comments(walk, block));
    at = block.offset + block.length;
  }
  return Done{};
}

}  // namespace

Status read_flac(Walk& walk) { return read_flac_blocks(walk, 4); }

Status read_id3(Walk& walk) {
  TRY_ASSIGN(const std::uint64_t end, read_tag(walk));
  TRY_ASSIGN(const ByteView next, walk.read_up_to(end, 4));
  if (text_of(next) == "fLaC") return read_flac_blocks(walk, end + 4);
  return Done{};
}

}  // namespace redress::provenance
