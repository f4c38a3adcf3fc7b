// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "label/residue.hpp"
#include "label/watermark.hpp"

namespace redress::label {
namespace {

constexpr double margin = 0.98;            // of the distortion allowed
constexpr double rounding = 1.0 / 12;      // what whole steps add to it
constexpr float liveliness_power = 1.4F;   // how far the mark follows what hides it
constexpr float liveliness_floor = 0.7F;   // in luma steps: even the quietest place bears a little
constexpr float liveliness_ceiling = 20;   // words and hard edges would take it all
constexpr std::uint32_t probe_rows = 256;  // enough to know the distortion of one unit of gain

// Where one pixel of the picture lies between two of the canonical one.
struct Between {
  std::uint32_t first = 0;
  float share = 0;  // of the second
};

std::vector<Between> place_pixels(std::uint32_t length, std::uint32_t canonical_length) {
  std::vector<Between> places(length);
  const double step = static_cast<double>(canonical_length) / length;
  for (std::uint32_t i = 0; i < length; ++i) {
    const double place = std::clamp((i + 0.5) * step - 0.5, 0.0, canonical_length - 1.0);
    places[i].first = std::min(static_cast<std::uint32_t>(place), canonical_length - 2);
    places[i].share = static_cast<float>(place - places[i].first);
  }
  return places;
}

// The change to each pixel of the canonical picture, before its gain.
std::vector<float> lay_tiles(const Residue& residue, const std::vector<float>& tile) {
  std::vector<float> change(residue.liveliness.size());
  for (std::size_t y = 0; y < residue.height; ++y) {
    const float* row = tile.data() + y % tile_side * tile_side;
    for (std::size_t x = 0; x < residue.width; ++x) {
      const std::size_t i = y * residue.width + x;
      change[i] = row[x % tile_side] *
                  std::pow(std::min(residue.liveliness[i], liveliness_ceiling) + liveliness_floor, liveliness_power);
    }
  }
  return change;
}

class Layer {
 public:
  Layer(const Residue& residue, const std::vector<float>& change, std::uint32_t width, std::uint32_t height)
      : canonical_width_(residue.width),
        change_(change),
        across_(place_pixels(width, residue.width)),
        down_(place_pixels(height, residue.height)),
        mixed_(residue.width),
        row_(width) {}

  // The change to one row of the picture.
  const std::vector<float>& row(std::uint32_t y) {
    const float* upper = change_.data() + std::size_t{canonical_width_} * down_[y].first;
    const float* lower = upper + canonical_width_;
    const float share = down_[y].share;
    float* mixed = mixed_.data();
    for (std::size_t x = 0; x < canonical_width_; ++x) mixed[x] = upper[x] + share * (lower[x] - upper[x]);
    float* changed = row_.data();
    const Between* places = across_.data();
    for (std::size_t x = 0; x < row_.size(); ++x) {
      const float left = mixed[places[x].first];
      changed[x] = left + places[x].share * (mixed[places[x].first + 1] - left);
    }
    return row_;
  }

  double mean_square() {
    const auto height = static_cast<std::uint32_t>(down_.size());
    const std::uint32_t step = std::max(1U, height / probe_rows);
    double sum = 0;
    std::size_t count = 0;
    for (std::uint32_t y = 0; y < height; y += step) {
      for (const float value : row(y)) sum += double{value} * value;
      count += row_.size();
    }
    return sum / static_cast<double>(count);
  }

 private:
  std::size_t canonical_width_;
  const std::vector<float>& change_;
  std::vector<Between> across_;
  std::vector<Between> down_;
  std::vector<float> mixed_;
  std::vector<float> row_;
};

// To the nearest whole step, ties to the even one: what lrint does, but without a call of it for every pixel.
int round_step(float value) {
  constexpr float shift = 12'582'912;  // 1.5 · 2²³: behind it a float has no room for a fraction
  return static_cast<int>((value + shift) - shift);
}

// Sixteen bits all the way, in parts whose sum fits 32: so four times as many lie in one register. Returns the sum of
// squared changes.
std::uint64_t add_steps(std::uint8_t* __restrict values, const std::int16_t* __restrict steps, std::size_t count) {
  constexpr std::size_t part = 8'192;
  std::uint64_t sum = 0;
  for (std::size_t from = 0; from < count; from += part) {
    const std::size_t end = std::min(from + part, count);
    std::int32_t squares = 0;
    for (std::size_t i = from; i < end; ++i) {
      const auto before = static_cast<std::int16_t>(values[i]);
      const auto moved = static_cast<std::int16_t>(before + steps[i]);
      const auto least = moved < 0 ? std::int16_t{0} : moved;
      const auto after = least > 255 ? std::int16_t{255} : least;
      const auto difference = static_cast<std::int16_t>(after - before);
      squares += std::int32_t{difference} * difference;
      values[i] = static_cast<std::uint8_t>(after);
    }
    sum += static_cast<std::uint64_t>(squares);
  }
  return sum;
}

class Brush {
 public:
  explicit Brush(std::uint32_t width) : steps_(width), spread_(std::size_t{3} * width) {}

  // One row of red, green and blue. Returns the sum of squared changes.
  std::uint64_t change_row(std::uint8_t* rgb, const std::vector<float>& row, float gain) {
    const std::size_t width = steps_.size();
    const float* change = row.data();
    std::int16_t* steps = steps_.data();
    for (std::size_t x = 0; x < width; ++x) {
      const int step = round_step(gain * change[x]);
      steps[x] = static_cast<std::int16_t>(step < -255 ? -255 : step > 255 ? 255 : step);
    }
    std::int16_t* spread = spread_.data();
    for (std::size_t x = 0; x < width; ++x, spread += 3) spread[0] = spread[1] = spread[2] = steps[x];
    return add_steps(rgb, spread_.data(), spread_.size());
  }

 private:
  std::vector<std::int16_t> steps_;   // of each pixel
  std::vector<std::int16_t> spread_;  // the same for each of its colours
};

Status verify_size(const media::Pixels& pixels) {
  const std::uint32_t shorter = std::min(pixels.width, pixels.height);
  const std::uint32_t longer = std::max(pixels.width, pixels.height);
  if (shorter < marked_side_min) {
    return Error{Code::unsupported, fmt::format("the picture's short side is {} pixels: a watermark needs {} or more",
                                                shorter, marked_side_min)};
  }
  if (longer > std::uint64_t{shorter} * marked_ratio_max) {
    return Error{
        Code::unsupported,
        fmt::format("the picture is more than {} times as long as it is wide: no watermark would be found again",
                    marked_ratio_max)};
  }
  return Done{};
}

}  // namespace

Result<double> mark_picture(media::Pixels& pixels, const Mark& mark, const Carrier& carrier, double psnr_db) {
  CHECK(mark.key == carrier.number());
  TRY(verify_size(pixels));
  const Residue residue = make_residue(make_canonical(media::luma_of(pixels)));
  // What a small picture cannot show would only cost.
  const std::uint32_t shorter = std::min(pixels.width, pixels.height);
  const float radius = 0.5F * tile_side * static_cast<float>(shorter) / canonical_side * 0.9F;
  const auto change = lay_tiles(residue, carrier.draw_tile(encode_mark(mark), radius));
  Layer layer(residue, change, pixels.width, pixels.height);
  const double allowed = 255 * 255 / std::pow(10, psnr_db / 10) * margin - rounding;
  const auto gain = static_cast<float>(std::sqrt(allowed / layer.mean_square()));
  Brush brush(pixels.width);
  std::uint64_t sum = 0;
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    sum += brush.change_row(pixels.rgb.data() + std::size_t{y} * pixels.width * 3, layer.row(y), gain);
  }
  return 10 * std::log10(255 * 255 * static_cast<double>(pixels.rgb.size()) / static_cast<double>(sum));
}

}  // namespace redress::label
