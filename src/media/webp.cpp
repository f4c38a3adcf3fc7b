// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "media/formats.hpp"

namespace redress::media {
namespace {

struct FreeWebp {
  void operator()(std::uint8_t* pixels) const { WebPFree(pixels); }
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

void draw(const std::uint8_t* rgba, std::uint32_t width, std::uint32_t height, Canvas& canvas) {
  canvas.begin(width, height);
  for (std::uint32_t y = 0; y < height; ++y) canvas.add_rgba(rgba + std::size_t{4} * width * y);
}

// The first frame as a viewer composes it.
Refusal decode_animated(ByteView file, Canvas& canvas) {
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return Refusal::damaged;
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  const WebPData data{file.data(), file.size()};
  const std::unique_ptr<WebPAnimDecoder, FreeWebp> decoder(WebPAnimDecoderNew(&data, &options));
  if (!decoder) return Refusal::damaged;
  WebPAnimInfo info;
  if (WebPAnimDecoderGetInfo(decoder.get(), &info) == 0) return Refusal::damaged;
  const Refusal size = verify_size(info.canvas_width, info.canvas_height, file.size());
  if (size != Refusal::none) return size;
  if (info.frame_count > frame_count_max) return Refusal::too_many_frames;
  std::uint8_t* rgba = nullptr;
  int timestamp = 0;
  if (WebPAnimDecoderGetNext(decoder.get(), &rgba, &timestamp) == 0) return Refusal::damaged;
  draw(rgba, info.canvas_width, info.canvas_height, canvas);
  return Refusal::none;
}

}  // namespace

Refusal decode_webp(ByteView file, Canvas& canvas) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK) return Refusal::damaged;
  if (features.width <= 0 || features.height <= 0) return Refusal::no_pixels;
  const auto width = static_cast<std::uint32_t>(features.width);
  const auto height = static_cast<std::uint32_t>(features.height);
  const Refusal size = verify_size(width, height, file.size());
  if (size != Refusal::none) return size;
  if (features.has_animation != 0) return decode_animated(file, canvas);
  int decoded_width = 0;
  int decoded_height = 0;
  const std::unique_ptr<std::uint8_t, FreeWebp> rgba(
      WebPDecodeRGBA(file.data(), file.size(), &decoded_width, &decoded_height));
  if (!rgba || decoded_width != features.width || decoded_height != features.height) return Refusal::damaged;
  draw(rgba.get(), width, height, canvas);
  return Refusal::none;
}

}  // namespace redress::media
