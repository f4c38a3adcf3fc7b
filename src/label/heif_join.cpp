// SPDX-License-Identifier: Apache-2.0
// What `heif-enc` wrote of bare pixels, and around it what the picture said of itself.
#include <algorithm>

#include "label/heif_meta.hpp"
#include "label/part_taker.hpp"
#include "media/heif_turn.hpp"

namespace redress::label {
namespace {

constexpr std::uint64_t bt601 = 6;  // how the encoder makes luma and colour of red, green and blue
constexpr std::uint64_t unspecified = 2;
constexpr std::uint8_t full_range = 0x80;

// Boxes whole, and who uses them.
struct Draft {
  HeifMeta meta;
  std::vector<Bytes> properties;
};

void use(Draft& draft, const std::vector<HeifId>& items, std::string_view name, ByteView content, bool is_essential) {
  append_box(draft.properties.emplace_back(), name, content);
  for (const HeifId id : items) draft.meta.items.at(id).uses.push_back({draft.properties.size(), is_essential});
}

// The encoder's properties without its colours, which it only supposes.
void keep_properties(Draft& draft) {
  std::vector<std::size_t> moved(draft.meta.properties.size() + 1, 0);
  for (std::size_t i = 0; i < draft.meta.properties.size(); ++i) {
    const HeifProperty& property = draft.meta.properties[i];
    if (property.name == "colr") continue;
    append_box(draft.properties.emplace_back(), property.name, property.content);
    moved[i + 1] = draft.properties.size();
  }
  for (auto& [id, item] : draft.meta.items) {
    for (HeifUse& one : item.uses) one.index = one.index < moved.size() ? moved[one.index] : 0;
    std::erase_if(item.uses, [](const HeifUse& one) { return one.index == 0; });
  }
}

// A profile alone where it came alone: some viewers take the first of two and leave the other.
void add_colours(Draft& draft, const media::HeifFacts& facts) {
  const std::vector<HeifId> shown = draft.meta.list_shown();
  if (!facts.icc.empty()) {
    Bytes profile;
    append_bytes(profile, view_bytes("prof"));
    append_bytes(profile, facts.icc);
    use(draft, shown, "colr", profile, false);
    if (facts.primaries == unspecified && facts.transfer == unspecified) return;
  }
  Bytes numbers;
  append_bytes(numbers, view_bytes("nclx"));
  append_number(numbers, facts.primaries, 2);
  append_number(numbers, facts.transfer, 2);
  append_number(numbers, bt601, 2);
  numbers.push_back(full_range);
  use(draft, shown, "colr", numbers, false);
}

void add_turn(Draft& draft, int orientation) {
  const media::HeifTurn turn = media::turn_of(orientation);
  const std::vector<HeifId> primary{draft.meta.primary};
  if (turn.quarters != 0) use(draft, primary, "irot", Bytes{static_cast<std::uint8_t>(turn.quarters)}, true);
  if (turn.mirror == media::HeifMirror::none) return;
  use(draft, primary, "imir",
      Bytes{turn.mirror == media::HeifMirror::left_to_right ? std::uint8_t{1} : std::uint8_t{0}}, true);
}

void add_item(Draft& draft, std::string_view type, std::string_view mime, Bytes bytes) {
  const HeifId id = draft.meta.items.rbegin()->first + 1;
  draft.meta.items[id] = {std::string(type), std::string(mime), {}, std::move(bytes), true};
  draft.meta.references.push_back({"cdsc", id, {draft.meta.primary}});
}

// As telephones write it: where the TIFF block begins, then what JPEG puts before it.
void add_metadata(Draft& draft, const PictureParts& parts) {
  using std::string_view_literals::operator""sv;
  constexpr std::string_view prefix = "Exif\0\0"sv;
  if (!parts.heif.exif.empty()) {
    Bytes exif;
    append_number(exif, prefix.size(), 4);
    append_bytes(exif, view_bytes(prefix));
    append_bytes(exif, parts.heif.exif);
    add_item(draft, "Exif", "", std::move(exif));
  }
  if (parts.xmp.empty()) return;
  const ByteView packet = view_bytes(parts.xmp);
  add_item(draft, "mime", "application/rdf+xml", Bytes(packet.begin(), packet.end()));
}

Bytes encode_infos(const HeifMeta& meta) {
  Bytes content;
  append_number(content, 0, 4);  // version, flags
  append_number(content, meta.items.size(), 2);
  for (const auto& [id, item] : meta.items) {
    const bool is_tile = is_pixels(item.type) && id != meta.primary;
    Bytes entry;
    append_number(entry, 2U << 24U | (is_tile ? 1U : 0U), 4);  // version 2; hidden
    append_number(entry, id, 2);
    append_number(entry, 0, 2);
    append_bytes(entry, view_bytes(item.type));
    entry.push_back(0);  // no name
    if (item.type == "mime") {
      append_bytes(entry, view_bytes(item.mime));
      entry.push_back(0);
    }
    append_box(content, "infe", entry);
  }
  return content;
}

// All items lie one after another, the first one here.
Bytes encode_locations(const HeifMeta& meta, std::uint64_t at) {
  Bytes content;
  append_number(content, 0, 4);
  append_number(content, 0x4400, 2);  // four bytes each for offset and length
  append_number(content, meta.items.size(), 2);
  for (const auto& [id, item] : meta.items) {
    append_number(content, id, 2);
    append_number(content, 0, 2);  // in this file
    append_number(content, 1, 2);  // one extent
    append_number(content, at, 4);
    append_number(content, item.bytes.size(), 4);
    at += item.bytes.size();
  }
  return content;
}

Bytes encode_properties(const Draft& draft) {
  Bytes list;
  for (const Bytes& property : draft.properties) append_bytes(list, property);
  Bytes uses;
  append_number(uses, 1, 4);  // version 0; two bytes a use
  const auto& items = draft.meta.items;
  append_number(uses,
                std::count_if(items.begin(), items.end(), [](const auto& one) { return !one.second.uses.empty(); }), 4);
  for (const auto& [id, item] : items) {
    if (item.uses.empty()) continue;
    append_number(uses, id, 2);
    append_number(uses, item.uses.size(), 1);
    for (const HeifUse& one : item.uses) append_number(uses, one.index | (one.is_essential ? 0x8000U : 0U), 2);
  }
  Bytes content;
  append_box(content, "ipco", list);
  append_box(content, "ipma", uses);
  return content;
}

Bytes encode_references(const HeifMeta& meta) {
  Bytes content;
  append_number(content, 0, 4);
  for (const HeifReference& reference : meta.references) {
    Bytes ids;
    append_number(ids, reference.from, 2);
    append_number(ids, reference.to.size(), 2);
    for (const HeifId id : reference.to) append_number(ids, id, 2);
    append_box(content, reference.kind, ids);
  }
  return content;
}

Bytes encode_meta(const Draft& draft, std::uint64_t items_at) {
  using std::string_view_literals::operator""sv;
  Bytes primary;
  append_number(primary, 0, 4);
  append_number(primary, draft.meta.primary, 2);
  Bytes content;
  append_number(content, 0, 4);
  append_box(content, "hdlr", view_bytes("\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"sv));
  append_box(content, "pitm", primary);
  append_box(content, "iloc", encode_locations(draft.meta, items_at));
  append_box(content, "iinf", encode_infos(draft.meta));
  append_box(content, "iprp", encode_properties(draft));
  if (!draft.meta.references.empty()) append_box(content, "iref", encode_references(draft.meta));
  Bytes box;
  append_box(box, "meta", content);
  return box;
}

// Where the items lie depends on how long the box is that says so, and its length does not depend on where they lie.
Bytes encode_file(ByteView brands, const Draft& draft) {
  constexpr std::size_t box_head_bytes = 8;
  Bytes file;
  append_box(file, "ftyp", brands);
  const std::size_t items_at = file.size() + encode_meta(draft, 0).size() + box_head_bytes;
  append_bytes(file, encode_meta(draft, items_at));
  Bytes data;
  for (const auto& [id, item] : draft.meta.items) append_bytes(data, item.bytes);
  append_box(file, "mdat", data);
  return file;
}

// Another program wrote it: what is written here must fit the fields above.
Status verify_encoded(const HeifMeta& meta) {
  constexpr HeifId id_max = 60'000;
  constexpr std::size_t count_max = 200;
  const bool fits = meta.items.rbegin()->first <= id_max && meta.items.size() <= count_max &&
                    meta.properties.size() <= count_max && meta.references.size() <= count_max;
  const bool has_room = std::all_of(meta.items.begin(), meta.items.end(), [](const auto& one) {
    return one.second.uses.size() <= count_max && one.second.type.size() == 4;
  });
  if (fits && has_room) return Done{};
  return Error{Code::unavailable, "heif-enc wrote a HEIC of a kind that is not known here"};
}

}  // namespace

Result<Bytes> join_heic_parts(ByteView encoded, const PictureParts& parts) {
  ByteView brands;
  ByteView meta;
  std::size_t count = 0;
  TRY(for_each_box(encoded, count, [&](std::string_view name, ByteView content) -> Status {
    if (name == "ftyp") brands = content;
    if (name == "meta") meta = content;
    return Done{};
  }));
  Draft draft;
  TRY_ASSIGN(draft.meta, parse_heif_meta(encoded, meta, count));
  TRY(verify_encoded(draft.meta));
  keep_properties(draft);
  add_colours(draft, parts.heif);
  add_turn(draft, parts.heif.orientation);
  add_metadata(draft, parts);
  return encode_file(brands, draft);
}

}  // namespace redress::label
