// SPDX-License-Identifier: Apache-2.0
#include "provenance/fact.hpp"

#include <algorithm>

#include "provenance/ifd.hpp"
#include "provenance/xmp.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

struct ExifField {
  std::uint64_t tag;
  std::string_view name;
};

constexpr std::uint64_t tag_exif_directory = 0x8769;
constexpr std::uint64_t tag_user_comment = 0x9286;
constexpr std::array exif_fields{
    ExifField{0x010d, "DocumentName"},
    ExifField{0x010e, "ImageDescription"},
    ExifField{0x010f, "Make"},
    ExifField{0x0110, "Model"},
    ExifField{0x0131, "Software"},
    ExifField{0x013b, "Artist"},
    ExifField{0x013c, "HostComputer"},
    ExifField{0x8298, "Copyright"},
    ExifField{tag_user_comment, "UserComment"},
    ExifField{0x9c9b, "XPTitle"},
    ExifField{0x9c9c, "XPComment"},
    ExifField{0x9c9d, "XPAuthor"},
    ExifField{0x9c9e, "XPKeywords"},
    ExifField{0x9c9f, "XPSubject"},
    ExifField{0xa430, "CameraOwnerName"},
};

bool is_utf16_field(std::uint64_t tag) { return tag >= 0x9c9b && tag <= 0x9c9f; }

// Eight bytes say how the comment is written.
std::string decode_user_comment(ByteView bytes) {
  constexpr std::size_t code_bytes = 8;
  if (bytes.size() < code_bytes) return {};
  const ByteView text = bytes.subspan(code_bytes);
  if (text_of(bytes).starts_with("UNICODE\0"sv)) return decode_utf16(text);
  return std::string(text_of(text));
}

std::string strip_zeros(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  return text;
}

class Reader {
 public:
  explicit Reader(const ByteSource& source, const Asset& asset) : walk_(source, AssetLimits()), asset_(asset) {}

  Result<std::vector<Fact>> run() {
    for (const XmpProperty& property : parse_xmp(asset_.xmp)) {
      add(Place::xmp, property.name, property.value, asset_.xmp_offset + property.offset);
    }
    for (const Metadata& part : asset_.metadata) {
      const Status status = read(part);
      // A damaged EXIF block does not hide what stands beside it.
      if (!status.ok() && status.error().code != Code::corrupt) return status.error();
    }
    return std::move(facts_);
  }

 private:
  void add(Place place, std::string_view name, std::string value, std::uint64_t offset) {
    if (facts_.size() == facts_max || value.empty()) return;
    if (value.size() > fact_bytes_max) value.resize(fact_bytes_max);
    if (value.size() > facts_bytes_max - bytes_) return;  // what was packed may be much when it is unpacked
    bytes_ += value.size();
    facts_.push_back({place, std::string(name), std::move(value), offset});
  }

  Result<ByteView> read_value(Range range) {
    return walk_.read(range.offset, static_cast<std::size_t>(std::min<std::uint64_t>(range.length, fact_bytes_max)));
  }

  Status read(const Metadata& part) {
    if (part.kind == MetadataKind::exif) return read_exif(part.value);
    if (!walk_.has_room_for(std::min<std::uint64_t>(part.value.length, fact_bytes_max))) return Done{};
    if (facts_bytes_max - bytes_ < fact_bytes_max) return Done{};  // nothing more is unpacked for nothing
    if (part.kind == MetadataKind::iim) return read_iim(part.value);
    TRY_ASSIGN(const ByteView bytes, read_value(part.value));
    std::string text;
    if (part.kind == MetadataKind::deflated_text) {
      text = inflate_text(bytes, fact_bytes_max);
    } else if (part.kind == MetadataKind::utf16_text) {
      text = decode_utf16(bytes);
    } else {
      text = text_of(bytes);
    }
    add(Place::text, part.name, std::move(text), part.value.offset);
    return Done{};
  }

  Status read_exif(Range range) {
    TRY_ASSIGN(const std::optional<Tiff> tiff, Tiff::open(walk_, range));
    if (!tiff) return Done{};
    std::uint64_t inner = 0;
    TRY(tiff->for_each_entry(tiff->first_directory(), [&](const IfdEntry& entry) -> Status {
      if (entry.tag == tag_exif_directory) {
        TRY_ASSIGN(inner, tiff->read_number(entry));
      }
      return read_exif_field(entry);
    }));
    if (inner == 0) return Done{};
    TRY(tiff->for_each_entry(inner, [&](const IfdEntry& entry) { return read_exif_field(entry); }));
    return Done{};
  }

  Status read_exif_field(const IfdEntry& entry) {
    const auto* field = std::find_if(exif_fields.begin(), exif_fields.end(),
                                     [&](const ExifField& one) { return one.tag == entry.tag; });
    if (field == exif_fields.end() ||
        !walk_.has_room_for(std::min<std::uint64_t>(entry.value.length, fact_bytes_max))) {
      return Done{};
    }
    TRY_ASSIGN(const ByteView bytes, read_value(entry.value));
    std::string text = is_utf16_field(entry.tag)       ? decode_utf16(bytes)
                       : entry.tag == tag_user_comment ? decode_user_comment(bytes)
                                                       : std::string(text_of(bytes));
    add(Place::exif, field->name, strip_zeros(std::move(text)), entry.value.offset);
    return Done{};
  }

  // Photoshop's resources, of which 0x0404 is IIM; or IIM by itself.
  Status read_iim(Range range) {
    TRY_ASSIGN(const ByteView view, read_value(range));
    const Bytes bytes(view.begin(), view.end());
    if (!text_of(bytes).starts_with("8BIM")) {
      add_datasets(bytes, range.offset);
      return Done{};
    }
    for (std::size_t at = 0; at + 12 <= bytes.size() && text_of(ByteView(bytes).subspan(at, 4)) == "8BIM";) {
      const std::uint64_t id = decode_big(ByteView(bytes).subspan(at + 4, 2));
      const std::size_t name_bytes = (bytes[at + 6] + 2U) & ~std::size_t{1};  // with its length, padded to even
      const std::size_t length_at = at + 6 + name_bytes;
      if (length_at + 4 > bytes.size()) break;
      const std::uint64_t length = decode_big(ByteView(bytes).subspan(length_at, 4));
      const std::size_t data_at = length_at + 4;
      if (length > bytes.size() - data_at) break;
      const auto data_bytes = static_cast<std::size_t>(length);
      constexpr std::uint64_t iim_resource = 0x0404;
      if (id == iim_resource) add_datasets(ByteView(bytes).subspan(data_at, data_bytes), range.offset + data_at);
      at = data_at + data_bytes + data_bytes % 2;
    }
    return Done{};
  }

  void add_datasets(ByteView bytes, std::uint64_t offset) {
    constexpr std::size_t head_bytes = 5;  // 1C, record, dataset, length
    for (std::size_t at = 0; at + head_bytes <= bytes.size() && bytes[at] == 0x1c;) {
      const std::uint64_t length = decode_big(bytes.subspan(at + 3, 2));
      if (length > bytes.size() - at - head_bytes) break;  // longer forms too: none of text is as long
      const auto count = static_cast<std::size_t>(length);
      add(Place::iim, std::to_string(bytes[at + 1]) + ":" + std::to_string(bytes[at + 2]),
          std::string(text_of(bytes.subspan(at + head_bytes, count))), offset + at + head_bytes);
      at += head_bytes + count;
    }
  }

  Walk walk_;
  const Asset& asset_;
  std::vector<Fact> facts_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<std::vector<Fact>> read_facts(const ByteSource& source, const Asset& asset) {
  return Reader(source, asset).run();
}

}  // namespace redress::provenance
