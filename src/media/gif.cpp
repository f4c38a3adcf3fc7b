// SPDX-License-Identifier: Apache-2.0
#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "media/formats.hpp"

namespace redress::media {
namespace {

struct CloseGif {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

int read_bytes(GifFileType* gif, GifByteType* out, int count) {
  auto& rest = *static_cast<ByteView*>(gif->UserData);
  const std::size_t taken = std::min(rest.size(), static_cast<std::size_t>(std::max(0, count)));
  if (taken > 0) std::memcpy(out, rest.data(), taken);
  rest = rest.subspan(taken);
  return static_cast<int>(taken);
}

// Skips an extension; a graphics control block gives the transparent colour.
bool read_extension(GifFileType* gif, int& transparent) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return false;
  if (block != nullptr && code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4 && (block[1] & 1) != 0) {
    transparent = block[4];
  }
  while (block != nullptr) {
    if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return false;
  }
  return true;
}

// Row order of an interlaced frame: every 8th from 0, every 8th from 4, every 4th from 2, every 2nd from 1.
std::uint32_t line_of(std::uint32_t i, std::uint32_t height, bool interlaced) {
  if (!interlaced) return i;
  constexpr std::array<std::uint32_t, 4> starts{0, 4, 2, 1};
  constexpr std::array<std::uint32_t, 4> steps{8, 8, 4, 2};
  for (std::size_t pass = 0; pass < 4; ++pass) {
    const std::uint32_t count = height > starts[pass] ? (height - starts[pass] + steps[pass] - 1) / steps[pass] : 0;
    if (i < count) return starts[pass] + i * steps[pass];
    i -= count;
  }
  return 0;
}

Refusal read_frame(GifFileType* gif, int transparent, std::uint64_t file_bytes, Bytes& rgba) {
  if (DGifGetImageDesc(gif) == GIF_ERROR) return Refusal::damaged;
  const GifImageDesc& frame = gif->Image;
  if (frame.Width <= 0 || frame.Height <= 0 || frame.Left < 0 || frame.Top < 0) return Refusal::damaged;
  const auto width = static_cast<std::uint32_t>(frame.Width);
  const auto height = static_cast<std::uint32_t>(frame.Height);
  const Refusal size = verify_size(width, height, file_bytes);
  if (size != Refusal::none) return size;
  const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : gif->SColorMap;
  if (colours == nullptr) return Refusal::damaged;
  const auto screen_width = static_cast<std::uint32_t>(gif->SWidth);
  const auto screen_height = static_cast<std::uint32_t>(gif->SHeight);
  const auto left = static_cast<std::uint32_t>(frame.Left);
  const auto top = static_cast<std::uint32_t>(frame.Top);
  std::vector<GifPixelType> line(width);
  for (std::uint32_t i = 0; i < height; ++i) {
    if (DGifGetLine(gif, line.data(), frame.Width) == GIF_ERROR) return Refusal::damaged;
    const std::uint32_t y = top + line_of(i, height, frame.Interlace);
    if (y >= screen_height) continue;
    for (std::uint32_t x = 0; x < width && left + x < screen_width; ++x) {
      const int index = line[x];
      if (index >= colours->ColorCount) continue;
      const GifColorType& colour = colours->Colors[index];
      std::uint8_t* out = rgba.data() + std::size_t{4} * (std::size_t{y} * screen_width + left + x);
      out[0] = colour.Red;
      out[1] = colour.Green;
      out[2] = colour.Blue;
      out[3] = index == transparent ? 0 : 255;
    }
  }
  return Refusal::none;
}

}  // namespace

Refusal decode_gif(ByteView file, Canvas& canvas) {
  ByteView rest = file;
  int error = 0;
  const std::unique_ptr<GifFileType, CloseGif> gif(DGifOpen(&rest, read_bytes, &error));
  if (!gif || gif->SWidth <= 0 || gif->SHeight <= 0) return Refusal::damaged;
  const auto width = static_cast<std::uint32_t>(gif->SWidth);
  const auto height = static_cast<std::uint32_t>(gif->SHeight);
  const Refusal size = verify_size(width, height, file.size());
  if (size != Refusal::none) return size;
  int transparent = -1;
  for (;;) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif.get(), &record) == GIF_ERROR) return Refusal::damaged;
    if (record == EXTENSION_RECORD_TYPE) {
      if (!read_extension(gif.get(), transparent)) return Refusal::damaged;
    } else if (record == IMAGE_DESC_RECORD_TYPE) {
      break;
    } else {
      return Refusal::no_pixels;
    }
  }
  Bytes rgba(std::size_t{4} * width * height, 0);
  const Refusal frame = read_frame(gif.get(), transparent, file.size(), rgba);
  if (frame != Refusal::none) return frame;
  canvas.begin(width, height);
  for (std::uint32_t y = 0; y < height; ++y) canvas.add_rgba(rgba.data() + std::size_t{4} * width * y);
  return Refusal::none;
}

}  // namespace redress::media
