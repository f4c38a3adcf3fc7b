// SPDX-License-Identifier: Apache-2.0
// The bodies of media/samples.hpp, in a test source so that the product does not carry them.
#include "media/samples.hpp"

#include <avif/avif.h>
#include <gif_lib.h>
#include <png.h>
#include <sys/stat.h>
#include <webp/encode.h>

#include <cmath>
#include <cstring>

#include "media/test_data.hpp"

namespace redress::test {
namespace {

void append(Bytes& out, std::uint64_t value, std::size_t count, bool big) {
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(static_cast<std::uint8_t>(value >> (8 * (big ? count - 1 - i : i))));
  }
}
void append(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

int write_gif(GifFileType* gif, const GifByteType* from, int count) {
  auto& out = *static_cast<Bytes*>(gif->UserData);
  out.insert(out.end(), from, from + count);
  return count;
}

void write_png(png_structp png, png_bytep from, std::size_t count) {
  auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
  out.insert(out.end(), from, from + count);
}
void flush_png(png_structp) {}

Bytes box(std::string_view kind, const Bytes& body) {
  Bytes out;
  append(out, body.size() + 8, 4, true);
  append(out, kind);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

}  // namespace

media::Pixels make_scene(std::uint32_t width, std::uint32_t height) {
  media::Pixels pixels{width, height, Bytes(std::size_t{3} * width * height)};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const double u = static_cast<double>(x) / width;
      const double v = static_cast<double>(y) / height;
      const bool disc = (u - 0.3) * (u - 0.3) + (v - 0.6) * (v - 0.6) < 0.04;
      const double wave = 0.5 + 0.5 * std::sin(21 * u * u + 9 * v) * std::cos(17 * v + 3 * u);
      std::uint8_t* p = pixels.rgb.data() + std::size_t{3} * (std::size_t{y} * width + x);
      p[0] = static_cast<std::uint8_t>(disc ? 240 : 255 * wave);
      p[1] = static_cast<std::uint8_t>(disc ? 230 : 200 * wave * v);
      p[2] = static_cast<std::uint8_t>(disc ? 30 : 255 * (1 - wave) * u);
    }
  }
  return pixels;
}

Bytes encode_png(const media::Pixels& pixels, bool interlaced) {
  Bytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, write_png, flush_png);
  png_set_IHDR(png, info, pixels.width, pixels.height, 8, PNG_COLOR_TYPE_RGB,
               interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  for (int pass = 0; pass < passes; ++pass) {
    for (std::uint32_t y = 0; y < pixels.height; ++y) {
      png_write_row(png, pixels.rgb.data() + std::size_t{3} * pixels.width * y);
    }
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

Bytes encode_webp(const media::Pixels& pixels) {
  std::uint8_t* encoded = nullptr;
  const std::size_t count =
      WebPEncodeRGB(pixels.rgb.data(), static_cast<int>(pixels.width), static_cast<int>(pixels.height),
                    static_cast<int>(3 * pixels.width), 90, &encoded);
  CHECK(count > 0);
  Bytes out(encoded, encoded + count);
  WebPFree(encoded);
  return out;
}

Bytes encode_gif(const media::Pixels& pixels) {
  Bytes out;
  int error = 0;
  GifFileType* gif = EGifOpen(&out, write_gif, &error);
  std::vector<GifColorType> colours(256);
  for (std::size_t i = 0; i < 256; ++i) {
    colours[i] = {static_cast<GifByteType>((i >> 5) * 255 / 7), static_cast<GifByteType>((i >> 2 & 7) * 255 / 7),
                  static_cast<GifByteType>((i & 3) * 255 / 3)};
  }
  ColorMapObject* map = GifMakeMapObject(256, colours.data());
  const auto width = static_cast<int>(pixels.width);
  const auto height = static_cast<int>(pixels.height);
  CHECK(EGifPutScreenDesc(gif, width, height, 8, 0, map) == GIF_OK);
  CHECK(EGifPutImageDesc(gif, 0, 0, width, height, false, nullptr) == GIF_OK);
  std::vector<GifPixelType> line(pixels.width);
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      const std::uint8_t* p = pixels.rgb.data() + std::size_t{3} * (std::size_t{y} * pixels.width + x);
      line[x] = static_cast<GifPixelType>((p[0] >> 5) << 5 | (p[1] >> 5) << 2 | p[2] >> 6);
    }
    CHECK(EGifPutLine(gif, line.data(), width) == GIF_OK);
  }
  GifFreeMapObject(map);
  EGifCloseFile(gif, &error);
  return out;
}

Bytes encode_avif(const media::Pixels& pixels) {
  avifImage* image =
      avifImageCreate(static_cast<int>(pixels.width), static_cast<int>(pixels.height), 8, AVIF_PIXEL_FORMAT_YUV420);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image);
  rgb.format = AVIF_RGB_FORMAT_RGB;
  rgb.pixels = const_cast<std::uint8_t*>(pixels.rgb.data());
  rgb.rowBytes = 3 * pixels.width;
  CHECK(avifImageRGBToYUV(image, &rgb) == AVIF_RESULT_OK);
  avifEncoder* encoder = avifEncoderCreate();
  encoder->speed = 10;
  encoder->maxThreads = 1;
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  avifRWData encoded = AVIF_DATA_EMPTY;
  CHECK(avifEncoderWrite(encoder, image, &encoded) == AVIF_RESULT_OK);
  Bytes out(encoded.data, encoded.data + encoded.size);
  avifRWDataFree(&encoded);
  avifEncoderDestroy(encoder);
  avifImageDestroy(image);
  return out;
}

std::optional<Bytes> encode_heic(const media::Pixels& pixels) {
  std::string folder = "/tmp/redress-test-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return std::nullopt;
  const Bytes png = encode_png(pixels);
  std::ofstream(folder + "/a.png", std::ios::binary)
      .write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
  const std::string command = "heif-enc -q 90 -o " + folder + "/a.heic " + folder + "/a.png >/dev/null 2>&1";
  const bool is_made = std::system(command.c_str()) == 0;
  const Bytes file = load_bytes(folder + "/a.heic");
  std::filesystem::remove_all(folder);
  return is_made && !file.empty() ? std::optional(file) : std::nullopt;
}

Bytes add_exif(const Bytes& jpeg, std::uint8_t orientation, std::string_view comment) {
  Bytes tiff;
  append(tiff, "MM");
  append(tiff, 42, 2, true);
  append(tiff, 8, 4, true);
  append(tiff, 2, 2, true);
  append(tiff, 0x010e'0002, 4, true);  // description
  append(tiff, comment.size(), 4, true);
  append(tiff, 38, 4, true);
  append(tiff, 0x0112'0003, 4, true);
  append(tiff, 1, 4, true);
  append(tiff, orientation, 2, true);
  append(tiff, 0, 2, true);
  append(tiff, 0, 4, true);
  append(tiff, comment);
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  append(out, 0xffe1, 2, true);
  append(out, tiff.size() + 8, 2, true);
  append(out, std::string_view("Exif\0\0", 6));
  out.insert(out.end(), tiff.begin(), tiff.end());
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

Bytes png_header(std::uint32_t width, std::uint32_t height) {
  Bytes out = encode_png(media::Pixels{1, 1, Bytes(3)});
  Bytes size;
  append(size, width, 4, true);
  append(size, height, 4, true);
  std::copy(size.begin(), size.end(), out.begin() + 16);
  return out;
}

Bytes gif_header(std::uint32_t width, std::uint32_t height) {
  Bytes out;
  append(out, "GIF89a");
  append(out, width, 2, false);
  append(out, height, 2, false);
  append(out, std::string_view("\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3b", 19));
  return out;
}

Bytes jpeg_header(std::uint32_t width, std::uint32_t height) {
  Bytes out;
  append(out, 0xffd8'ffc0'0011'08, 7, true);
  append(out, height, 2, true);
  append(out, width, 2, true);
  append(out, std::string_view("\3\1\x22\0\2\x11\1\3\x11\1\xff\xd9", 12));
  return out;
}

Bytes webp_header(std::uint32_t width, std::uint32_t height) {
  Bytes out = encode_webp(media::Pixels{1, 1, Bytes(3)});
  Bytes chunk;
  append(chunk, "VP8X");
  append(chunk, 10, 4, false);
  append(chunk, 0, 4, false);
  append(chunk, width - 1, 3, false);
  append(chunk, height - 1, 3, false);
  out.insert(out.begin() + 12, chunk.begin(), chunk.end());
  Bytes size;
  append(size, out.size() - 8, 4, false);
  std::copy(size.begin(), size.end(), out.begin() + 4);
  return out;
}

Bytes avif_header(std::uint32_t width, std::uint32_t height) {
  Bytes brands;
  append(brands, "avif");
  append(brands, 0, 4, true);
  append(brands, "avifmif1");
  Bytes size;
  append(size, 0, 4, true);
  append(size, width, 4, true);
  append(size, height, 4, true);
  Bytes meta;
  append(meta, 0, 4, true);
  const Bytes properties = box("iprp", box("ipco", box("ispe", size)));
  meta.insert(meta.end(), properties.begin(), properties.end());
  Bytes out = box("ftyp", brands);
  const Bytes rest = box("meta", meta);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

Bytes gif_frames(std::uint32_t count) {
  Bytes out = gif_header(1, 1);
  const Bytes frame(out.begin() + 13, out.end() - 1);
  out.pop_back();
  for (std::uint32_t i = 1; i < count; ++i) out.insert(out.end(), frame.begin(), frame.end());
  out.push_back(0x3b);
  return out;
}

Bytes deflate_bomb(std::uint32_t width, std::uint32_t height) {
  return encode_png(media::Pixels{width, height, Bytes(std::size_t{3} * width * height)});
}

}  // namespace redress::test
