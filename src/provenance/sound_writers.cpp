// SPDX-License-Identifier: Apache-2.0
// Sources: ID3v2.3.0, 3.3 and 4.16; ID3v2.4.0, 3 and 4 (GEOB); C2PA 2.2, A.3.7.
#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t tag_head_bytes = 10;
constexpr std::uint64_t tag_bytes_max = (1U << 28U) - 1;

struct Tag {
  std::uint64_t version = 4;
  std::uint64_t length = 0;  // without its head
  std::uint64_t frames_at = tag_head_bytes;
};

// Nothing where the file begins with sound. Seven bits of each byte count.
Result<std::optional<Tag>> read_tag(Walk& walk) {
  TRY_ASSIGN(const ByteView head, walk.read_up_to(0, tag_head_bytes));
  if (head.size() < tag_head_bytes || text_of(head.first(3)) != "ID3") return std::optional<Tag>();
  Tag tag{head[3], 0, tag_head_bytes};
  for (const std::uint8_t byte : head.subspan(6)) tag.length = tag.length << 7U | (byte & 0x7fU);
  // Unsynchronised, with an extended head, or with a footer: what counts bytes there is more than the length.
  if ((tag.version != 3 && tag.version != 4) || head[5] != 0) {
    return Error{Code::unsupported, "an ID3 tag in a form that is not written"};
  }
  return std::optional(tag);
}

void append_syncsafe(Bytes& to, std::uint64_t value) {
  for (int shift = 21; shift >= 0; shift -= 7) to.push_back(static_cast<std::uint8_t>(value >> shift & 0x7fU));
}

Bytes encode_frame(ByteView store, std::uint64_t version) {
  Bytes data;
  append(data, "\0application/c2pa\0c2pa\0c2pa manifest store\0"sv);
  append(data, store);
  Bytes frame;
  append(frame, "GEOB"sv);
  if (version == 4) {
    append_syncsafe(frame, data.size());
  } else {
    append_big(frame, data.size(), 4);
  }
  append_big(frame, 0, 2);
  append(frame, ByteView(data));
  return frame;
}

}  // namespace

// The first frame of the tag, or of a tag of our own in front of the sound.
Result<Splices> splice_id3(Walk& walk, const Asset& asset, ByteView store) {
  TRY_ASSIGN(const std::optional<Tag> there, read_tag(walk));
  const Tag tag = there.value_or(Tag());
  Bytes frame = encode_frame(store, tag.version);
  std::uint64_t length = tag.length + frame.size();
  for (const Range& range : asset.store_lies_at) length -= range.length;
  if (length > tag_bytes_max) return Error{Code::exhausted, "the ID3 tag would be longer than its head can say"};
  Bytes length_bytes;
  append_syncsafe(length_bytes, length);
  if (there) {
    Splices splices = replace_store(asset, tag.frames_at, std::move(frame));
    splices.push_back({6, 4, std::move(length_bytes)});
    return splices;
  }
  Bytes made;
  append(made, "ID3\x04\0\0"sv);
  append(made, ByteView(length_bytes));
  append(made, ByteView(frame));
  return Splices{{0, 0, std::move(made)}};
}

}  // namespace redress::provenance
