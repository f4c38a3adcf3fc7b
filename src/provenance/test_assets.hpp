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

using std::string_view_literals::operator""sv;

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

}  // namespace redress::provenance::test
