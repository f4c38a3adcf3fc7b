// SPDX-License-Identifier: Apache-2.0
// label/test_pictures.hpp — pictures made on the spot that are as lively and as quiet as photographs. For tests only.
//
// Errors          none.
// Threads         pure functions: the same seed gives the same picture.
// Source          value noise of several octaves, made quiet in places.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "media/plane.hpp"

namespace redress::test {

// One octave: random values `cell` pixels apart, and lines between them.
class Octave {
 public:
  Octave(std::uint32_t width, std::uint32_t height, std::uint32_t cell, std::mt19937& dice)
      : cell_(cell), columns_(width / cell + 2), values_(std::size_t{columns_} * (height / cell + 2)) {
    for (float& value : values_) value = static_cast<float>(dice() % 2'001) / 1'000 - 1;
  }
  [[nodiscard]] float at(std::uint32_t x, std::uint32_t y) const {
    const auto share = [&](std::uint32_t place) {
      return static_cast<float>(place % cell_) / static_cast<float>(cell_);
    };
    const float* upper = values_.data() + std::size_t{y / cell_} * columns_ + x / cell_;
    const float* lower = upper + columns_;
    const float above = upper[0] + share(x) * (upper[1] - upper[0]);
    const float below = lower[0] + share(x) * (lower[1] - lower[0]);
    return above + share(y) * (below - above);
  }

 private:
  std::uint32_t cell_;
  std::uint32_t columns_;
  std::vector<float> values_;
};

inline media::Pixels make_landscape(std::uint32_t width, std::uint32_t height, unsigned seed) {
  std::mt19937 dice(seed);
  std::vector<Octave> octaves;
  std::vector<float> heights;
  for (std::uint32_t cell = 128; cell >= 2; cell /= 2) {
    octaves.emplace_back(width, height, cell, dice);
    heights.push_back(60.F * std::pow(static_cast<float>(cell) / 128, 0.8F));
  }
  media::Pixels pixels{width, height, Bytes(std::size_t{width} * height * 3)};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      float light = 130;
      for (std::size_t i = 0; i < octaves.size(); ++i) {
        const float share =
            i < 2 ? 1 : std::clamp(1 + octaves[0].at(x, y), 0.2F, 2.F);  // fine things live in some places
        light += share * heights[i] * octaves[i].at(x, y);
      }
      std::uint8_t* rgb = pixels.rgb.data() + (std::size_t{y} * width + x) * 3;
      const float tint = 20 * octaves[1].at(x, y);
      rgb[0] = static_cast<std::uint8_t>(std::clamp(light + tint, 0.F, 255.F));
      rgb[1] = static_cast<std::uint8_t>(std::clamp(light, 0.F, 255.F));
      rgb[2] = static_cast<std::uint8_t>(std::clamp(light - tint, 0.F, 255.F));
    }
  }
  return pixels;
}

}  // namespace redress::test
