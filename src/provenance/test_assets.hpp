// SPDX-License-Identifier: Apache-2.0
// provenance/test_assets.hpp — small files of every container, put together byte by byte. For tests only.
//
// Errors          none: what a test asks for is made, also when no reader should accept it.
// Threads         pure functions.
// Source          the formats as their readers cite them.
#pragma once

#include <zlib.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace redress::provenance::test {

using namespace std::string_view_literals;

inline std::string big(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// A superbox described as a manifest store, and something inside.
inline std::string make_store(std::string_view inside = "manifest") {
  const std::string description = big(8 + 16 + 1 + 5, 4) + "jumd" +
                                  std::string("c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03"sv) +
                                  std::string("c2pa\0"sv);
  return big(8 + description.size() + inside.size(), 4) + "jumb" + description + std::string(inside);
}

inline std::string jpeg_segment(int marker, std::string_view payload) {
  return std::string("\xff") + static_cast<char>(marker) + big(payload.size() + 2, 2) + std::string(payload);
}

// The store in APP11 segments of so many bytes of it, the head of the superbox repeated in each.
inline std::string jpeg_store(std::string_view store, std::size_t piece_bytes = 60000, int instance = 1) {
  const std::string head(store.substr(0, 8));
  std::string text;
  int sequence = 0;
  for (std::size_t at = 8; at < store.size(); at += piece_bytes) {
    text +=
        jpeg_segment(0xeb, "JP" + big(static_cast<unsigned>(instance), 2) + big(static_cast<unsigned>(++sequence), 4) +
                               head + std::string(store.substr(at, piece_bytes)));
  }
  return text;
}

// `head`: segments after SOI. A scan with a stuffed FF and two RST markers.
inline std::string make_jpeg(std::string_view head) {
  return "\xff\xd8" + std::string(head) + jpeg_segment(0xc0, "frame") + jpeg_segment(0xda, "scan") +
         std::string("ab\xff\0cd\xff\xd0more\xff\xd1last\xff\xd9"sv);
}

inline std::string png_chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const auto* start = reinterpret_cast<const Bytef*>(body.data());
  return big(data.size(), 4) + body + big(crc32(0, start, static_cast<uInt>(body.size())), 4);
}

inline std::string make_png(std::string_view chunks) {
  return std::string("\x89PNG\r\n\x1a\n"sv) + png_chunk("IHDR", std::string(13, 'h')) + std::string(chunks) +
         png_chunk("IDAT", "pixels") + png_chunk("IEND", "");
}

inline std::string riff_chunk(std::string_view id, std::string_view data) {
  return std::string(id) + little(data.size(), 4) + std::string(data) + std::string(data.size() % 2, '\0');
}

inline std::string make_riff(std::string_view form, std::string_view chunks) {
  return riff_chunk("RIFF", std::string(form) + std::string(chunks));
}

inline std::string bmff_box(std::string_view type, std::string_view content) {
  return big(content.size() + 8, 4) + std::string(type) + std::string(content);
}

inline std::string provenance_box(std::string_view purpose, std::string_view payload) {
  return bmff_box("uuid", std::string("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"sv) +
                              big(0, 4) + std::string(purpose) + std::string(1, '\0') + std::string(payload));
}

inline std::string store_box(std::string_view store, std::string_view purpose = "manifest") {
  return provenance_box(purpose, big(0, 8) + std::string(store));
}

inline std::string make_bmff(std::string_view boxes, std::string_view brand = "isom") {
  return bmff_box("ftyp", std::string(brand) + big(0, 4) + "mp41") + std::string(boxes);
}

// One directory in front, as many more behind it as `directories` has; each a list of entries {tag, type, value}.
struct TiffEntry {
  int tag;
  int type;
  std::string value;
};

inline std::string make_tiff(const std::vector<std::vector<TiffEntry>>& directories) {
  constexpr int bytes_of_type[] = {0, 1, 1, 2, 4, 8, 1, 1};
  std::string file = "II*" + std::string(1, '\0') + little(8, 4);
  for (std::size_t i = 0; i < directories.size(); ++i) {
    std::string values;
    std::string text = little(directories[i].size(), 2);
    const std::size_t values_at = file.size() + 2 + 12 * directories[i].size() + 4;
    for (const TiffEntry& entry : directories[i]) {
      text += little(static_cast<unsigned>(entry.tag), 2) + little(static_cast<unsigned>(entry.type), 2) +
              little(entry.value.size() / static_cast<std::size_t>(bytes_of_type[entry.type]), 4);
      if (entry.value.size() <= 4) {
        text += entry.value + std::string(4 - entry.value.size(), '\0');
      } else {
        text += little(values_at + values.size(), 4);
        values += entry.value;
      }
    }
    const bool last = i + 1 == directories.size();
    file += text + little(last ? 0 : values_at + values.size(), 4) + values;
  }
  return file;
}

inline std::string gif_blocks(std::string_view data) {
  std::string text;
  for (std::size_t at = 0; at < data.size(); at += 255) {
    const std::string_view part = data.substr(at, 255);
    text += static_cast<char>(part.size()) + std::string(part);
  }
  return text + std::string(1, '\0');
}

inline std::string gif_application(std::string_view name, std::string_view data) {
  return "\x21\xff\x0b" + std::string(name) + gif_blocks(data);
}

// A screen with a table of two colours, and one picture.
inline std::string make_gif(std::string_view extensions) {
  return "GIF89a" + little(1, 2) + little(1, 2) + std::string("\x80\0\0"sv) + std::string(6, 'c') +
         std::string(extensions) + "," + std::string(9, '\0') + "\x02" + gif_blocks("pixels") + ";";
}

inline std::string syncsafe(std::size_t value) {
  std::string text;
  for (int shift = 21; shift >= 0; shift -= 7) text += static_cast<char>(value >> shift & 0x7f);
  return text;
}

inline std::string id3_frame(std::string_view id, std::string_view data, int flags = 0) {
  return std::string(id) + syncsafe(data.size()) + big(static_cast<unsigned>(flags), 2) + std::string(data);
}

inline std::string id3_store(std::string_view store, std::string_view mime = "application/c2pa") {
  const std::string zero(1, '\0');
  return id3_frame("GEOB", zero + std::string(mime) + zero + "c2pa" + zero + "manifest" + zero + std::string(store));
}

inline std::string make_mp3(std::string_view frames) {
  return "ID3" + std::string("\x04\0\0"sv) + syncsafe(frames.size() + 10) + std::string(frames) +
         std::string(10, '\0') + "\xff\xfb sound";
}

inline std::string make_flac(const std::vector<std::string>& comments) {
  std::string block = little(3, 4) + "our" + little(comments.size(), 4);
  for (const std::string& comment : comments) block += little(comment.size(), 4) + comment;
  return std::string("fLaC\0"sv) + big(4, 3) + "info" + "\x84" + big(block.size(), 3) + block + "sound";
}

inline std::string make_jxl(std::string_view boxes) {
  return std::string("\0\0\0\x0cJXL \r\n\x87\n"sv) + bmff_box("ftyp", "jxl ") + std::string(boxes) +
         bmff_box("jxlc", "pixels");
}

inline std::string make_svg(std::string_view inside) {
  return "<?xml version=\"1.0\"?>\n<svg xmlns:c2pa=\"http://c2pa.org/manifest\">" + std::string(inside) + "</svg>\n";
}

inline std::string svg_store(std::string_view store) {
  return "<metadata><c2pa:manifest>" + render_base64(view_bytes(store)) + "</c2pa:manifest></metadata>";
}

inline std::string pdf_stream(std::string_view data) {
  return "1 0 obj\n<</AFRelationship/C2PA_Manifest/Length " + std::to_string(data.size()) + ">>\nstream\r\n" +
         std::string(data) + "\r\nendstream\nendobj\n";
}

}  // namespace redress::provenance::test
