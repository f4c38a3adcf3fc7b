// SPDX-License-Identifier: Apache-2.0
// provenance/test_boxes.hpp — JUMBF boxes as tests put them together. For tests only.
//
// Errors          none.
// Threads         pure functions.
// Source          ISO/IEC 19566-5.
#pragma once

#include <string_view>

#include "base/bytes.hpp"

namespace redress::provenance::test {

inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

inline Bytes box(std::string_view type, ByteView content) {
  const std::size_t size = content.size() + 8;
  Bytes made = {static_cast<std::uint8_t>(size >> 24U), static_cast<std::uint8_t>(size >> 16U),
                static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
  append(made, view_bytes(type));
  append(made, content);
  return made;
}

inline Bytes box(std::string_view type, std::initializer_list<std::uint8_t> content) {
  return box(type, Bytes(content));
}

// `kind` is "c2pa", "c2ma", …, or the four letters of an ISO content type: "cbor", "json".
inline Bytes superbox(std::string_view kind, std::string_view label, ByteView children, ByteView salt = {}) {
  Bytes description;
  append(description, view_bytes(kind));
  append(description, parse_hex("00110010800000aa00389b71").value());
  description.push_back(salt.empty() ? 0x03 : 0x13);
  append(description, view_bytes(label));
  description.push_back(0);
  if (!salt.empty()) append(description, box("c2sh", salt));
  Bytes content = box("jumd", description);
  append(content, children);
  return box("jumb", content);
}

}  // namespace redress::provenance::test
