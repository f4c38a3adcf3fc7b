// SPDX-License-Identifier: Apache-2.0
#include "media/pdq_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/check.hpp"

namespace redress::media {
namespace {

// The mean of the window around each position, from a sum that moves along.
void filter_line(const float* in, float* out, std::size_t length, std::size_t stride) {
  const std::size_t full = (length + 2 * pdq_side - 1) / (2 * pdq_side);
  const std::size_t ahead = (full + 2) / 2 - 1;
  const std::size_t behind = full - ahead - 1;
  float sum = 0;
  std::size_t held = 0;
  for (; held < ahead; ++held) sum += in[held * stride];
  for (std::size_t at = 0; at < length; ++at) {
    if (at + ahead < length) {
      sum += in[(at + ahead) * stride];
      ++held;
    }
    if (at > behind) {
      sum -= in[(at - behind - 1) * stride];
      --held;
    }
    out[at * stride] = sum / static_cast<float>(held);
  }
}

Spectrum transform_plainly(const Samples& samples) {
  const Cosines& cosines = pdq_cosines();
  Spectrum spectrum{};
  Cosines half{};
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    for (std::size_t j = 0; j < pdq_side; ++j) {
      for (std::size_t k = 0; k < pdq_side; ++k) {
        half[i * pdq_side + j] += cosines[i * pdq_side + k] * samples[k * pdq_side + j];
      }
    }
    for (std::size_t j = 0; j < pdq_frequencies; ++j) {
      float& sum = spectrum[i * pdq_frequencies + j];
      for (std::size_t k = 0; k < pdq_side; ++k) sum += half[i * pdq_side + k] * cosines[j * pdq_side + k];
    }
  }
  return spectrum;
}

Pdq threshold_plainly(const Spectrum& spectrum) {
  Spectrum sorted = spectrum;
  std::sort(sorted.begin(), sorted.end());
  const float median = sorted[(sorted.size() - 1) / 2];
  Pdq pdq{};
  for (std::size_t bit = 0; bit < spectrum.size(); ++bit) {
    if (spectrum[bit] > median) pdq[31 - bit / 8] = static_cast<std::uint8_t>(pdq[31 - bit / 8] | (1U << (bit % 8)));
  }
  return pdq;
}

Spectrum turn(const Spectrum& from, bool transpose, bool mirror_rows, bool mirror_columns) {
  Spectrum to{};
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    for (std::size_t j = 0; j < pdq_frequencies; ++j) {
      const float value = transpose ? from[j * pdq_frequencies + i] : from[i * pdq_frequencies + j];
      const bool is_negative = (mirror_rows && i % 2 == 0) != (mirror_columns && j % 2 == 0);
      to[i * pdq_frequencies + j] = is_negative ? -value : value;
    }
  }
  return to;
}

int measure_quality_plainly(const Samples& samples) {
  const auto step = [](float a, float b) { return std::abs(static_cast<int>((a - b) * 100 / 255)); };
  int sum = 0;
  for (std::size_t i = 0; i < pdq_side; ++i) {
    for (std::size_t j = 0; j < pdq_side; ++j) {
      const float here = samples[i * pdq_side + j];
      if (i + 1 < pdq_side) sum += step(here, samples[(i + 1) * pdq_side + j]);
      if (j + 1 < pdq_side) sum += step(here, samples[i * pdq_side + j + 1]);
    }
  }
  return std::min(100, sum / 90);
}

}  // namespace

Samples filter_as_reference(std::vector<float> plane, std::uint32_t width, std::uint32_t height) {
  CHECK(plane.size() == std::size_t{width} * height);
  std::vector<float> other(plane.size());
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t y = 0; y < height; ++y) filter_line(plane.data() + y * width, other.data() + y * width, width, 1);
    for (std::size_t x = 0; x < width; ++x) filter_line(other.data() + x, plane.data() + x, height, width);
  }
  Samples samples;
  for (std::size_t i = 0; i < pdq_side; ++i) {
    for (std::size_t j = 0; j < pdq_side; ++j) {
      samples[i * pdq_side + j] = plane[std::size_t{pdq_place(i, height)} * width + pdq_place(j, width)];
    }
  }
  return samples;
}

Samples filter_plainly(std::span<const float> plane, std::uint32_t width, std::uint32_t height) {
  CHECK(plane.size() == std::size_t{width} * height);
  const PdqAxis across(width);
  const PdqAxis down(height);
  Samples samples{};
  for (std::size_t i = 0; i < pdq_side; ++i) {
    std::vector<float> columns(width);
    for (std::size_t k = 0; k < down.count[i]; ++k) {
      const auto row = plane.subspan((down.first[i] + k) * width, width);
      for (std::size_t x = 0; x < width; ++x) columns[x] += down.weights[i * down.reach + k] * row[x];
    }
    for (std::size_t j = 0; j < pdq_side; ++j) {
      float& sum = samples[i * pdq_side + j];
      for (std::size_t k = 0; k < across.count[j]; ++k) {
        sum += columns[across.first[j] + k] * across.weights[j * across.reach + k];
      }
    }
  }
  return samples;
}

PdqResult hash_samples_plainly(const Samples& samples) {
  const Spectrum spectrum = transform_plainly(samples);
  PdqResult result;
  result.quality = measure_quality_plainly(samples);
  const auto store = [&](Turn which, bool transpose, bool rows, bool columns) {
    result.hashes[static_cast<std::size_t>(which)] = threshold_plainly(turn(spectrum, transpose, rows, columns));
  };
  store(Turn::original, false, false, false);
  store(Turn::rotate_90, true, true, false);
  store(Turn::rotate_180, false, true, true);
  store(Turn::rotate_270, true, false, true);
  store(Turn::flip_x, false, true, false);
  store(Turn::flip_y, false, false, true);
  store(Turn::flip_plus, true, false, false);
  store(Turn::flip_minus, true, true, true);
  return result;
}

}  // namespace redress::media
