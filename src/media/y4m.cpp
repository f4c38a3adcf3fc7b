// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <string_view>

#include "media/formats.hpp"

namespace redress::media {
namespace {

constexpr std::size_t header_bytes_max = 256;

// "YUV4MPEG2 W640 H480 F30:1 C420…\nFRAME\n", then Y, Cb and Cr planes, the latter two of half size.
bool parse_line(std::string_view& text, std::string_view& line) {
  const std::size_t end = text.substr(0, header_bytes_max).find('\n');
  if (end == std::string_view::npos) return false;
  line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

bool parse_field(std::string_view line, std::string_view key, std::uint32_t& value) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return false;
  const char* first = line.data() + at + key.size();
  return std::from_chars(first, line.data() + line.size(), value).ec == std::errc();
}

}  // namespace

Refusal decode_y4m(ByteView file, Canvas& canvas) {
  std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  std::string_view line;
  std::string_view frame;
  if (!text.starts_with("YUV4MPEG2 ") || !parse_line(text, line) || !parse_line(text, frame)) return Refusal::damaged;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  if (!parse_field(line, " W", width) || !parse_field(line, " H", height)) return Refusal::damaged;
  const bool is_420 = line.find(" C") == std::string_view::npos || line.find(" C420") != std::string_view::npos;
  if (!is_420 || !frame.starts_with("FRAME")) return Refusal::damaged;
  const Refusal size = verify_size(width, height, file.size());
  if (size != Refusal::none) return size;

  const std::size_t luma_bytes = std::size_t{width} * height;
  const std::size_t half_width = (width + 1) / 2;
  const std::size_t half_bytes = half_width * ((height + 1) / 2);
  if (text.size() < luma_bytes + 2 * half_bytes) return Refusal::damaged;
  const auto* planes = reinterpret_cast<const std::uint8_t*>(text.data());
  canvas.begin(width, height);
  Bytes row(std::size_t{3} * width);
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::uint8_t* luma = planes + std::size_t{y} * width;
    const std::uint8_t* blue = planes + luma_bytes + std::size_t{y / 2} * half_width;
    for (std::uint32_t x = 0; x < width; ++x) {
      row[std::size_t{3} * x] = luma[x];
      row[std::size_t{3} * x + 1] = blue[x / 2];
      row[std::size_t{3} * x + 2] = blue[half_bytes + x / 2];
    }
    canvas.add_ycc(row.data());
  }
  return Refusal::none;
}

}  // namespace redress::media
