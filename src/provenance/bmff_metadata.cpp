// SPDX-License-Identifier: Apache-2.0
#include "provenance/bmff_metadata.hpp"

#include <algorithm>

namespace redress::provenance {
namespace {

constexpr std::size_t name_bytes_max = 256;

Result<std::string> read_name(Walk& walk, std::uint64_t at, std::uint64_t length) {
  TRY_ASSIGN(const ByteView bytes,
             walk.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(length, name_bytes_max))));
  return std::string(text_of(bytes));
}

// Version and flags, how many, then each key with its length and its kind before it.
Result<std::vector<std::string>> read_keys(Walk& walk, const BmffBox& box) {
  constexpr std::uint64_t head_bytes = 8;
  std::vector<std::string> keys;
  const std::uint64_t end = box.content.offset + box.content.length;
  for (std::uint64_t at = box.content.offset + head_bytes; at + head_bytes <= end;) {
    TRY(walk.count_part());
    TRY_ASSIGN(const std::uint64_t length, walk.read_big(at, 4));
    if (length < head_bytes || length > end - at || keys.size() == walk.limits().metadata_count_max) break;
    TRY_ASSIGN(std::string key, read_name(walk, at + head_bytes, length - head_bytes));
    keys.push_back(std::move(key));
    at += length;
  }
  return keys;
}

// An item of the list: named by its type, by the number of a key, or ('----') by a `name` box within.
Status read_item(Walk& walk, const BmffBox& item, const std::vector<std::string>& keys) {
  constexpr std::uint64_t full_head_bytes = 4;
  constexpr std::uint64_t data_head_bytes = 8;  // type and locale
  std::string name(item.type.view());
  const std::uint64_t index = decode_big(view_bytes(item.type.view()));
  if (index >= 1 && index <= keys.size()) name = keys[static_cast<std::size_t>(index) - 1];
  return for_each_bmff_box(walk, item.content, [&](const BmffBox& box) -> Status {
    if (box.type == "name" && box.content.length > full_head_bytes) {
      TRY_ASSIGN(name, read_name(walk, box.content.offset + full_head_bytes, box.content.length - full_head_bytes));
    }
    if (box.type == "data" && box.content.length > data_head_bytes) {
      const Range value{box.content.offset + data_head_bytes, box.content.length - data_head_bytes};
      walk.note(MetadataKind::text, name, value, item.lies_at);
    }
    return Done{};
  });
}

Status read_list(Walk& walk, const BmffBox& meta) {
  std::vector<std::string> keys;
  TRY_ASSIGN(const Range inside, find_children(walk, meta));
  return for_each_bmff_box(walk, inside, [&](const BmffBox& box) -> Status {
    if (box.type == "keys") {
      TRY_ASSIGN(keys, read_keys(walk, box));
    } else if (box.type == "ilst") {
      return for_each_bmff_box(walk, box.content, [&](const BmffBox& item) { return read_item(walk, item, keys); });
    }
    return Done{};
  });
}

// QuickTime's own texts begin with their length and language, two bytes each.
Status read_user_data(Walk& walk, const BmffBox& box) {
  constexpr std::uint64_t text_head_bytes = 4;
  if (box.type == "meta") return read_list(walk, box);
  if (box.type == "XMP_") return walk.take_xmp(box.content, box.lies_at);
  if (box.type.view()[0] == '\xa9' && box.content.length > text_head_bytes) {
    const Range value{box.content.offset + text_head_bytes, box.content.length - text_head_bytes};
    walk.note(MetadataKind::text, std::string(box.type.view()), value, box.lies_at);
  }
  return Done{};
}

struct Item {
  std::uint64_t id = 0;
  bool is_exif = false;
};

// Items of the types EXIF and XMP alone.
Result<std::vector<Item>> read_item_types(Walk& walk, const BmffBox& info) {
  TRY_ASSIGN(const std::uint64_t version, walk.read_big(info.content.offset, 1));
  const std::uint64_t head_bytes = version == 0 ? 6 : 8;
  std::vector<Item> items;
  if (info.content.length < head_bytes) return items;
  TRY(for_each_bmff_box(walk, {info.content.offset + head_bytes, info.content.length - head_bytes},
                        [&](const BmffBox& entry) -> Status {
                          if (!(entry.type == "infe")) return Done{};
                          TRY_ASSIGN(const std::uint64_t form, walk.read_big(entry.content.offset, 1));
                          if (form < 2) return Done{};
                          const std::size_t id_bytes = form == 2 ? 2 : 4;
                          TRY_ASSIGN(const std::uint64_t id, walk.read_big(entry.content.offset + 4, id_bytes));
                          TRY_ASSIGN(const ByteView bytes, walk.read(entry.content.offset + 4 + id_bytes + 2, 4));
                          const FourLetters type(bytes);
                          if (type == "Exif" || type == "mime") items.push_back({id, type == "Exif"});
                          return Done{};
                        }));
  return items;
}

// Numbers one after another, each of its own width.
class Numbers {
 public:
  Numbers(Walk& walk, Range range) : walk_(walk), at_(range.offset), end_(range.offset + range.length) {}
  Result<std::uint64_t> next(std::uint64_t bytes) {
    if (bytes > 8 || bytes > end_ - at_) return broken("a box that ends too soon", at_);
    TRY_ASSIGN(const std::uint64_t value, walk_.read_big(at_, static_cast<std::size_t>(bytes)));
    at_ += bytes;
    return value;
  }

 private:
  Walk& walk_;
  std::uint64_t at_;
  std::uint64_t end_;
};

struct Widths {
  std::uint64_t version = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t base = 0;
  std::uint64_t index = 0;
};

struct Location {
  std::uint64_t id = 0;
  bool in_file = false;
  Range range;  // of the first extent; metadata has one
};

Result<Location> read_location(Numbers& numbers, const Widths& widths) {
  Location location;
  TRY_ASSIGN(location.id, numbers.next(widths.version == 2 ? 4 : 2));
  std::uint64_t method = 0;
  if (widths.version > 0) {
    TRY_ASSIGN(method, numbers.next(2));
  }
  TRY_ASSIGN(const std::uint64_t reference, numbers.next(2));
  TRY_ASSIGN(const std::uint64_t base, numbers.next(widths.base));
  TRY_ASSIGN(const std::uint64_t extents, numbers.next(2));
  for (std::uint64_t i = 0; i < extents; ++i) {
    TRY_ASSIGN(const std::uint64_t index, numbers.next(widths.version > 0 ? widths.index : 0));
    TRY_ASSIGN(const std::uint64_t offset, numbers.next(widths.offset));
    TRY_ASSIGN(const std::uint64_t length, numbers.next(widths.length));
    static_cast<void>(index);
    if (i == 0) location.range = {base + offset, length};
  }
  location.in_file = (method & 0xfU) == 0 && reference == 0 && extents == 1;
  return location;
}

// An EXIF item begins with where its TIFF does.
Status take_item(Walk& walk, const Item& item, Range range) {
  constexpr std::uint64_t offset_bytes = 4;
  if (range.offset > walk.size() || range.length > walk.size() - range.offset || range.length <= offset_bytes)
    return Done{};
  if (item.is_exif) {
    TRY_ASSIGN(const std::uint64_t skipped, walk.read_big(range.offset, offset_bytes));
    if (skipped >= range.length - offset_bytes) return Done{};
    const std::uint64_t used = offset_bytes + skipped;
    walk.note(MetadataKind::exif, "", {range.offset + used, range.length - used}, range);
    return Done{};
  }
  TRY_ASSIGN(const ByteView start, walk.read_up_to(range.offset, 64));
  const bool is_xmp =
      text_of(start).find("<x:xmpmeta") != std::string_view::npos || text_of(start).starts_with("<?xpacket");
  return is_xmp ? walk.take_xmp(range, range) : Status(Done{});
}

Status read_locations(Walk& walk, const BmffBox& box, const std::vector<Item>& items) {
  Numbers numbers(walk, box.content);
  TRY_ASSIGN(const std::uint64_t head, numbers.next(4));
  TRY_ASSIGN(const std::uint64_t sizes, numbers.next(2));
  const Widths widths{head >> 24U, sizes >> 12U, sizes >> 8U & 0xfU, sizes >> 4U & 0xfU, sizes & 0xfU};
  TRY_ASSIGN(const std::uint64_t count, numbers.next(widths.version == 2 ? 4 : 2));
  for (std::uint64_t i = 0; i < count; ++i) {
    TRY(walk.count_part());
    TRY_ASSIGN(const Location location, read_location(numbers, widths));
    const auto item = std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.id == location.id; });
    if (item != items.end() && location.in_file) TRY(take_item(walk, *item, location.range));
  }
  return Done{};
}

}  // namespace

Status read_movie_metadata(Walk& walk, const BmffBox& movie) {
  return for_each_bmff_box(walk, movie.content, [&](const BmffBox& box) -> Status {
    if (box.type == "meta") return read_list(walk, box);
    if (!(box.type == "udta")) return Done{};
    return for_each_bmff_box(walk, box.content, [&](const BmffBox& inside) { return read_user_data(walk, inside); });
  });
}

Status read_picture_items(Walk& walk, const BmffBox& meta) {
  std::vector<Item> items;
  std::optional<BmffBox> locations;
  TRY_ASSIGN(const Range inside, find_children(walk, meta));
  TRY(for_each_bmff_box(walk, inside, [&](const BmffBox& box) -> Status {
    if (box.type == "iloc") locations = box;
    if (box.type == "iinf") {
      TRY_ASSIGN(items, read_item_types(walk, box));
    }
    return Done{};
  }));
  if (!locations || items.empty()) return Done{};
  return read_locations(walk, *locations, items);
}

}  // namespace redress::provenance
