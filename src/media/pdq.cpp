// SPDX-License-Identifier: Apache-2.0
#include "media/pdq.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace redress::media {
namespace {

constexpr std::uint32_t side = 64;     // samples an axis
constexpr std::uint32_t side_min = 5;  // the reference does not hash a smaller plane
constexpr std::size_t frequencies = 16;

using Spectrum = std::array<float, frequencies * frequencies>;

// Positions that the box filter averages at position `at`: the window is narrower at both ends of the axis.
struct Window {
  std::uint32_t first;
  std::uint32_t last;
};

Window window_at(std::uint32_t at, std::uint32_t length) {
  const std::uint32_t full = (length + 2 * side - 1) / (2 * side);
  const std::uint32_t half = (full + 2) / 2;
  const std::uint32_t back = full - half;
  return Window{at > back ? at - back : 0, std::min(length - 1, at + half - 1)};
}

// Frequencies 1…16 of the DCT of 64 samples; the mean (frequency 0) carries nothing a hash should depend on.
const std::array<float, frequencies * side>& cosines() {
  static const auto table = [] {
    std::array<float, frequencies * side> values{};
    const double scale = std::sqrt(2.0 / side);
    for (std::size_t i = 0; i < frequencies; ++i) {
      for (std::size_t j = 0; j < side; ++j) {
        const double angle = std::numbers::pi / 2 / side * static_cast<double>(i + 1) * static_cast<double>(2 * j + 1);
        values[i * side + j] = static_cast<float>(scale * std::cos(angle));
      }
    }
    return values;
  }();
  return table;
}

Spectrum transform(const Samples& samples) {
  const auto& c = cosines();
  std::array<float, frequencies * side> half{};
  for (std::size_t i = 0; i < frequencies; ++i) {
    for (std::size_t k = 0; k < side; ++k) {
      const float factor = c[i * side + k];
      for (std::size_t j = 0; j < side; ++j) half[i * side + j] += factor * samples[k * side + j];
    }
  }
  Spectrum spectrum{};
  for (std::size_t i = 0; i < frequencies; ++i) {
    for (std::size_t j = 0; j < frequencies; ++j) {
      float sum = 0;
      for (std::size_t k = 0; k < side; ++k) sum += half[i * side + k] * c[j * side + k];
      spectrum[i * frequencies + j] = sum;
    }
  }
  return spectrum;
}

// Bit 16·i + j says whether coefficient (i, j) is over the lower median; the last bit is written first.
Pdq threshold(const Spectrum& spectrum) {
  Spectrum sorted = spectrum;
  const auto middle = sorted.begin() + (sorted.size() - 1) / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  const float median = *middle;
  Pdq pdq{};
  for (std::size_t bit = 0; bit < spectrum.size(); ++bit) {
    if (spectrum[bit] > median) {
      pdq[31 - bit / 8] = static_cast<std::uint8_t>(pdq[31 - bit / 8] | (1U << (bit % 8)));
    }
  }
  return pdq;
}

// Mirroring an axis turns the sign of its odd frequencies; a transposition swaps the axes. Array index k is frequency k
// + 1.
Spectrum turn(const Spectrum& from, bool transpose, bool mirror_rows, bool mirror_columns) {
  Spectrum to{};
  for (std::size_t i = 0; i < frequencies; ++i) {
    for (std::size_t j = 0; j < frequencies; ++j) {
      const float value = transpose ? from[j * frequencies + i] : from[i * frequencies + j];
      const bool negative = (mirror_rows && i % 2 == 0) != (mirror_columns && j % 2 == 0);
      to[i * frequencies + j] = negative ? -value : value;
    }
  }
  return to;
}

// The whole cost of a hash lies here. Built for machines with AVX2 and without, chosen at load time; no fused
// multiply-add, so that both give the same bits.
#ifndef __SANITIZE_THREAD__  // its runtime is not up yet when the loader asks which clone to take
__attribute__((target_clones("avx2", "default")))
#endif
void add_weighted(float* __restrict to, const float* __restrict from,
                                                                    std::size_t count, float weight) {
  for (std::size_t i = 0; i < count; ++i) to[i] += weight * from[i];
}

// How much the samples change from neighbour to neighbour: a plane of one colour has 0.
int measure_quality(const Samples& samples) {
  const auto step = [](float a, float b) { return std::abs(static_cast<int>((a - b) * 100 / 255)); };
  int sum = 0;
  for (std::size_t i = 0; i < side; ++i) {
    for (std::size_t j = 0; j < side; ++j) {
      const float here = samples[i * side + j];
      if (i + 1 < side) sum += step(here, samples[(i + 1) * side + j]);
      if (j + 1 < side) sum += step(here, samples[i * side + j + 1]);
    }
  }
  return std::min(100, sum / 90);
}

}  // namespace

PdqResult hash_samples(const Samples& samples) {
  const Spectrum spectrum = transform(samples);
  PdqResult result;
  result.quality = measure_quality(samples);
  const auto store = [&](Turn which, bool transpose, bool rows, bool columns) {
    result.hashes[static_cast<std::size_t>(which)] = threshold(turn(spectrum, transpose, rows, columns));
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

PdqAccumulator::Axis::Axis(std::uint32_t length) {
  samples.resize(side);
  for (std::uint32_t i = 0; i < side; ++i) {
    const auto at = static_cast<std::uint32_t>((i + 0.5) * length / side);
    Sample& sample = samples[i];
    const Window outer = window_at(at, length);
    sample.first = window_at(outer.first, length).first;
    sample.weights.assign(window_at(outer.last, length).last - sample.first + 1, 0.0F);
    const double share = 1.0 / (outer.last - outer.first + 1);
    for (std::uint32_t q = outer.first; q <= outer.last; ++q) {
      const Window inner = window_at(q, length);
      const double weight = share / (inner.last - inner.first + 1);
      for (std::uint32_t x = inner.first; x <= inner.last; ++x) {
        sample.weights[x - sample.first] += static_cast<float>(weight);
      }
    }
  }
}

PdqAccumulator::PdqAccumulator(std::uint32_t width, std::uint32_t height)
    : width_(width), height_(height), across_(width), down_(height) {
  CHECK(width > 0 && height > 0);
}

void PdqAccumulator::add_row(std::span<const float> luma) {
  CHECK(luma.size() == width_ && row_ < height_);
  for (std::size_t i = 0; i < side; ++i) {
    const Axis::Sample& down = down_.samples[i];
    if (row_ < down.first || row_ - down.first >= down.weights.size()) continue;
    if (columns_[i].empty()) columns_[i].assign(width_, 0.0F);
    add_weighted(columns_[i].data(), luma.data(), width_, down.weights[row_ - down.first]);
    if (row_ - down.first + 1 == down.weights.size()) end_sample_row(i);
  }
  ++row_;
}

void PdqAccumulator::end_sample_row(std::size_t i) {
  for (std::size_t j = 0; j < side; ++j) {
    const Axis::Sample& across = across_.samples[j];
    const float* from = columns_[i].data() + across.first;
    float sum = 0;
    for (std::size_t k = 0; k < across.weights.size(); ++k) sum += from[k] * across.weights[k];
    samples_[i * side + j] = sum;
  }
  columns_[i] = {};
}

PdqResult PdqAccumulator::finish() {
  CHECK(row_ == height_);
  if (width_ < side_min || height_ < side_min) return PdqResult{};
  return hash_samples(samples_);
}

}  // namespace redress::media
