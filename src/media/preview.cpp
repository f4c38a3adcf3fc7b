// SPDX-License-Identifier: Apache-2.0
#include "media/preview.hpp"

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

extern "C" {
#include <jpeglib.h>
}

namespace redress::media {
namespace {

constexpr std::uint32_t blur_cells_max = 12;
constexpr std::uint32_t blur_side_max = 320;

struct Writer {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf leave{};
  unsigned char* out = nullptr;
  unsigned long out_bytes = 0;
};

void leave(j_common_ptr info) { std::longjmp(static_cast<Writer*>(info->client_data)->leave, 1); }
void ignore_message(j_common_ptr) {}

bool write(Writer& writer, const Pixels& pixels, int quality) {
  if (setjmp(writer.leave) != 0) return false;
  jpeg_create_compress(&writer.info);
  jpeg_mem_dest(&writer.info, &writer.out, &writer.out_bytes);
  writer.info.image_width = pixels.width;
  writer.info.image_height = pixels.height;
  writer.info.input_components = 3;
  writer.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&writer.info);
  jpeg_set_quality(&writer.info, quality, TRUE);
  jpeg_start_compress(&writer.info, TRUE);
  while (writer.info.next_scanline < writer.info.image_height) {
    auto* row = const_cast<JSAMPLE*>(pixels.rgb.data() + std::size_t{3} * pixels.width * writer.info.next_scanline);
    jpeg_write_scanlines(&writer.info, &row, 1);
  }
  jpeg_finish_compress(&writer.info);
  return true;
}

// Mean colour of each cell of a coarse grid.
Pixels average(const Pixels& from, std::uint32_t width, std::uint32_t height) {
  Pixels to{width, height, Bytes(std::size_t{3} * width * height)};
  std::vector<std::uint64_t> sums(std::size_t{4} * width * height);
  std::vector<std::size_t> columns(from.width);
  for (std::uint32_t x = 0; x < from.width; ++x) columns[x] = std::uint64_t{x} * width / from.width;
  for (std::uint32_t y = 0; y < from.height; ++y) {
    std::uint64_t* const row = sums.data() + std::size_t{4} * width * (std::uint64_t{y} * height / from.height);
    const std::uint8_t* p = from.rgb.data() + std::size_t{3} * y * from.width;
    for (const std::size_t column : columns) {
      std::uint64_t* const cell = row + 4 * column;
      for (std::size_t c = 0; c < 3; ++c) cell[c] += *p++;
      ++cell[3];
    }
  }
  for (std::size_t cell = 0; cell < std::size_t{width} * height; ++cell) {
    const std::uint64_t count = std::max<std::uint64_t>(1, sums[4 * cell + 3]);
    for (std::size_t c = 0; c < 3; ++c) to.rgb[3 * cell + c] = static_cast<std::uint8_t>(sums[4 * cell + c] / count);
  }
  return to;
}

struct Between {
  std::size_t low;
  std::size_t high;
  float share;
};

Between between(std::uint32_t at, std::uint32_t length, std::uint32_t cells) {
  const float place = (static_cast<float>(at) + 0.5F) * static_cast<float>(cells) / static_cast<float>(length) - 0.5F;
  const float inside = std::clamp(place, 0.0F, static_cast<float>(cells - 1));
  const auto low = static_cast<std::size_t>(inside);
  return {low, std::min<std::size_t>(low + 1, cells - 1), inside - static_cast<float>(low)};
}

float mix(float low, float high, float share) { return low + share * (high - low); }

// A row of cells drawn out to that width, without a step between them.
std::vector<float> stretch(const Pixels& cells, std::size_t row, std::uint32_t width) {
  std::vector<float> stretched;
  stretched.reserve(std::size_t{3} * width);
  const std::uint8_t* const rgb = cells.rgb.data() + 3 * row * cells.width;
  for (std::uint32_t x = 0; x < width; ++x) {
    const Between across = between(x, width, cells.width);
    for (std::size_t c = 0; c < 3; ++c) {
      stretched.push_back(mix(rgb[3 * across.low + c], rgb[3 * across.high + c], across.share));
    }
  }
  return stretched;
}

std::uint32_t scale_side(std::uint32_t side, std::uint32_t longest, std::uint32_t longest_max) {
  if (longest <= longest_max) return side;
  return std::max(1U, static_cast<std::uint32_t>(std::uint64_t{side} * longest_max / longest));
}

struct Spot {
  std::uint32_t column;
  std::uint32_t row;
};

// Where a stored pixel is in the upright picture, whose last column and row are given.
Spot upright_spot(std::uint32_t x, std::uint32_t y, std::uint32_t right, std::uint32_t bottom, int orientation) {
  const bool is_sideways = orientation >= 5;
  Spot spot{is_sideways ? y : x, is_sideways ? x : y};
  if (orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7) spot.column = right - spot.column;
  if (orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8) spot.row = bottom - spot.row;
  return spot;
}

}  // namespace

Pixels turn_upright(const Pixels& stored, int orientation) {
  if (orientation <= 1 || orientation > 8) return stored;
  Pixels upright{stored.width, stored.height, Bytes(stored.rgb.size())};
  if (orientation >= 5) std::swap(upright.width, upright.height);
  for (std::uint32_t y = 0; y < stored.height; ++y) {
    for (std::uint32_t x = 0; x < stored.width; ++x) {
      const Spot to = upright_spot(x, y, upright.width - 1, upright.height - 1, orientation);
      const std::uint8_t* from = stored.rgb.data() + std::size_t{3} * (std::size_t{y} * stored.width + x);
      std::copy(from, from + 3,
                upright.rgb.data() + std::size_t{3} * (std::size_t{to.row} * upright.width + to.column));
    }
  }
  return upright;
}

Plane turn_upright(Plane stored, int orientation) {
  if (orientation <= 1 || orientation > 8) return stored;
  const bool is_sideways = orientation >= 5;
  Plane upright = Plane::make(is_sideways ? stored.height : stored.width, is_sideways ? stored.width : stored.height);
  for (std::uint32_t y = 0; y < stored.height; ++y) {
    for (std::uint32_t x = 0; x < stored.width; ++x) {
      const Spot to = upright_spot(x, y, upright.width - 1, upright.height - 1, orientation);
      upright.row(to.row)[to.column] = stored.row(y)[x];
    }
  }
  return upright;
}

Pixels blur(const Pixels& pixels) {
  const std::uint32_t longest = std::max(pixels.width, pixels.height);
  const Pixels cells = average(pixels, scale_side(pixels.width, longest, blur_cells_max),
                               scale_side(pixels.height, longest, blur_cells_max));
  const std::uint32_t width = scale_side(pixels.width, longest, blur_side_max);
  const std::uint32_t height = scale_side(pixels.height, longest, blur_side_max);
  std::vector<std::vector<float>> rows;
  for (std::size_t row = 0; row < cells.height; ++row) rows.push_back(stretch(cells, row, width));
  Pixels blurred{width, height, Bytes(std::size_t{3} * width * height)};
  for (std::uint32_t y = 0; y < height; ++y) {
    const Between down = between(y, height, cells.height);
    const float* const low = rows[down.low].data();
    const float* const high = rows[down.high].data();
    std::uint8_t* const to = blurred.rgb.data() + std::size_t{3} * width * y;
    for (std::size_t i = 0; i < std::size_t{3} * width; ++i) {
      to[i] = static_cast<std::uint8_t>(mix(low[i], high[i], down.share) + 0.5F);
    }
  }
  return blurred;
}

Result<Bytes> encode_jpeg(const Pixels& pixels, int quality) {
  CHECK(pixels.width > 0 && pixels.height > 0);
  CHECK(pixels.rgb.size() == std::size_t{3} * pixels.width * pixels.height);
  Writer writer;
  writer.info.err = jpeg_std_error(&writer.errors);
  writer.errors.error_exit = leave;
  writer.errors.output_message = ignore_message;
  writer.info.client_data = &writer;
  const bool is_written = write(writer, pixels, quality);
  Bytes jpeg;
  if (is_written) jpeg.assign(writer.out, writer.out + writer.out_bytes);
  jpeg_destroy_compress(&writer.info);
  std::free(writer.out);
  if (!is_written) return Error{Code::unavailable, "the preview could not be made: try again"};
  return jpeg;
}

Result<Preview> make_preview(const Pixels& stored, int orientation) {
  const Pixels upright = turn_upright(stored, orientation);
  TRY_ASSIGN(Bytes jpeg, encode_jpeg(upright, 82));
  TRY_ASSIGN(Bytes blurred, encode_jpeg(blur(upright), 70));
  return Preview{std::move(jpeg), std::move(blurred)};
}

}  // namespace redress::media
