// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_draw.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>

#include "media/formats.hpp"
#include "media/preview.hpp"

namespace redress::cli {
namespace {

// Five columns a letter, the lowest bit on top.
constexpr std::array<std::array<std::uint8_t, 5>, 26> letters = {{
    {0x7e, 0x11, 0x11, 0x11, 0x7e}, {0x7f, 0x49, 0x49, 0x49, 0x36}, {0x3e, 0x41, 0x41, 0x41, 0x22},
    {0x7f, 0x41, 0x41, 0x22, 0x1c}, {0x7f, 0x49, 0x49, 0x49, 0x41}, {0x7f, 0x09, 0x09, 0x09, 0x01},
    {0x3e, 0x41, 0x41, 0x51, 0x32}, {0x7f, 0x08, 0x08, 0x08, 0x7f}, {0x00, 0x41, 0x7f, 0x41, 0x00},
    {0x20, 0x40, 0x41, 0x3f, 0x01}, {0x7f, 0x08, 0x14, 0x22, 0x41}, {0x7f, 0x40, 0x40, 0x40, 0x40},
    {0x7f, 0x02, 0x04, 0x02, 0x7f}, {0x7f, 0x04, 0x08, 0x10, 0x7f}, {0x3e, 0x41, 0x41, 0x41, 0x3e},
    {0x7f, 0x09, 0x09, 0x09, 0x06}, {0x3e, 0x41, 0x51, 0x21, 0x5e}, {0x7f, 0x09, 0x19, 0x29, 0x46},
    {0x46, 0x49, 0x49, 0x49, 0x31}, {0x01, 0x01, 0x7f, 0x01, 0x01}, {0x3f, 0x40, 0x40, 0x40, 0x3f},
    {0x1f, 0x20, 0x40, 0x20, 0x1f}, {0x7f, 0x20, 0x18, 0x20, 0x7f}, {0x63, 0x14, 0x08, 0x14, 0x63},
    {0x03, 0x04, 0x78, 0x04, 0x03}, {0x61, 0x51, 0x49, 0x45, 0x43},
}};

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

const std::uint8_t* at(const Pixels& pixels, std::size_t x, std::size_t y) {
  return pixels.rgb.data() + 3 * (y * pixels.width + x);
}
std::uint8_t* at(Pixels& pixels, std::size_t x, std::size_t y) {
  return pixels.rgb.data() + 3 * (y * pixels.width + x);
}

// One pass along a row or a column: `count` values `step` bytes apart.
void soften_line(std::uint8_t* line, std::size_t count, std::size_t step, const std::vector<double>& kernel) {
  const auto half = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  std::vector<double> old(count);
  for (std::size_t i = 0; i < count; ++i) old[i] = line[i * step];
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::ptrdiff_t k = -half; k <= half; ++k) {
      const auto from =
          std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(i) + k, 0, static_cast<std::ptrdiff_t>(count) - 1);
      sum += kernel[static_cast<std::size_t>(k + half)] * old[static_cast<std::size_t>(from)];
    }
    line[i * step] = to_byte(sum);
  }
}

}  // namespace

Pixels make_pixels(std::uint32_t width, std::uint32_t height, Colour colour) {
  Pixels pixels{width, height, Bytes(std::size_t{3} * width * height)};
  for (std::size_t i = 0; i < pixels.rgb.size(); ++i) pixels.rgb[i] = colour.at(i % 3);
  return pixels;
}

Pixels crop(const Pixels& from, const Box& box) {
  CHECK(box.left + box.width <= from.width && box.top + box.height <= from.height);
  Pixels part = make_pixels(box.width, box.height, {});
  for (std::uint32_t y = 0; y < box.height; ++y) {
    std::copy_n(at(from, box.left, box.top + y), std::size_t{3} * box.width, at(part, 0, y));
  }
  return part;
}

Pixels resize(const Pixels& from, std::uint32_t width, std::uint32_t height) {
  Pixels to = make_pixels(width, height, {});
  for (std::size_t channel = 0; channel < 3; ++channel) {
    media::Plane plane = media::Plane::make(from.width, from.height);
    for (std::size_t i = 0; i < plane.bytes.size(); ++i) plane.bytes[i] = from.rgb[3 * i + channel];
    const media::Plane scaled = media::scale(plane, width, height);
    for (std::size_t i = 0; i < scaled.bytes.size(); ++i) to.rgb[3 * i + channel] = scaled.bytes[i];
  }
  return to;
}

Pixels mirror(const Pixels& from) { return media::turn_upright(from, 2); }

Pixels soften(const Pixels& from, double sigma_px) {
  std::vector<double> kernel;
  const int half = static_cast<int>(std::ceil(3 * sigma_px));
  double sum = 0;
  for (int k = -half; k <= half; ++k) sum += kernel.emplace_back(std::exp(-k * k / (2 * sigma_px * sigma_px)));
  for (double& weight : kernel) weight /= sum;
  Pixels soft = from;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::uint32_t y = 0; y < soft.height; ++y) soften_line(at(soft, 0, y) + channel, soft.width, 3, kernel);
    for (std::uint32_t x = 0; x < soft.width; ++x) {
      soften_line(at(soft, x, 0) + channel, soft.height, std::size_t{3} * soft.width, kernel);
    }
  }
  return soft;
}

Pixels map_values(const Pixels& from, const std::function<double(double)>& map) {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table.at(i) = to_byte(map(static_cast<double>(i)));
  Pixels to = from;
  for (std::uint8_t& value : to.rgb) value = table.at(value);
  return to;
}

Pixels warp(const Pixels& from, std::uint32_t width, std::uint32_t height, Colour colour,
            const std::function<Spot(Spot)>& source) {
  Pixels to = make_pixels(width, height, colour);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const Spot spot = source({x + 0.5, y + 0.5});
      const double left = spot.x - 0.5;
      const double top = spot.y - 0.5;
      if (left < 0 || top < 0 || left >= from.width - 1.0 || top >= from.height - 1.0) continue;
      const auto column = static_cast<std::size_t>(left);
      const auto row = static_cast<std::size_t>(top);
      const double u = left - static_cast<double>(column);
      const double v = top - static_cast<double>(row);
      for (std::size_t c = 0; c < 3; ++c) {
        const double above = (1 - u) * at(from, column, row)[c] + u * at(from, column + 1, row)[c];
        const double below = (1 - u) * at(from, column, row + 1)[c] + u * at(from, column + 1, row + 1)[c];
        at(to, x, y)[c] = to_byte((1 - v) * above + v * below);
      }
    }
  }
  return to;
}

Pixels rotate(const Pixels& from, double degrees, Colour colour) {
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const auto width = static_cast<std::uint32_t>(std::ceil(from.width * cosine + from.height * std::abs(sine)));
  const auto height = static_cast<std::uint32_t>(std::ceil(from.height * cosine + from.width * std::abs(sine)));
  return warp(from, width, height, colour, [&](Spot spot) {
    const double x = spot.x - width / 2.0;
    const double y = spot.y - height / 2.0;
    return Spot{cosine * x + sine * y + from.width / 2.0, -sine * x + cosine * y + from.height / 2.0};
  });
}

void paste(Pixels& onto, const Pixels& what, std::uint32_t left, std::uint32_t top) {
  CHECK(left + what.width <= onto.width && top + what.height <= onto.height);
  for (std::uint32_t y = 0; y < what.height; ++y) {
    std::copy_n(at(what, 0, y), std::size_t{3} * what.width, at(onto, left, top + y));
  }
}

void fill(Pixels& onto, const Box& box, Colour colour, double opacity) {
  const std::uint32_t right = std::min(box.left + box.width, onto.width);
  const std::uint32_t bottom = std::min(box.top + box.height, onto.height);
  for (std::uint32_t y = box.top; y < bottom; ++y) {
    for (std::uint32_t x = box.left; x < right; ++x) {
      std::uint8_t* pixel = at(onto, x, y);
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = to_byte(opacity * colour.at(c) + (1 - opacity) * pixel[c]);
    }
  }
}

void fill_disc(Pixels& onto, Spot centre, double radius, Colour colour) {
  for (std::uint32_t y = 0; y < onto.height; ++y) {
    for (std::uint32_t x = 0; x < onto.width; ++x) {
      if (std::hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) <= radius) std::copy_n(colour.data(), 3, at(onto, x, y));
    }
  }
}

void write(Pixels& onto, std::string_view text, std::uint32_t left, std::uint32_t top, std::uint32_t cell_px,
           Colour colour, double opacity) {
  for (const char letter : text) {
    if (letter >= 'A' && letter <= 'Z') {
      const auto& columns = letters.at(static_cast<std::size_t>(letter - 'A'));
      for (std::uint32_t column = 0; column < 5; ++column) {
        for (std::uint32_t row = 0; row < 7; ++row) {
          if ((columns.at(column) >> row & 1U) == 0) continue;
          fill(onto, {left + column * cell_px, top + row * cell_px, cell_px, cell_px}, colour, opacity);
        }
      }
    }
    left += 6 * cell_px;
  }
}

Pixels recode(const Pixels& from, int quality) {
  const auto jpeg = media::encode_jpeg(from, quality);
  CHECK(jpeg.ok());
  auto pixels = decode_picture(jpeg.value(), std::max(from.width, from.height));
  CHECK(pixels.has_value());
  return std::move(*pixels);
}

// Without the sandbox: these are files of installed packages, and nobody from outside runs a bench.
std::optional<Pixels> decode_picture(ByteView file, std::uint32_t edge_px_max) {
  media::Decoded decoded;
  if (media::decode_picture(file, edge_px_max, decoded) != media::Refusal::none) return std::nullopt;
  return std::move(decoded.preview);
}

std::optional<Pixels> load_picture(const std::string& path, std::uint32_t edge_px_max) {
  std::ifstream in(path, std::ios::binary);
  const Bytes file{std::istreambuf_iterator<char>(in), {}};
  return decode_picture(file, edge_px_max);
}

}  // namespace redress::cli
