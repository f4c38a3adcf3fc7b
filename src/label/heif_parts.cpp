// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "label/part_taker.hpp"

namespace redress::label {
namespace {

constexpr std::string_view c2pa_uuid("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81", 16);

Error broken() { return {Code::invalid, "the AVIF's boxes do not fit together"}; }

// Numbers one after another, the highest byte first.
class Reader {
 public:
  explicit Reader(ByteView bytes) : left_(bytes) {}
  [[nodiscard]] ByteView left() const { return left_; }
  Result<ByteView> take(std::uint64_t count) {
    if (count > left_.size()) return broken();
    const ByteView taken = left_.first(static_cast<std::size_t>(count));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  Result<std::uint64_t> number(std::uint64_t bytes) {
    TRY_ASSIGN(const ByteView taken, take(bytes));
    if (bytes > 8) return broken();
    std::uint64_t value = 0;
    for (const std::uint8_t byte : taken) value = value << 8U | byte;
    return value;
  }

 private:
  ByteView left_;
};

using Visit = std::function<Status(std::string_view name, ByteView content)>;

Status for_each_box(ByteView inside, std::size_t& count, const Visit& visit) {
  for (Reader reader(inside); reader.left().size() >= 8;) {
    if (++count > part_count_max) return Error{Code::exhausted, "the picture's file has too many parts"};
    const std::uint64_t all = reader.left().size();
    TRY_ASSIGN(std::uint64_t bytes, reader.number(4));
    TRY_ASSIGN(const ByteView name, reader.take(4));
    std::uint64_t head = 8;
    if (bytes == 1) {
      TRY_ASSIGN(bytes, reader.number(8));
      head = 16;
    }
    if (bytes == 0) bytes = all;
    if (bytes < head) return broken();
    TRY_ASSIGN(const ByteView content, reader.take(bytes - head));
    TRY(visit(text_of(name), content));
  }
  return Done{};
}

struct Item {
  std::string type;
  std::string mime;
};

struct Found {
  std::map<std::uint64_t, Item> items;
  ByteView locations;
  ByteView data;  // `idat`
  bool is_gray = false;
  std::uint64_t left = 0;  // bytes that items may still have, taken together
};

Status take_entry(ByteView content, Found& found) {
  Reader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  if (version < 2) return broken();
  TRY_ASSIGN(const ByteView flags, reader.take(3));
  TRY_ASSIGN(const std::uint64_t id, reader.number(version == 2 ? 2 : 4));
  TRY_ASSIGN(const ByteView protection, reader.take(2));
  TRY_ASSIGN(const ByteView type, reader.take(4));
  static_cast<void>(flags);
  static_cast<void>(protection);
  const std::string_view names = text_of(reader.left());
  const std::size_t name_end = std::min(names.find('\0'), names.size());
  const std::string_view mime = names.substr(std::min(name_end + 1, names.size()));
  found.items[id] = {std::string(text_of(type)), std::string(mime.substr(0, mime.find('\0')))};
  return Done{};
}

Status take_items(ByteView content, std::size_t& count, Found& found) {
  Reader reader(content);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(version == 0 ? 5 : 7));
  return for_each_box(reader.left(), count, [&](std::string_view name, ByteView entry) {
    return name == "infe" ? take_entry(entry, found) : Status(Done{});
  });
}

Status take_colour(PictureParts& parts, ByteView content) {
  Reader reader(content);
  TRY_ASSIGN(const ByteView kind, reader.take(4));
  if (text_of(kind) == "nclx") {
    TRY_ASSIGN(const std::uint64_t primaries, reader.number(2));
    TRY_ASSIGN(const std::uint64_t transfer, reader.number(2));
    parts.avif.primaries = static_cast<std::uint16_t>(primaries);
    parts.avif.transfer = static_cast<std::uint16_t>(transfer);
    return Done{};
  }
  Bytes profile(reader.left().begin(), reader.left().end());
  if (!parts.avif.icc.empty() && parts.avif.icc != profile) {
    return Error{Code::unsupported, "the file has two colour profiles: which one counts is unclear"};
  }
  parts.avif.icc = std::move(profile);
  return Done{};
}

// Of every item alike: what only a thumbnail has is refused too, which costs nobody a picture that telephones write.
Status take_property(PictureParts& parts, std::string_view name, ByteView content, Found& found) {
  if (name == "colr") return take_colour(parts, content);
  if (name == "clap") return Error{Code::unsupported, "the file shows only a part of its picture: cut it first"};
  if (name == "auxC") {
    if (text_of(content).find("alpha") != std::string_view::npos) return has_alpha();
    leave_out(parts, "auxiliary picture");
  }
  if (name == "av1C") {
    if (content.size() < 3) return broken();
    if ((content[2] & 0x60U) != 0) {
      return Error{Code::unsupported, "10 or 12 bits a channel would be lost: save it with 8 first"};
    }
    found.is_gray = found.is_gray || (content[2] & 0x10U) != 0;
  }
  return Done{};
}

Status take_meta(PictureParts& parts, ByteView content, std::size_t& count, Found& found) {
  if (content.size() < 4) return broken();
  return for_each_box(content.subspan(4), count, [&](std::string_view name, ByteView box) -> Status {
    if (name == "iinf") return take_items(box, count, found);
    if (name == "iloc") found.locations = box;
    if (name == "idat") found.data = box;
    if (name != "iprp") return Done{};
    return for_each_box(box, count, [&](std::string_view list, ByteView properties) {
      if (list != "ipco") return Status(Done{});
      return for_each_box(properties, count, [&](std::string_view property, ByteView value) {
        return take_property(parts, property, value, found);
      });
    });
  });
}

bool is_pixels(std::string_view type) { return type == "av01" || type == "grid"; }

// An EXIF item begins with where its TIFF block does.
Status take_exif(PictureParts& parts, ByteView item) {
  Reader reader(item);
  TRY_ASSIGN(const std::uint64_t skipped, reader.number(4));
  TRY(reader.take(skipped));
  if (!parts.avif.exif.empty())
    return Error{Code::unsupported, "the file has two EXIF blocks: which counts is unclear"};
  parts.avif.exif.assign(reader.left().begin(), reader.left().end());
  return Done{};
}

Status take_item(PictureParts& parts, const Item& item, ByteView bytes) {
  if (item.type == "Exif") return take_exif(parts, bytes);
  if (item.type == "mime" && item.mime == "application/rdf+xml") return take_xmp(parts, text_of(bytes));
  leave_out(parts, name_part(item.type) + " item");
  return Done{};
}

// An item's bytes, put together from its extents.
Result<Bytes> gather(Reader& reader, const std::array<std::uint64_t, 4>& widths, ByteView from, std::uint64_t& left) {
  const auto& [offset_bytes, length_bytes, base_bytes, index_bytes] = widths;
  TRY_ASSIGN(const std::uint64_t base, reader.number(base_bytes));
  TRY_ASSIGN(const std::uint64_t extents, reader.number(2));
  Bytes bytes;
  for (std::uint64_t i = 0; i < extents; ++i) {
    TRY(reader.take(index_bytes));
    TRY_ASSIGN(const std::uint64_t offset, reader.number(offset_bytes));
    TRY_ASSIGN(std::uint64_t length, reader.number(length_bytes));
    if (base > from.size() || offset > from.size() - base) return broken();
    const std::uint64_t at = base + offset;
    if (length == 0) length = from.size() - at;
    if (length > from.size() - at || length > left) return broken();
    left -= length;
    const ByteView part = from.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  return bytes;
}

Status take_located(PictureParts& parts, ByteView file, Found& found) {
  Reader reader(found.locations);
  TRY_ASSIGN(const std::uint64_t version, reader.number(1));
  TRY(reader.take(3));
  TRY_ASSIGN(const std::uint64_t sizes, reader.number(2));
  const std::array<std::uint64_t, 4> widths{sizes >> 12U, sizes >> 8U & 15U, sizes >> 4U & 15U,
                                            version == 0 ? 0 : sizes & 15U};
  const std::uint64_t id_bytes = version < 2 ? 2 : 4;
  TRY_ASSIGN(const std::uint64_t item_count, reader.number(id_bytes));
  for (std::uint64_t i = 0; i < item_count; ++i) {
    TRY_ASSIGN(const std::uint64_t id, reader.number(id_bytes));
    TRY_ASSIGN(const std::uint64_t method, reader.number(version == 0 ? 0 : 2));
    TRY_ASSIGN(const std::uint64_t reference, reader.number(2));
    TRY_ASSIGN(const Bytes bytes, gather(reader, widths, (method & 15U) == 1 ? found.data : file, found.left));
    const auto item = found.items.find(id);
    if (item == found.items.end()) continue;
    if (!is_pixels(item->second.type)) {
      if ((method & 15U) > 1 || reference != 0) return broken();
      TRY(take_item(parts, item->second, bytes));
    }
    found.items.erase(item);
  }
  return Done{};
}

}  // namespace

Result<PictureParts> parse_avif_parts(ByteView file) {
  PictureParts parts;
  Found found;
  std::size_t count = 0;
  TRY(for_each_box(file, count, [&](std::string_view name, ByteView content) -> Status {
    if (name == "uuid" && text_of(content).starts_with(c2pa_uuid)) return signed_already();
    if (name == "moov") return Error{Code::unsupported, "the picture moves: only still ones can be labelled"};
    if (name == "meta") return take_meta(parts, content, count, found);
    if (name != "ftyp" && name != "mdat" && name != "free") leave_out(parts, name_part(name) + " box");
    return Done{};
  }));
  if (found.items.empty()) return broken();
  if (found.is_gray && !parts.avif.icc.empty()) {
    return Error{Code::unsupported, "its colour profile is not one of red, green and blue: convert it to sRGB first"};
  }
  found.left = 2 * std::uint64_t{file.size()};
  TRY(take_located(parts, file, found));
  if (!found.items.empty()) return broken();
  return parts;
}

}  // namespace redress::label
