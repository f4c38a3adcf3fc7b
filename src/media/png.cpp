// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <csetjmp>
#include <cstring>

#include "media/formats.hpp"

namespace redress::media {
namespace {

// libpng leaves by longjmp: nothing with a destructor may live between setjmp and the jump, so it all lives here.
struct Reader {
  ByteView rest;
  png_structp png = nullptr;
  png_infop info = nullptr;
  Bytes pixels;
};

void leave(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignore(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, std::size_t count) {
  auto& rest = static_cast<Reader*>(png_get_io_ptr(png))->rest;
  if (count > rest.size()) png_error(png, "end of file");
  std::memcpy(out, rest.data(), count);
  rest = rest.subspan(count);
}

void ask_for_rgba(Reader& reader) {
  png_set_expand(reader.png);
  png_set_strip_16(reader.png);
  png_set_gray_to_rgb(reader.png);
  png_set_add_alpha(reader.png, 0xff, PNG_FILLER_AFTER);
}

Refusal read(Reader& reader, std::uint64_t file_bytes, Canvas& canvas) {
  png_set_read_fn(reader.png, &reader, read_bytes);
  png_set_user_limits(reader.png, side_max, side_max);
  png_set_chunk_cache_max(reader.png, 64);
  png_set_chunk_malloc_max(reader.png, 8U << 20);
  png_read_info(reader.png, reader.info);
  const std::uint32_t width = png_get_image_width(reader.png, reader.info);
  const std::uint32_t height = png_get_image_height(reader.png, reader.info);
  const Refusal size = verify_size(width, height, file_bytes);
  if (size != Refusal::none) return size;
  ask_for_rgba(reader);
  const int passes = png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
  if (row_bytes != std::size_t{4} * width) return Refusal::damaged;
  canvas.begin(width, height);
  if (passes == 1) {
    reader.pixels.resize(row_bytes);
    for (std::uint32_t y = 0; y < height; ++y) {
      png_read_row(reader.png, reader.pixels.data(), nullptr);
      canvas.add_rgba(reader.pixels.data());
    }
  } else {
    reader.pixels.resize(row_bytes * height);
    for (int pass = 0; pass < passes; ++pass) {
      for (std::uint32_t y = 0; y < height; ++y) {
        png_read_row(reader.png, reader.pixels.data() + row_bytes * y, nullptr);
      }
    }
    for (std::uint32_t y = 0; y < height; ++y) canvas.add_rgba(reader.pixels.data() + row_bytes * y);
  }
  return Refusal::none;
}

}  // namespace

Refusal decode_png(ByteView file, Canvas& canvas) {
  Reader reader;
  reader.rest = file;
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, leave, ignore);
  if (reader.png == nullptr) return Refusal::memory;
  volatile Refusal refusal = Refusal::damaged;
  if (setjmp(png_jmpbuf(reader.png)) == 0) {
    reader.info = png_create_info_struct(reader.png);
    refusal = reader.info == nullptr ? Refusal::memory : read(reader, file.size(), canvas);
  }
  png_destroy_read_struct(&reader.png, &reader.info, nullptr);
  return refusal;
}

}  // namespace redress::media
