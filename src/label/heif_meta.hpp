// SPDX-License-Identifier: Apache-2.0
// label/heif_meta.hpp — what the `meta` box of an AVIF or HEIC file says: its items, what they are, where they lie.
//
// Use this when   inside this room, behind picture_parts.hpp.
// Shapes          items by their numbers; properties in their order, counted from 1 by those who point at them.
// Errors          invalid: the boxes do not fit together, or an item lies nowhere. exhausted: too many boxes
//                 or links.
// Threads         pure functions.
// Lifetime        a property's content is a view of the file.
// Source          ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, 9.3 (properties).
// Never           takes more bytes for its items than twice the file has: extents may overlap.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "label/heif_boxes.hpp"

namespace redress::label {

inline constexpr std::size_t heif_link_count_max = 65'536;  // from items to properties and to each other, together

using HeifId = std::uint64_t;

struct HeifUse {
  std::size_t index = 0;  // of a property; 0: none
  bool is_essential = false;
};

struct HeifItem {
  std::string type;
  std::string mime;
  std::vector<HeifUse> uses;
  Bytes bytes;
  bool is_located = false;
};

struct HeifProperty {
  std::string name;
  ByteView content;
};

struct HeifReference {
  std::string kind;
  HeifId from = 0;
  std::vector<HeifId> to;
};

struct HeifMeta {
  HeifId primary = 0;
  std::map<HeifId, HeifItem> items;
  std::vector<HeifProperty> properties;
  std::vector<HeifReference> references;

  // The tiles that the primary item is put together from, each once, and last the primary item itself.
  [[nodiscard]] std::vector<HeifId> list_shown() const;
  // Of an item; nothing where it points past the list.
  [[nodiscard]] const HeifProperty* find_property(const HeifUse& use) const;
};

[[nodiscard]] inline bool is_pixels(std::string_view type) {
  return type == "av01" || type == "hvc1" || type == "grid";
}

// `content` of the `meta` box of `file`.
[[nodiscard]] Result<HeifMeta> parse_heif_meta(ByteView file, ByteView content, std::size_t& count);

}  // namespace redress::label
