// SPDX-License-Identifier: Apache-2.0
#include "label/heif_meta.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "label/part_taker.hpp"

namespace redress::label {
namespace {

struct Found {
  HeifMeta meta;
  ByteView locations;
  ByteView data;           // `idat`
  std::uint64_t left = 0;  // bytes that items may still have, taken together
  std::size_t links = 0;
};

Status count_link(Found& found) {
  if (++found.links <= heif_link_count_max) return Done{};
  return Error{Code::exhausted, "the picture's file has too many parts"};
}

Status take_entry(ByteView content, HeifMeta& meta) {
  BoxReader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  if (version < 2) return broken_boxes();
  TRY(reader.take(3));
  TRY_ASSIGN(const HeifId id, reader.number(version == 2 ? 2 : 4));
  TRY(reader.take(2));  // protection
  TRY_ASSIGN(const ByteView type, reader.take(4));
  const std::string_view names = text_of(reader.left());
  const std::size_t name_end = std::min(names.find('\0'), names.size());
  const std::string_view mime = names.substr(std::min(name_end + 1, names.size()));
  meta.items[id].type = text_of(type);
  meta.items[id].mime = mime.substr(0, mime.find('\0'));
  return Done{};
}

Status take_items(ByteView content, std::size_t& count, HeifMeta& meta) {
  BoxReader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(version == 0 ? 5 : 7));
  return for_each_box(reader.left(), count, [&](std::string_view name, ByteView entry) {
    return name == "infe" ? take_entry(entry, meta) : Status(Done{});
  });
}

Status take_primary(ByteView content, HeifMeta& meta) {
  BoxReader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(3));
  TRY_ASSIGN(meta.primary, reader.number(version == 0 ? 2 : 4));
  return Done{};
}

Status take_uses(ByteView content, Found& found) {
  BoxReader reader(content);
  TRY_ASSIGN(const std::uint64_t head, reader.number(4));
  TRY_ASSIGN(const std::uint64_t entries, reader.number(4));
  const unsigned use_bytes = (head & 1U) != 0 ? 2 : 1;
  for (std::uint64_t i = 0; i < entries; ++i) {
    TRY_ASSIGN(const HeifId id, reader.number(head >> 24U == 0 ? 2 : 4));
    TRY_ASSIGN(const std::uint64_t uses, reader.number(1));
    const auto item = found.meta.items.find(id);
    for (std::uint64_t j = 0; j < uses; ++j) {
      TRY(count_link(found));
      TRY_ASSIGN(const std::uint64_t use, reader.number(use_bytes));
      const std::uint64_t essential_bit = std::uint64_t{1} << (8 * use_bytes - 1);
      if (item == found.meta.items.end()) continue;
      item->second.uses.push_back({static_cast<std::size_t>(use & (essential_bit - 1)), (use & essential_bit) != 0});
    }
  }
  return Done{};
}

Status take_references(ByteView content, std::size_t& count, Found& found) {
  BoxReader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(3));
  const unsigned id_bytes = version == 0 ? 2 : 4;
  return for_each_box(reader.left(), count, [&](std::string_view kind, ByteView ids) -> Status {
    BoxReader numbers(ids);
    HeifReference reference{std::string(kind), 0, {}};
    TRY_ASSIGN(reference.from, numbers.number(id_bytes));
    TRY_ASSIGN(const std::uint64_t targets, numbers.number(2));
    for (std::uint64_t i = 0; i < targets; ++i) {
      TRY(count_link(found));
      TRY_ASSIGN(const HeifId target, numbers.number(id_bytes));
      reference.to.push_back(target);
    }
    found.meta.references.push_back(std::move(reference));
    return Done{};
  });
}

// The list, and who uses what of it.
Status take_properties(ByteView content, std::size_t& count, Found& found) {
  return for_each_box(content, count, [&](std::string_view list, ByteView inside) -> Status {
    if (list == "ipma") return take_uses(inside, found);
    if (list != "ipco") return Done{};
    return for_each_box(inside, count, [&](std::string_view name, ByteView value) -> Status {
      found.meta.properties.push_back({std::string(name), value});
      return Done{};
    });
  });
}

// An item's bytes, put together from its extents.
Result<Bytes> gather(BoxReader& reader, const std::array<std::uint64_t, 4>& widths, ByteView from,
                     std::uint64_t& left) {
  const auto& [offset_bytes, length_bytes, base_bytes, index_bytes] = widths;
  TRY_ASSIGN(const std::uint64_t base, reader.number(base_bytes));
  TRY_ASSIGN(const std::uint64_t extents, reader.number(2));
  Bytes bytes;
  for (std::uint64_t i = 0; i < extents; ++i) {
    TRY(reader.take(index_bytes));
    TRY_ASSIGN(const std::uint64_t offset, reader.number(offset_bytes));
    TRY_ASSIGN(std::uint64_t length, reader.number(length_bytes));
    if (base > from.size() || offset > from.size() - base) return broken_boxes();
    const std::uint64_t at = base + offset;
    if (length == 0) length = from.size() - at;
    if (length > from.size() - at || length > left) return broken_boxes();
    left -= length;
    append_bytes(bytes, from.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length)));
  }
  return bytes;
}

Status take_location(BoxReader& reader, std::uint64_t version, const std::array<std::uint64_t, 4>& widths,
                     ByteView file, Found& found) {
  TRY_ASSIGN(const HeifId id, reader.number(version < 2 ? 2 : 4));
  TRY_ASSIGN(const std::uint64_t method, reader.number(version == 0 ? 0 : 2));
  TRY_ASSIGN(const std::uint64_t reference, reader.number(2));
  TRY_ASSIGN(Bytes bytes, gather(reader, widths, (method & 15U) == 1 ? found.data : file, found.left));
  const auto item = found.meta.items.find(id);
  if (item == found.meta.items.end() || item->second.is_located) return Done{};
  if ((method & 15U) > 1 || reference != 0) return broken_boxes();
  item->second.bytes = std::move(bytes);
  item->second.is_located = true;
  return Done{};
}

Status take_locations(ByteView file, Found& found) {
  BoxReader reader(found.locations);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(3));
  TRY_ASSIGN(const std::uint64_t sizes, reader.number(2));
  const std::array<std::uint64_t, 4> widths{sizes >> 12U, sizes >> 8U & 15U, sizes >> 4U & 15U,
                                            version == 0 ? 0 : sizes & 15U};
  TRY_ASSIGN(const std::uint64_t locations, reader.number(version < 2 ? 2 : 4));
  for (std::uint64_t i = 0; i < locations; ++i) TRY(take_location(reader, version, widths, file, found));
  return Done{};
}

}  // namespace

std::vector<HeifId> HeifMeta::list_shown() const {
  std::set<HeifId> tiles;
  for (const HeifReference& reference : references) {
    if (reference.kind == "dimg" && reference.from == primary) tiles.insert(reference.to.begin(), reference.to.end());
  }
  tiles.erase(primary);
  std::erase_if(tiles, [this](HeifId id) { return !items.contains(id); });
  std::vector<HeifId> shown(tiles.begin(), tiles.end());
  shown.push_back(primary);
  return shown;
}

const HeifProperty* HeifMeta::find_property(const HeifUse& use) const {
  return use.index == 0 || use.index > properties.size() ? nullptr : &properties[use.index - 1];
}

Result<HeifMeta> parse_heif_meta(ByteView file, ByteView content, std::size_t& count) {
  Found found;
  found.left = 2 * std::uint64_t{file.size()};
  if (content.size() < 4) return broken_boxes();
  ByteView properties;
  TRY(for_each_box(content.subspan(4), count, [&](std::string_view name, ByteView box) -> Status {
    if (name == "iinf") return take_items(box, count, found.meta);
    if (name == "pitm") return take_primary(box, found.meta);
    if (name == "iref") return take_references(box, count, found);
    if (name == "iloc") found.locations = box;
    if (name == "idat") found.data = box;
    if (name == "iprp") properties = box;
    return Done{};
  }));
  TRY(take_properties(properties, count, found));
  TRY(take_locations(file, found));
  const auto& items = found.meta.items;
  const bool is_whole = std::all_of(items.begin(), items.end(), [](const auto& one) { return one.second.is_located; });
  if (!is_whole || !items.contains(found.meta.primary)) return broken_boxes();
  return std::move(found.meta);
}

}  // namespace redress::label
