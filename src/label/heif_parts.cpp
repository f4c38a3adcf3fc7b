// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "label/heif_meta.hpp"
#include "label/part_taker.hpp"
#include "media/heif_turn.hpp"

namespace redress::label {
namespace {

constexpr std::string_view c2pa_uuid("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81", 16);
constexpr std::uint64_t filling_side_max = 8;  // what encoders fill odd sides up with, and cut again

struct Size {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};

// What the picture that is shown says of its pixels.
struct Shown {
  bool is_gray = false;
  Size size;                 // `ispe`
  std::optional<Size> kept;  // `clap`
  media::HeifTurn turn;
};

Status take_colour(PictureParts& parts, ByteView content) {
  BoxReader reader(content);
  TRY_ASSIGN(const ByteView kind, reader.take(4));
  if (text_of(kind) == "nclx") {
    TRY_ASSIGN(const std::uint64_t primaries, reader.number(2));
    TRY_ASSIGN(const std::uint64_t transfer, reader.number(2));
    parts.heif.primaries = static_cast<std::uint16_t>(primaries);
    parts.heif.transfer = static_cast<std::uint16_t>(transfer);
    return Done{};
  }
  Bytes profile(reader.left().begin(), reader.left().end());
  if (!parts.heif.icc.empty() && parts.heif.icc != profile) {
    return Error{Code::unsupported, "the file has two colour profiles: which one counts is unclear"};
  }
  parts.heif.icc = std::move(profile);
  return Done{};
}

Error too_deep() { return {Code::unsupported, "10 or 12 bits a channel would be lost: save it with 8 first"}; }

Status take_av1(ByteView content, Shown& shown) {
  if (content.size() < 3) return broken_boxes();
  if ((content[2] & 0x60U) != 0) return too_deep();
  shown.is_gray = shown.is_gray || (content[2] & 0x10U) != 0;
  return Done{};
}

// Which of four pixels have a colour, then how many bits beyond 8: ISO/IEC 14496-15, 8.3.2.1.
Status take_hevc(PictureParts& parts, ByteView content, Shown& shown) {
  constexpr std::size_t chroma_at = 16;
  if (content.size() < chroma_at + 3) return broken_boxes();
  if ((content[chroma_at + 1] & 7U) != 0 || (content[chroma_at + 2] & 7U) != 0) return too_deep();
  const unsigned chroma = content[chroma_at] & 3U;
  shown.is_gray = shown.is_gray || chroma == 0;
  if (chroma > 1) parts.chroma = media::Chroma::full;
  return Done{};
}

Status take_size(ByteView content, Shown& shown) {
  BoxReader reader(content);
  TRY(reader.take(4));
  TRY_ASSIGN(shown.size.width, reader.number(4));
  TRY_ASSIGN(shown.size.height, reader.number(4));
  return Done{};
}

// Two fractions for the size; where the cut lies does not matter for what little it may be.
Status take_cut(ByteView content, Shown& shown) {
  BoxReader reader(content);
  Size kept;
  for (std::uint64_t* side : {&kept.width, &kept.height}) {
    TRY_ASSIGN(const std::uint64_t numerator, reader.number(4));
    TRY_ASSIGN(const std::uint64_t denominator, reader.number(4));
    *side = denominator == 0 ? 0 : numerator / denominator;
  }
  shown.kept = kept;
  return Done{};
}

Status verify_cut(const Shown& shown) {
  if (!shown.kept) return Done{};
  const auto is_filling = [](std::uint64_t kept, std::uint64_t whole) {
    return kept <= whole && whole - kept < filling_side_max;
  };
  if (is_filling(shown.kept->width, shown.size.width) && is_filling(shown.kept->height, shown.size.height)) {
    return Done{};
  }
  return Error{Code::unsupported, "the file shows only a part of its picture: cut it first"};
}

// In the order in which they are used: a mirror before a turn is a mirror after the opposite turn.
Status take_turn(std::string_view name, ByteView content, media::HeifTurn& turn) {
  if (content.empty()) return broken_boxes();
  if (name == "imir") {
    turn.mirror = (content[0] & 1U) != 0 ? media::HeifMirror::left_to_right : media::HeifMirror::top_to_bottom;
  } else {
    const unsigned quarters = content[0] & 3U;
    turn.quarters = turn.mirror == media::HeifMirror::none ? quarters : (4 - quarters) & 3U;
  }
  return Done{};
}

Status take_property(PictureParts& parts, const HeifProperty& property, Shown& shown) {
  if (property.name == "colr") return take_colour(parts, property.content);
  if (property.name == "av1C") return take_av1(property.content, shown);
  if (property.name == "hvcC") return take_hevc(parts, property.content, shown);
  if (property.name == "ispe") return take_size(property.content, shown);
  if (property.name == "clap") return take_cut(property.content, shown);
  if (property.name == "irot" || property.name == "imir") return take_turn(property.name, property.content, shown.turn);
  return Done{};
}

// Of tiles and of what they are put together to; how that is turned and cut, the latter says.
Status take_shown(PictureParts& parts, const HeifMeta& meta, const std::vector<HeifId>& shown) {
  Shown facts;
  for (const HeifId id : shown) {
    facts.turn = {};
    facts.kept.reset();
    for (const HeifUse& use : meta.items.at(id).uses) {
      const HeifProperty* property = meta.find_property(use);
      if (property != nullptr) TRY(take_property(parts, *property, facts));
    }
  }
  if (facts.is_gray && !parts.heif.icc.empty()) {
    return Error{Code::unsupported, "its colour profile is not one of red, green and blue: convert it to sRGB first"};
  }
  parts.heif.orientation = media::orientation_of(facts.turn);
  return verify_cut(facts);
}

// By the names that HEVC, MIAF and telephones give them.
Status take_auxiliary(PictureParts& parts, std::string_view kind) {
  const auto has = [kind](std::string_view word) { return kind.find(word) != std::string_view::npos; };
  if (has("alpha") || has("hevc:2015:auxid:1")) return has_alpha();
  leave_out(parts, has("gainmap")                             ? "gain map"
                   : has("depth") || has("hevc:2015:auxid:2") ? "depth map"
                                                              : "auxiliary picture");
  return Done{};
}

// What the file's references say of its items.
struct Roles {
  std::set<HeifId> thumbnails;
  std::set<HeifId> parts;  // of auxiliary and of put-together pictures: whoever uses them is named
  std::map<HeifId, bool> describes_shown;
};

Roles list_roles(const HeifMeta& meta, const std::vector<HeifId>& shown) {
  Roles roles;
  roles.parts.insert(shown.begin(), shown.end());
  for (const HeifReference& reference : meta.references) {
    if (reference.kind == "thmb") roles.thumbnails.insert(reference.from);
    if (reference.kind == "auxl") roles.parts.insert(reference.from);
    if (reference.kind == "dimg") roles.parts.insert(reference.to.begin(), reference.to.end());
    if (reference.kind != "cdsc") continue;
    bool& describes = roles.describes_shown[reference.from];
    describes = describes || std::any_of(reference.to.begin(), reference.to.end(), [&](HeifId id) {
                  return std::find(shown.begin(), shown.end(), id) != shown.end();
                });
  }
  return roles;
}

// An EXIF item begins with where its TIFF block does.
Status take_exif(PictureParts& parts, ByteView item) {
  BoxReader reader(item);
  TRY_ASSIGN(const std::uint64_t skipped, reader.number(4));
  TRY(reader.take(skipped));
  if (!parts.heif.exif.empty())
    return Error{Code::unsupported, "the file has two EXIF blocks: which counts is unclear"};
  append_bytes(parts.heif.exif, reader.left());
  return Done{};
}

Status take_item(PictureParts& parts, HeifId id, const HeifItem& item, const Roles& roles) {
  if (is_pixels(item.type)) {
    if (roles.thumbnails.contains(id)) {
      leave_out(parts, "thumbnail");
    } else if (!roles.parts.contains(id)) {
      return Error{Code::unsupported, "the file holds several pictures: save the one to be labelled by itself"};
    }
    return Done{};
  }
  const bool is_xmp = item.type == "mime" && item.mime == "application/rdf+xml";
  if (!is_xmp && item.type != "Exif") {
    leave_out(parts, item.type == "tmap" ? "gain map" : name_part(item.type) + " item");
    return Done{};
  }
  const auto described = roles.describes_shown.find(id);
  if (described != roles.describes_shown.end() && !described->second) {
    leave_out(parts, "metadata of another picture");
    return Done{};
  }
  return is_xmp ? take_xmp(parts, text_of(item.bytes)) : take_exif(parts, item.bytes);
}

Status take_meta(PictureParts& parts, const HeifMeta& meta, std::string_view coding) {
  const std::vector<HeifId> shown = meta.list_shown();
  for (const HeifId id : shown) {
    const std::string& type = meta.items.at(id).type;
    if (type == coding || (id == meta.primary && type == "grid")) continue;
    return Error{Code::unsupported,
                 fmt::format("the picture is of a rare kind ({}): save it anew first", name_part(type))};
  }
  TRY(take_shown(parts, meta, shown));
  for (const HeifProperty& property : meta.properties) {
    if (property.name == "auxC") TRY(take_auxiliary(parts, text_of(property.content)));
  }
  const Roles roles = list_roles(meta, shown);
  for (const auto& [id, item] : meta.items) TRY(take_item(parts, id, item, roles));
  return Done{};
}

}  // namespace

Result<PictureParts> parse_heif_parts(ByteView file, media::Format format) {
  PictureParts parts;
  std::optional<HeifMeta> meta;
  std::size_t count = 0;
  TRY(for_each_box(file, count, [&](std::string_view name, ByteView content) -> Status {
    if (name == "uuid" && text_of(content).starts_with(c2pa_uuid)) return signed_already();
    if (name == "moov") return Error{Code::unsupported, "the picture moves: only still ones can be labelled"};
    if (name == "meta") {
      if (meta) return broken_boxes();
      TRY_ASSIGN(meta, parse_heif_meta(file, content, count));
      return Done{};
    }
    if (name != "ftyp" && name != "mdat" && name != "free") leave_out(parts, name_part(name) + " box");
    return Done{};
  }));
  if (!meta) return broken_boxes();
  TRY(take_meta(parts, *meta, format == media::Format::avif ? "av01" : "hvc1"));
  return parts;
}

}  // namespace redress::label
