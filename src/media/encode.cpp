// SPDX-License-Identifier: Apache-2.0
#include "media/encode.hpp"

#include <avif/avif.h>
#include <webp/encode.h>

#include <algorithm>
#include <memory>

#include "media/heif_turn.hpp"

namespace redress::media {
namespace {

struct Free {
  void operator()(WebPPicture* picture) const { WebPPictureFree(picture); }
  void operator()(WebPMemoryWriter* writer) const { WebPMemoryWriterClear(writer); }
  void operator()(avifImage* image) const { avifImageDestroy(image); }
  void operator()(avifEncoder* encoder) const { avifEncoderDestroy(encoder); }
  void operator()(avifRWData* data) const { avifRWDataFree(data); }
};

Error failed(std::string_view format) {
  return {Code::unavailable, "the " + std::string(format) + " could not be written: try again"};
}

void verify_pixels(const Pixels& pixels) {
  CHECK(pixels.width > 0 && pixels.height > 0);
  CHECK(pixels.rgb.size() == std::size_t{3} * pixels.width * pixels.height);
}

bool configure(WebPConfig& config, int quality) {
  const bool is_exact = quality == 100;
  if (WebPConfigPreset(&config, WEBP_PRESET_PHOTO, static_cast<float>(quality)) == 0) return false;
  if (!is_exact) return true;
  constexpr int level = 4;  // of 9: beyond it seconds are paid for single per cents
  return WebPConfigLosslessPreset(&config, level) != 0;
}

void turn(avifImage& image, int orientation) {
  const HeifTurn turn = turn_of(orientation);
  if (turn.quarters != 0) {
    image.transformFlags |= AVIF_TRANSFORM_IROT;
    image.irot.angle = static_cast<std::uint8_t>(turn.quarters);
  }
  if (turn.mirror != HeifMirror::none) {
    image.transformFlags |= AVIF_TRANSFORM_IMIR;
    image.imir.mode = turn.mirror == HeifMirror::left_to_right ? 1 : 0;
  }
}

void describe(avifImage& image, const HeifFacts& facts) {
  image.colorPrimaries = facts.primaries;
  image.transferCharacteristics = facts.transfer;
  image.matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  image.yuvRange = AVIF_RANGE_FULL;
  if (!facts.icc.empty()) avifImageSetProfileICC(&image, facts.icc.data(), facts.icc.size());
  if (!facts.exif.empty()) avifImageSetMetadataExif(&image, facts.exif.data(), facts.exif.size());
  if (!facts.xmp.empty()) {
    avifImageSetMetadataXMP(&image, reinterpret_cast<const std::uint8_t*>(facts.xmp.data()), facts.xmp.size());
  }
  image.transformFlags = AVIF_TRANSFORM_NONE;  // whatever EXIF says of turning
  turn(image, facts.orientation);
}

// The encoder's step for a quality: 0 is without loss, 63 the worst.
int quantizer_of(int quality) { return (100 - quality) * AVIF_QUANTIZER_WORST_QUALITY / 100; }

}  // namespace

Result<Bytes> encode_webp(const Pixels& pixels, int quality) {
  verify_pixels(pixels);
  if (std::max(pixels.width, pixels.height) > WEBP_MAX_DIMENSION) {
    return Error{Code::unsupported, "WebP bears no side of more than 16,383 pixels"};
  }
  WebPConfig config;
  WebPPicture picture;
  if (!configure(config, quality) || WebPPictureInit(&picture) == 0) return failed("WebP");
  const std::unique_ptr<WebPPicture, Free> freed(&picture);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  const std::unique_ptr<WebPMemoryWriter, Free> cleared(&writer);
  picture.use_argb = config.lossless;
  picture.width = static_cast<int>(pixels.width);
  picture.height = static_cast<int>(pixels.height);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  const bool is_written =
      WebPPictureImportRGB(&picture, pixels.rgb.data(), 3 * picture.width) != 0 && WebPEncode(&config, &picture) != 0;
  if (!is_written) return failed("WebP");
  return Bytes(writer.mem, writer.mem + writer.size);
}

Result<Bytes> encode_avif(const Pixels& pixels, int quality, const HeifFacts& facts) {
  verify_pixels(pixels);
  CHECK(facts.orientation >= 1 && facts.orientation <= 8);
  const std::unique_ptr<avifImage, Free> image(
      avifImageCreate(pixels.width, pixels.height, 8, AVIF_PIXEL_FORMAT_YUV444));
  const std::unique_ptr<avifEncoder, Free> encoder(avifEncoderCreate());
  if (!image || !encoder) return failed("AVIF");
  describe(*image, facts);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image.get());
  rgb.format = AVIF_RGB_FORMAT_RGB;
  rgb.depth = 8;
  rgb.pixels = const_cast<std::uint8_t*>(pixels.rgb.data());  // read only
  rgb.rowBytes = 3 * pixels.width;
  if (avifImageRGBToYUV(image.get(), &rgb) != AVIF_RESULT_OK) return failed("AVIF");
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder->maxThreads = 1;
  encoder->speed = 8;  // twice as fast as 6, and some per cents larger
  encoder->minQuantizer = encoder->maxQuantizer = quantizer_of(quality);
  avifRWData encoded = AVIF_DATA_EMPTY;
  const std::unique_ptr<avifRWData, Free> freed(&encoded);
  if (avifEncoderWrite(encoder.get(), image.get(), &encoded) != AVIF_RESULT_OK) return failed("AVIF");
  return Bytes(encoded.data, encoded.data + encoded.size);
}

}  // namespace redress::media
