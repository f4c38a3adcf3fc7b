// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <array>

#include "label/part_taker.hpp"

namespace redress::label {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view jpeg_xmp = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr std::string_view png_xmp = "XML:com.adobe.xmp"sv;
constexpr std::size_t segment_bytes_max = 65'533;  // after its two bytes of length
constexpr std::size_t png_head_bytes = 8 + 25;     // signature and IHDR
std::uint32_t read_u32(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24U | std::uint32_t{bytes[at + 1]} << 16U | std::uint32_t{bytes[at + 2]} << 8U |
         bytes[at + 3];
}

void append_u32(Bytes& to, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    to.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
}

constexpr bool is_frame_head(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// One segment of a JPEG, without its marker and length.
Status take_segment(PictureParts& parts, std::uint8_t marker, ByteView whole) {
  const ByteView body = whole.subspan(4);
  const std::string_view text = text_of(body);
  if (marker == 0xE1 && text.starts_with(jpeg_xmp)) return take_xmp(parts, text.substr(jpeg_xmp.size()));
  if (marker == 0xEB && text.starts_with("JP")) return signed_already();
  if (marker == 0xE0) {
    leave_out(parts, "JFIF header");
    return Done{};
  }
  if (marker == 0xE2 && text.starts_with("MPF")) {  // it points behind the picture, at what is not written again
    leave_out(parts, "MPF index");
    return Done{};
  }
  if (marker == 0xEE && text.starts_with("Adobe")) return Done{};  // of the old encoding
  const bool is_kept = (marker >= 0xE1 && marker <= 0xEF) || marker == 0xFE;
  return is_kept ? keep(parts, whole) : Status(Done{});
}

bool has_icc(const PictureParts& parts) {
  return std::any_of(parts.kept.begin(), parts.kept.end(),
                     [](const Bytes& part) { return text_of(part).substr(4).starts_with("ICC_PROFILE"); });
}

Result<PictureParts> parse_jpeg(ByteView file) {
  const Error broken{Code::invalid, "the JPEG's segments do not fit together"};
  PictureParts parts;
  std::size_t channels = 0;
  if (file.size() < 4 || file[0] != 0xFF || file[1] != 0xD8) return broken;
  for (std::size_t at = 2;;) {
    if (at + 4 > file.size() || file[at] != 0xFF) return broken;
    const std::uint8_t marker = file[at + 1];
    if (marker == 0xFF) {  // filling
      ++at;
      continue;
    }
    const std::size_t bytes = std::size_t{file[at + 2]} << 8U | file[at + 3];
    if (bytes < 2 || at + 2 + bytes > file.size()) return broken;
    if (marker == 0xDA) break;
    if (is_frame_head(marker) && bytes >= 8) channels = file[at + 9];
    TRY(take_segment(parts, marker, file.subspan(at, 2 + bytes)));
    at += 2 + bytes;
  }
  if (channels != 3 && has_icc(parts)) {
    return Error{Code::unsupported, "its colour profile is not one of red, green and blue: convert it to sRGB first"};
  }
  return parts;
}

Status take_international_text(PictureParts& parts, ByteView whole) {
  const std::string_view text = text_of(whole.subspan(8, whole.size() - 12));
  if (!text.starts_with(png_xmp) || text.size() < png_xmp.size() + 5 || text[png_xmp.size()] != 0) {
    return keep(parts, whole);
  }
  if (text[png_xmp.size() + 1] != 0) return Error{Code::unsupported, "its XMP is compressed, which no reader expects"};
  const std::size_t language_end = text.find('\0', png_xmp.size() + 3);
  const std::size_t start = language_end == std::string_view::npos ? language_end : text.find('\0', language_end + 1);
  if (start == std::string_view::npos) return Error{Code::invalid, "the PNG's XMP has no beginning"};
  return take_xmp(parts, text.substr(start + 1));
}

Status take_chunk(PictureParts& parts, std::string_view name, ByteView whole) {
  constexpr std::array kept = {"iCCP"sv, "sRGB"sv, "gAMA"sv, "cHRM"sv, "cICP"sv,
                               "pHYs"sv, "tEXt"sv, "zTXt"sv, "eXIf"sv, "tIME"sv};
  if (name == "caBX") return signed_already();
  if (name == "tRNS") return Error{Code::unsupported, "parts of the picture are transparent: lay it on a ground first"};
  if (name == "iTXt") return take_international_text(parts, whole);
  if (std::find(kept.begin(), kept.end(), name) != kept.end()) return keep(parts, whole);
  if (name != "IHDR" && name != "IDAT" && name != "IEND" && name != "PLTE")
    leave_out(parts, name_part(name) + " chunk");
  return Done{};
}

Status verify_png_pixels(ByteView file, const PictureParts& parts) {
  const std::uint8_t depth = file[24];
  const std::uint8_t colour = file[25];
  if (depth == 16) return Error{Code::unsupported, "16 bits a channel would be lost: save it with 8 first"};
  if (colour == 4 || colour == 6) {
    return has_alpha();
  }
  const bool has_profile = std::any_of(parts.kept.begin(), parts.kept.end(),
                                       [](const Bytes& part) { return text_of(part).substr(4).starts_with("iCCP"); });
  if (colour == 0 && has_profile) {
    return Error{Code::unsupported, "its colour profile is not one of red, green and blue: convert it to sRGB first"};
  }
  return Done{};
}

Result<PictureParts> parse_png(ByteView file) {
  const Error broken{Code::invalid, "the PNG's chunks do not fit together"};
  PictureParts parts;
  if (file.size() < png_head_bytes || text_of(file.subspan(12, 4)) != "IHDR") return broken;
  for (std::size_t at = 8;;) {
    if (at + 12 > file.size()) return broken;
    const std::size_t bytes = read_u32(file, at);
    if (bytes > file.size() - at - 12) return broken;
    const std::string_view name = text_of(file.subspan(at + 4, 4));
    TRY(take_chunk(parts, name, file.subspan(at, 12 + bytes)));
    at += 12 + bytes;
    if (name == "IEND") break;
  }
  TRY(verify_png_pixels(file, parts));
  return parts;
}

Result<Bytes> make_jpeg_xmp(std::string_view packet) {
  const std::size_t bytes = jpeg_xmp.size() + packet.size();
  if (bytes > segment_bytes_max) return Error{Code::exhausted, "its XMP is full: nothing can be added to it"};
  Bytes segment = {0xFF, 0xE1, static_cast<std::uint8_t>((bytes + 2) >> 8U), static_cast<std::uint8_t>(bytes + 2)};
  segment.insert(segment.end(), jpeg_xmp.begin(), jpeg_xmp.end());
  segment.insert(segment.end(), packet.begin(), packet.end());
  return segment;
}

Bytes make_png_xmp(std::string_view packet) {
  Bytes chunk;
  append_u32(chunk, static_cast<std::uint32_t>(png_xmp.size() + 5 + packet.size()));
  for (const std::string_view text : {"iTXt"sv, png_xmp, "\0\0\0\0\0"sv, packet}) {
    chunk.insert(chunk.end(), text.begin(), text.end());
  }
  append_u32(chunk, static_cast<std::uint32_t>(crc32(0, chunk.data() + 4, static_cast<uInt>(chunk.size() - 4))));
  return chunk;
}

// Behind the encoder's own JFIF segment, which must come first.
std::size_t find_jpeg_place(ByteView encoded) {
  CHECK(encoded.size() > 20 && encoded[2] == 0xFF && encoded[3] == 0xE0);
  return std::size_t{4} + (std::size_t{encoded[4]} << 8U | encoded[5]);
}

// The encoder's own chunks are left out: what it says of colours it only supposes.
std::size_t find_png_pixels(ByteView encoded) {
  std::size_t at = png_head_bytes;
  for (;;) {
    CHECK(at + 12 <= encoded.size());
    const std::string_view name = text_of(encoded.subspan(at + 4, 4));
    if (name == "IDAT" || name == "IEND") return at;
    at += 12 + read_u32(encoded, at);
  }
}

}  // namespace

Result<PictureParts> parse_picture_parts(ByteView file, media::Format format) {
  switch (format) {
    case media::Format::jpeg:
      return parse_jpeg(file);
    case media::Format::png:
      return parse_png(file);
    case media::Format::webp:
      return parse_webp_parts(file);
    case media::Format::avif:
    case media::Format::heic:
      return parse_heif_parts(file, format);
    case media::Format::gif:
      return Error{Code::unsupported, "a GIF's 256 colours bear no watermark: save it as PNG first"};
  }
  return Error{Code::unsupported, "a picture of no known kind"};
}

Result<Bytes> join_picture_parts(ByteView encoded, const PictureParts& parts, media::Format format) {
  CHECK(format != media::Format::avif && format != media::Format::gif);
  if (format == media::Format::heic) return join_heic_parts(encoded, parts);
  if (format == media::Format::webp) return join_webp_parts(encoded, parts);
  const bool is_jpeg = format == media::Format::jpeg;
  const std::size_t place = is_jpeg ? find_jpeg_place(encoded) : png_head_bytes;
  Bytes file(encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(place));
  for (const Bytes& part : parts.kept) file.insert(file.end(), part.begin(), part.end());
  if (!parts.xmp.empty()) {
    TRY_ASSIGN(const Bytes xmp, is_jpeg ? make_jpeg_xmp(parts.xmp) : Result(make_png_xmp(parts.xmp)));
    file.insert(file.end(), xmp.begin(), xmp.end());
  }
  const std::size_t rest = is_jpeg ? place : find_png_pixels(encoded);
  file.insert(file.end(), encoded.begin() + static_cast<std::ptrdiff_t>(rest), encoded.end());
  return file;
}

}  // namespace redress::label
