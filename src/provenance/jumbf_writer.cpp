// SPDX-License-Identifier: Apache-2.0
#include "provenance/jumbf_writer.hpp"

#include <array>

namespace redress::provenance {
namespace {

// What follows the four letters in the UUID of every type that C2PA or ISO names.
constexpr std::array<std::uint8_t, 12> type_tail = {0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                                    0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71};
constexpr std::uint8_t requestable_with_label = 0x03;

}  // namespace

void append_big(Bytes& to, std::uint64_t value, std::size_t bytes_count) {
  for (std::size_t i = bytes_count; i > 0; --i) to.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
}

void append_little(Bytes& to, std::uint64_t value, std::size_t bytes_count) {
  for (std::size_t i = 0; i < bytes_count; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }
void append(Bytes& to, std::string_view more) { append(to, view_bytes(more)); }

Bytes encode_box(std::string_view type, ByteView content) {
  constexpr std::size_t head_bytes = 8;
  CHECK(type.size() == 4);
  CHECK(content.size() <= UINT32_MAX - head_bytes);
  Bytes box;
  box.reserve(head_bytes + content.size());
  append_big(box, head_bytes + content.size(), 4);
  append(box, type);
  append(box, content);
  return box;
}

Bytes encode_superbox(std::string_view kind, std::string_view label, ByteView children) {
  CHECK(kind.size() == 4);
  Bytes description;
  append(description, kind);
  append(description, ByteView(type_tail));
  description.push_back(requestable_with_label);
  append(description, label);
  description.push_back(0);
  Bytes content = encode_box("jumd", description);
  append(content, children);
  return encode_box("jumb", content);
}

}  // namespace redress::provenance
