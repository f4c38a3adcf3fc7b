// SPDX-License-Identifier: Apache-2.0
#include "media/header.hpp"

#include <algorithm>

namespace redress::media {
namespace {

std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

bool starts_with(ByteView bytes, std::string_view magic) { return text_of(bytes).starts_with(magic); }

// A reader that is past the end gives zeros and says so once, at the end.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : bytes_(bytes) {}
  [[nodiscard]] bool has(std::size_t count) const { return bytes_.size() - at_ >= count; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void skip(std::size_t count) { at_ += std::min(count, bytes_.size() - at_); }
  std::uint32_t big(std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | next();
    return value;
  }
  std::uint32_t little(std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= next() << (8 * i);
    return value;
  }
  ByteView take(std::size_t count) {
    const ByteView taken = bytes_.subspan(at_, std::min(count, bytes_.size() - at_));
    at_ += taken.size();
    return taken;
  }

 private:
  std::uint32_t next() { return at_ < bytes_.size() ? bytes_[at_++] : 0; }
  ByteView bytes_;
  std::size_t at_ = 0;
};

Refusal parse_jpeg(ByteView file, Header& header) {
  Cursor cursor(file);
  cursor.skip(2);
  while (cursor.has(4)) {
    if (cursor.big(1) != 0xff) continue;  // padding before a marker: libjpeg skips it too
    std::uint32_t marker = 0xff;
    while (marker == 0xff && cursor.has(1)) marker = cursor.big(1);
    if (marker == 0 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (marker == 0xd9 || marker == 0xda) return Refusal::no_pixels;
    const std::uint32_t length = cursor.big(2);
    if (length < 2) return Refusal::damaged;
    const ByteView segment = cursor.take(length - 2);
    const bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (marker == 0xe1 && starts_with(segment, std::string_view("Exif\0\0", 6))) {
      header.orientation = parse_orientation(segment.subspan(6));
    }
    if (is_frame) {
      if (segment.size() < 6) return Refusal::damaged;
      Cursor frame(segment.subspan(1));
      header.height = frame.big(2);
      header.width = frame.big(2);
      return Refusal::none;
    }
  }
  return Refusal::damaged;
}

Refusal parse_png(ByteView file, Header& header) {
  Cursor cursor(file);
  cursor.skip(8);
  bool has_header = false;
  while (cursor.has(12)) {
    const std::uint32_t length = cursor.big(4);
    const ByteView kind = cursor.take(4);
    const ByteView data = cursor.take(length);
    cursor.skip(4);
    if (data.size() < length) return Refusal::damaged;
    if (text_of(kind) == "IHDR" && !has_header) {
      Cursor fields(data);
      header.width = fields.big(4);
      header.height = fields.big(4);
      has_header = true;
    }
    if (text_of(kind) == "eXIf") header.orientation = parse_orientation(data);
    if (text_of(kind) == "acTL") header.frame_count = std::max(1U, Cursor(data).big(4));
    if (text_of(kind) == "IEND") {
      header.image_end = cursor.at();
      return has_header ? Refusal::none : Refusal::damaged;
    }
  }
  return Refusal::damaged;
}

Refusal parse_gif(ByteView file, Header& header) {
  Cursor cursor(file);
  cursor.skip(6);
  header.width = cursor.little(2);
  header.height = cursor.little(2);
  const auto skip_colours = [&cursor](std::uint32_t flags) {
    if ((flags & 0x80) != 0) cursor.skip(std::size_t{3} << ((flags & 7) + 1));
  };
  const auto skip_blocks = [&cursor] {
    while (const std::uint32_t length = cursor.big(1)) cursor.skip(length);
  };
  const std::uint32_t flags = cursor.big(1);
  cursor.skip(2);
  skip_colours(flags);
  header.frame_count = 0;
  while (cursor.has(1)) {
    const std::uint32_t kind = cursor.big(1);
    if (kind == 0x3b) break;
    if (kind == 0x21) {
      cursor.skip(1);
      skip_blocks();
    } else if (kind == 0x2c) {
      ++header.frame_count;
      cursor.skip(8);
      skip_colours(cursor.big(1));
      cursor.skip(1);
      skip_blocks();
    } else {
      return header.frame_count > 0 ? Refusal::none : Refusal::damaged;  // image_end stays at the end of the file
    }
    if (header.frame_count > frame_count_max) return Refusal::too_many_frames;
  }
  if (header.frame_count == 0) return Refusal::no_pixels;
  header.image_end = cursor.at();
  return Refusal::none;
}

// The size of one RIFF chunk's picture, if it is one that says it.
void read_webp_chunk(std::string_view kind, ByteView data, Header& header) {
  Cursor fields(data);
  if (kind == "VP8X") {
    fields.skip(4);
    header.width = fields.little(3) + 1;
    header.height = fields.little(3) + 1;
  } else if (kind == "VP8 " && header.width == 0) {
    fields.skip(6);
    header.width = fields.little(2) & 0x3fff;
    header.height = fields.little(2) & 0x3fff;
  } else if (kind == "VP8L" && header.width == 0) {
    fields.skip(1);
    const std::uint32_t bits = fields.little(4);
    header.width = (bits & 0x3fff) + 1;
    header.height = (bits >> 14 & 0x3fff) + 1;
  } else if (kind == "EXIF") {
    const bool has_name = starts_with(data, std::string_view("Exif\0\0", 6));
    header.orientation = parse_orientation(has_name ? data.subspan(6) : data);
  }
}

Refusal parse_webp(ByteView file, Header& header) {
  Cursor cursor(file);
  cursor.skip(4);
  const std::size_t riff_end = std::min<std::size_t>(file.size(), std::size_t{cursor.little(4)} + 8);
  cursor.skip(4);
  std::uint32_t frames = 0;
  while (cursor.has(8) && cursor.at() < riff_end) {
    const std::string_view kind = text_of(cursor.take(4));
    const std::uint32_t length = cursor.little(4);
    const ByteView data = cursor.take(length);
    if ((length & 1) != 0) cursor.skip(1);
    if (kind == "ANMF" && ++frames > frame_count_max) return Refusal::too_many_frames;
    read_webp_chunk(kind, data, header);
  }
  header.frame_count = std::max(1U, frames);
  header.image_end = riff_end;
  return header.width == 0 || header.height == 0 ? Refusal::damaged : Refusal::none;
}

struct Box {
  std::string_view kind;
  ByteView body;
  std::size_t end = 0;
};

bool next_box(ByteView bytes, std::size_t at, Box& box) {
  if (at > bytes.size() || bytes.size() - at < 8) return false;
  Cursor cursor(bytes.subspan(at));
  std::uint64_t length = cursor.big(4);
  box.kind = text_of(cursor.take(4));
  std::size_t head = 8;
  if (length == 1) {
    if (!cursor.has(8)) return false;
    const std::uint64_t high = cursor.big(4);
    length = high << 32 | cursor.big(4);
    head = 16;
  }
  if (length == 0) length = bytes.size() - at;
  if (length < head || length > bytes.size() - at) return false;
  box.body = bytes.subspan(at + head, static_cast<std::size_t>(length) - head);
  box.end = at + static_cast<std::size_t>(length);
  return true;
}

// The largest size any item of the file declares (ispe), found inside meta / iprp / ipco.
void read_item_sizes(ByteView bytes, int depth, Header& header) {
  Box box;
  for (std::size_t at = 0; next_box(bytes, at, box); at = box.end) {
    if (box.kind == "ispe" && box.body.size() >= 12) {
      Cursor fields(box.body.subspan(4));
      header.width = std::max(header.width, fields.big(4));
      header.height = std::max(header.height, fields.big(4));
    }
    if (depth == 3) continue;
    if (box.kind == "meta" && box.body.size() > 4) read_item_sizes(box.body.subspan(4), depth + 1, header);
    if (box.kind == "iprp" || box.kind == "ipco") read_item_sizes(box.body, depth + 1, header);
  }
}

struct Brands {
  bool has_avif = false;
  bool has_heic = false;
};

Brands read_brands(ByteView ftyp) {
  Brands brands;
  for (std::size_t at = 0; at + 4 <= ftyp.size(); at += 4) {
    const std::string_view brand = text_of(ftyp.subspan(at, 4));
    if (at == 4) continue;  // the minor version stands between the brands
    brands.has_avif = brands.has_avif || brand == "avif" || brand == "avis";
    brands.has_heic =
        brands.has_heic || brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "mif1";
  }
  return brands;
}

Refusal parse_boxes(ByteView file, Header& header) {
  Box box;
  if (!next_box(file, 0, box)) return Refusal::damaged;
  const Brands brands = read_brands(box.body);
  if (!brands.has_avif && !brands.has_heic) return Refusal::video;
  header.format = brands.has_avif ? Format::avif : Format::heic;
  std::size_t end = 0;
  for (; next_box(file, end, box); end = box.end) {
    if (box.kind == "meta") read_item_sizes(file.subspan(end, box.end - end), 0, header);
  }
  header.image_end = end;
  return header.width == 0 || header.height == 0 ? Refusal::no_pixels : Refusal::none;
}

Refusal parse_kind(ByteView file, Header& header) {
  if (file.empty()) return Refusal::empty;
  if (starts_with(file, "\xff\xd8\xff")) {
    header.format = Format::jpeg;
    return parse_jpeg(file, header);
  }
  if (starts_with(file, "\x89PNG\r\n\x1a\n")) {
    header.format = Format::png;
    return parse_png(file, header);
  }
  if (starts_with(file, "GIF87a") || starts_with(file, "GIF89a")) {
    header.format = Format::gif;
    return parse_gif(file, header);
  }
  if (starts_with(file, "RIFF") && file.size() >= 12 && starts_with(file.subspan(8), "WEBP")) {
    header.format = Format::webp;
    return parse_webp(file, header);
  }
  if (is_recording(file)) return Refusal::video;
  if (file.size() >= 12 && starts_with(file.subspan(4), "ftyp")) return parse_boxes(file, header);
  return Refusal::unknown_kind;
}

// A film whose file names no picture among its brands, as far as they are seen; or one without brands, as old cameras
// wrote.
bool is_film(ByteView head) {
  if (starts_with(head, "\x1a\x45\xdf\xa3")) return true;  // Matroska and WebM
  if (head.size() < 12) return false;
  const std::string_view kind = text_of(head.subspan(4, 4));
  if (kind == "moov" || kind == "mdat" || kind == "wide") return true;
  if (kind != "ftyp") return false;
  const std::size_t end = std::clamp<std::size_t>(Cursor(head).big(4), 8, head.size());
  const Brands brands = read_brands(head.subspan(8, end - 8));
  return !brands.has_avif && !brands.has_heic;
}

bool is_sound(ByteView head) {
  const bool is_mpeg = head.size() >= 2 && head[0] == 0xff && (head[1] & 0xe6U) == 0xe2U;  // layer III
  const bool is_wave = starts_with(head, "RIFF") && head.size() >= 12 && starts_with(head.subspan(8), "WAVE");
  return is_mpeg || is_wave || starts_with(head, "ID3") || starts_with(head, "OggS") || starts_with(head, "fLaC");
}

}  // namespace

bool is_recording(ByteView bytes) {
  const ByteView head = bytes.first(std::min(bytes.size(), recording_head_bytes));
  return is_film(head) || is_sound(head);
}

Refusal parse_header(ByteView file, Header& header) {
  header = Header{};
  header.image_end = file.size();
  const Refusal refusal = parse_kind(file, header);
  if (refusal != Refusal::none) return refusal;
  if (header.frame_count > frame_count_max) return Refusal::too_many_frames;
  return verify_size(header.width, header.height, file.size());
}

Refusal verify_size(std::uint64_t width, std::uint64_t height, std::uint64_t file_bytes) {
  // Under this much, a picture cannot hurt whatever its ratio: a blank page in a good codec is 100,000 to 1.
  constexpr std::uint64_t harmless_bytes = 8U << 20;
  if (width == 0 || height == 0) return Refusal::no_pixels;
  if (file_bytes > file_bytes_max) return Refusal::file_too_large;
  if (width > side_max || height > side_max) return Refusal::side_too_long;
  if (width * height > pixel_count_max) return Refusal::too_many_pixels;
  const std::uint64_t pixel_bytes = width * height * 3;
  if (pixel_bytes > harmless_bytes && pixel_bytes / ratio_max > file_bytes) return Refusal::bomb;
  return Refusal::none;
}

Refusal verify_tail(ByteView file, std::size_t image_end) {
  if (image_end >= file.size()) return Refusal::none;
  const std::string_view tail = text_of(file.subspan(image_end));
  for (const std::string_view magic :
       {std::string_view("PK\x03\x04"), std::string_view("PK\x05\x06"), std::string_view("%PDF-"),
        std::string_view("<html"), std::string_view("<HTML"), std::string_view("<script"), std::string_view("<svg"),
        std::string_view("<?php"), std::string_view("Rar!\x1a\x07"), std::string_view("7z\xbc\xaf\x27\x1c"),
        std::string_view("\x7f"
                         "ELF")}) {
    if (tail.find(magic) != std::string_view::npos) return Refusal::polyglot;
  }
  return tail.starts_with("#!") || tail.starts_with("MZ") ? Refusal::polyglot : Refusal::none;
}

int parse_orientation(ByteView tiff) {
  const bool is_little = starts_with(tiff, std::string_view("II*\0", 4));
  if (!is_little && !starts_with(tiff, std::string_view("MM\0*", 4))) return 1;
  const auto read = [is_little](Cursor& cursor, std::size_t count) {
    return is_little ? cursor.little(count) : cursor.big(count);
  };
  Cursor cursor(tiff);
  cursor.skip(4);
  const std::uint32_t directory = read(cursor, 4);
  Cursor fields(tiff);
  fields.skip(directory);
  const std::uint32_t count = read(fields, 2);
  for (std::uint32_t i = 0; i < count && fields.has(12); ++i) {
    const std::uint32_t tag = read(fields, 2);
    const std::uint32_t kind = read(fields, 2);
    fields.skip(4);
    const std::uint32_t value = read(fields, 2);
    fields.skip(2);
    if (tag == 0x0112 && kind == 3 && value >= 1 && value <= 8) return static_cast<int>(value);
  }
  return 1;
}

}  // namespace redress::media
