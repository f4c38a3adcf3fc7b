// SPDX-License-Identifier: Apache-2.0
// provenance/jumbf.hpp — the boxes of a manifest store: superboxes with a description, and what they hold.
//
// Shapes          a tree of spans into the store. `hashed` of a superbox is what a hashed URI digests: all of it but
//                 its own head, the salt included.
// Errors          parse_jumbf: corrupt, with the offset, where lengths do not fit or a description is none; exhausted
//                 over the bounds.
// Threads         pure functions.
// Lifetime        spans point into the bytes that were parsed.
// Source          ISO/IEC 19566-5 (boxes, description, private boxes); C2PA 2.2, 8.4.2.3 (hashing), 11.1 (types, salt).
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace redress::provenance {

constexpr std::uint32_t box_type(std::string_view four) {
  std::uint32_t type = 0;
  for (const char c : four) type = type << 8U | static_cast<std::uint8_t>(c);
  return type;
}

struct JumbfBox {
  std::uint32_t type = 0;
  ByteView content;  // without the head; of a superbox the same as `hashed`
  ByteView encoded;  // with it
  // Of a superbox only.
  std::array<std::uint8_t, 16> uuid{};
  std::string_view label;
  ByteView salt;
  std::vector<JumbfBox> children;  // without the description

  [[nodiscard]] bool is_superbox() const { return type == box_type("jumb"); }
  [[nodiscard]] ByteView hashed() const { return content; }
  // "c2pa", "c2ma": the first four bytes of a type UUID of C2PA; empty for any other.
  [[nodiscard]] std::string_view kind() const;
  [[nodiscard]] const JumbfBox* find(std::string_view child_label) const;
  [[nodiscard]] const JumbfBox* find_content(std::uint32_t child_type) const;
};

struct JumbfLimits {
  std::size_t depth_max = 32;
  std::size_t boxes_max = 1U << 14U;
};

// The first superbox of `bytes`; what follows it is padding.
[[nodiscard]] Result<JumbfBox> parse_jumbf(ByteView bytes, const JumbfLimits& limits = {});

}  // namespace redress::provenance
