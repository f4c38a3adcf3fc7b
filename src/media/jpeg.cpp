// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include "media/formats.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace redress::media {
namespace {

// libjpeg leaves by longjmp: nothing with a destructor may live between setjmp and the jump, so it all lives here.
struct Reader {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf leave{};
  Bytes row;
  Bytes rgb;
};

void leave(j_common_ptr info) { std::longjmp(static_cast<Reader*>(info->client_data)->leave, 1); }
void ignore_message(j_common_ptr) {}
void ignore_level(j_common_ptr, int) {}

// Adobe writes CMYK inverted, and so do all files found in practice.
void draw_cmyk(Reader& reader, Canvas& canvas) {
  const std::size_t width = reader.info.output_width;
  for (std::size_t x = 0; x < width; ++x) {
    const unsigned black = reader.row[4 * x + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      reader.rgb[3 * x + c] = static_cast<std::uint8_t>(reader.row[4 * x + c] * black / 255U);
    }
  }
  canvas.add_rgb(reader.rgb.data());
}

// The luma of a YCbCr file is taken as stored: no rounding through RGB, and grey costs a third of the work.
J_COLOR_SPACE choose_colour(J_COLOR_SPACE stored, bool has_preview) {
  switch (stored) {
    case JCS_GRAYSCALE:
      return JCS_GRAYSCALE;
    case JCS_YCbCr:
      return has_preview ? JCS_YCbCr : JCS_GRAYSCALE;
    case JCS_CMYK:
    case JCS_YCCK:
      return JCS_CMYK;
    default:
      return JCS_RGB;
  }
}

void draw_rows(Reader& reader, Canvas& canvas) {
  while (reader.info.output_scanline < reader.info.output_height) {
    JSAMPROW row = reader.row.data();
    if (jpeg_read_scanlines(&reader.info, &row, 1) != 1) return;
    switch (reader.info.out_color_space) {
      case JCS_GRAYSCALE:
        canvas.add_luma(row);
        break;
      case JCS_YCbCr:
        canvas.add_ycc(row);
        break;
      case JCS_CMYK:
        draw_cmyk(reader, canvas);
        break;
      default:
        canvas.add_rgb(row);
    }
  }
}

Refusal read(Reader& reader, ByteView file, Canvas& canvas, std::size_t& image_end) {
  jpeg_decompress_struct& info = reader.info;
  jpeg_mem_src(&info, file.data(), static_cast<unsigned long>(file.size()));
  if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return Refusal::damaged;
  const Refusal size = verify_size(info.image_width, info.image_height, file.size());
  if (size != Refusal::none) return size;
  info.out_color_space = choose_colour(info.jpeg_color_space, canvas.has_preview());
  if (canvas.luma() == Luma::scaled) {
    info.scale_num = screening_eighths(std::max(info.image_width, info.image_height));
    info.scale_denom = 8;
  }
  if (!jpeg_start_decompress(&info)) return Refusal::damaged;
  canvas.begin_scaled({info.image_width, info.image_height}, {info.output_width, info.output_height});
  reader.row.resize(std::size_t{info.output_width} * static_cast<std::size_t>(info.output_components));
  reader.rgb.resize(std::size_t{info.output_width} * 3);
  draw_rows(reader, canvas);
  if (!canvas.is_complete()) return Refusal::damaged;
  jpeg_finish_decompress(&info);
  // At the end of a file cut short libjpeg reads an end marker of its own: nothing of the file is left then.
  image_end = info.src->bytes_in_buffer < file.size() ? file.size() - info.src->bytes_in_buffer : file.size();
  return Refusal::none;
}

}  // namespace

// Only those that libjpeg-turbo has vector code for.
std::uint32_t screening_eighths(std::uint32_t longest) {
  std::uint32_t eighths = 8;
  while (eighths > 1 && (std::uint64_t{longest} * (eighths / 2) + 7) / 8 >= screening_side_min) eighths /= 2;
  return eighths;
}

Refusal decode_jpeg(ByteView file, Canvas& canvas, std::size_t& image_end) {
  Reader reader;
  reader.info.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = leave;
  reader.errors.output_message = ignore_message;
  reader.errors.emit_message = ignore_level;
  reader.info.client_data = &reader;
  volatile Refusal refusal = Refusal::damaged;
  if (setjmp(reader.leave) == 0) {
    jpeg_create_decompress(&reader.info);
    refusal = read(reader, file, canvas, image_end);
  }
  jpeg_destroy_decompress(&reader.info);
  return refusal;
}

}  // namespace redress::media
