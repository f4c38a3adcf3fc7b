// SPDX-License-Identifier: Apache-2.0
#include <avif/avif.h>

#include <memory>

#include "media/formats.hpp"
#include "media/heif_turn.hpp"

namespace redress::media {
namespace {

struct FreeAvif {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
};

int turned(const avifImage& image) {
  HeifTurn turn;
  if ((image.transformFlags & AVIF_TRANSFORM_IROT) != 0) turn.quarters = image.irot.angle;
  if ((image.transformFlags & AVIF_TRANSFORM_IMIR) != 0) {
    turn.mirror = image.imir.mode == 1 ? HeifMirror::left_to_right : HeifMirror::top_to_bottom;
  }
  return orientation_of(turn);
}

}  // namespace

Refusal decode_avif(ByteView file, Canvas& canvas, int& orientation) {
  const std::unique_ptr<avifDecoder, FreeAvif> decoder(avifDecoderCreate());
  if (!decoder) return Refusal::memory;
  decoder->codecChoice = AVIF_CODEC_CHOICE_DAV1D;
  decoder->maxThreads = 1;
  decoder->imageSizeLimit = static_cast<std::uint32_t>(pixel_count_max);
  decoder->imageDimensionLimit = side_max;
  decoder->imageCountLimit = frame_count_max;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->strictFlags = AVIF_STRICT_CLAP_VALID;  // the other two refuse files that telephones write
  if (avifDecoderSetIOMemory(decoder.get(), file.data(), file.size()) != AVIF_RESULT_OK) return Refusal::damaged;
  const avifResult parsed = avifDecoderParse(decoder.get());
  if (parsed != AVIF_RESULT_OK) return Refusal::damaged;
  const Refusal size = verify_size(decoder->image->width, decoder->image->height, file.size());
  if (size != Refusal::none) return size;
  if (avifDecoderNextImage(decoder.get()) != AVIF_RESULT_OK) return Refusal::damaged;
  const avifImage& image = *decoder->image;
  const Refusal decoded_size = verify_size(image.width, image.height, file.size());
  if (decoded_size != Refusal::none) return decoded_size;

  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &image);
  rgb.depth = 8;
  rgb.format = AVIF_RGB_FORMAT_RGBA;
  Bytes pixels(std::size_t{4} * image.width * image.height);
  rgb.pixels = pixels.data();
  rgb.rowBytes = 4 * image.width;
  if (avifImageYUVToRGB(&image, &rgb) != AVIF_RESULT_OK) return Refusal::damaged;
  canvas.begin(image.width, image.height);
  for (std::uint32_t y = 0; y < image.height; ++y) canvas.add_rgba(pixels.data() + std::size_t{rgb.rowBytes} * y);
  orientation = turned(image);
  return Refusal::none;
}

}  // namespace redress::media
