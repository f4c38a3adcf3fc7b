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
    for (std::size_t x = 0; x < mixed_.size(); ++x) mixed_[x] = upper[x] + share * (lower[x] - upper[x]);
    for (std::size_t x = 0; x < row_.size(); ++x) {
      const float left = mixed_[across_[x].first];
      row_[x] = left + across_[x].share * (mixed_[across_[x].first + 1] - left);
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

// Returns the sum of squared changes.
std::uint64_t change_row(std::uint8_t* rgb, const std::vector<float>& row, float gain) {
  std::uint64_t sum = 0;
  for (const float value : row) {
    const int change = static_cast<int>(std::lrint(gain * value));
    for (int i = 0; i < 3; ++i, ++rgb) {
      const int changed = std::clamp(*rgb + change, 0, 255);
      const int difference = changed - *rgb;
      sum += static_cast<std::uint64_t>(difference * difference);
      *rgb = static_cast<std::uint8_t>(changed);
    }
  }
  return sum;
}

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
  std::uint64_t sum = 0;
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    sum += change_row(pixels.rgb.data() + std::size_t{y} * pixels.width * 3, layer.row(y), gain);
  }
  return 10 * std::log10(255 * 255 * static_cast<double>(pixels.rgb.size()) / static_cast<double>(sum));
}

}  // namespace redress::label
