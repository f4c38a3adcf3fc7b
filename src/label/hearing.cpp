// SPDX-License-Identifier: Apache-2.0
#include "label/hearing.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace redress::label {
namespace {

constexpr float ring_first = 9;
constexpr float ring_width = 4;
constexpr std::size_t ring_count = 9;
constexpr float loudest = 1.6F;  // in its ring's mean magnitude: what is louder is the picture's own

const Fourier& tile_fourier() {
  static const Fourier fourier(tile_side);
  return fourier;
}

std::size_t ring_of(float radius) {
  return std::min(static_cast<std::size_t>((radius - ring_first) / ring_width), ring_count - 1);
}

struct Value {
  float re = 0;
  float im = 0;
};

// The value of a frequency as it would be had the tile not been shifted.
template <class Bin>
Value straighten(const Square& spectrum, const Bin& bin, const Shift& shift) {
  const std::size_t at = place_of(bin.kx, bin.ky, tile_side);
  const double angle = 2 * std::numbers::pi / tile_side * (bin.kx * shift.x + bin.ky * shift.y);
  const auto c = static_cast<float>(std::cos(angle));
  const auto s = static_cast<float>(std::sin(angle));
  return {spectrum.re[at] * c - spectrum.im[at] * s, spectrum.re[at] * s + spectrum.im[at] * c};
}

float agree(const Square& spectrum, const Carrier& carrier, const Shift& shift) {
  float sum = 0;
  for (const SyncBin& bin : carrier.sync()) {
    const Value value = straighten(spectrum, bin, shift);
    const float length = std::hypot(value.re, value.im);
    if (length > 0) sum += (value.re * bin.re + value.im * bin.im) / length;
  }
  return sum;
}

// Every whole shift at once: the inverse transform of the phases' differences.
Shift find_shift(const Square& spectrum, const Carrier& carrier) {
  Square phases(tile_side);
  for (const SyncBin& bin : carrier.sync()) {
    const std::size_t at = place_of(bin.kx, bin.ky, tile_side);
    const float length = std::hypot(spectrum.re[at], spectrum.im[at]);
    if (length <= 0) continue;
    phases.re[at] = (spectrum.re[at] * bin.re + spectrum.im[at] * bin.im) / length;
    phases.im[at] = (spectrum.im[at] * bin.re - spectrum.re[at] * bin.im) / length;
  }
  tile_fourier().inverse(phases);
  const auto best = static_cast<std::size_t>(std::max_element(phases.re.begin(), phases.re.end()) - phases.re.begin());
  const std::size_t row = best / tile_side;
  return {static_cast<double>(best % tile_side), static_cast<double>(row)};
}

Shift refine_shift(const Square& spectrum, const Carrier& carrier, Shift shift) {
  float best = agree(spectrum, carrier, shift);
  for (const double step : {0.8, 0.4, 0.2, 0.1, 0.05}) {
    for (const auto& [dx, dy] : {std::pair{step, 0.0}, {-step, 0.0}, {0.0, step}, {0.0, -step}}) {
      const Shift next{shift.x + dx, shift.y + dy};
      const float score = agree(spectrum, carrier, next);
      if (score > best) {
        best = score;
        shift = next;
      }
    }
  }
  return shift;
}

// Each ring on its own: how loud it is, and how much of that is the mark, as the sync frequencies tell.
struct Rings {
  std::array<float, ring_count> mean{};    // magnitude
  std::array<float, ring_count> weight{};  // of what it says about data
};

float cut(float length, float mean) { return length > loudest * mean ? loudest * mean / length : 1; }

Rings measure_rings(const Square& spectrum, const Carrier& carrier, const Shift& shift) {
  Rings rings;
  std::array<float, ring_count> counts{};
  const auto add = [&](const auto& bin) {
    const std::size_t at = place_of(bin.kx, bin.ky, tile_side);
    rings.mean.at(ring_of(bin.radius)) += std::hypot(spectrum.re[at], spectrum.im[at]);
    ++counts.at(ring_of(bin.radius));
  };
  for (const SyncBin& bin : carrier.sync()) add(bin);
  for (const DataBin& bin : carrier.data()) add(bin);
  for (std::size_t i = 0; i < ring_count; ++i) rings.mean.at(i) /= std::max(counts.at(i), 1.F);
  std::array<float, ring_count> gains{};
  counts.fill(0);
  for (const SyncBin& bin : carrier.sync()) {
    const std::size_t ring = ring_of(bin.radius);
    const float mean = rings.mean.at(ring);
    if (mean <= 0) continue;
    const Value value = straighten(spectrum, bin, shift);
    gains.at(ring) += (value.re * bin.re + value.im * bin.im) / mean * cut(std::hypot(value.re, value.im), mean);
    ++counts.at(ring);
  }
  for (std::size_t i = 0; i < ring_count; ++i) gains.at(i) /= std::max(counts.at(i), 1.F);
  for (std::size_t i = 0; i < ring_count; ++i) {
    const float before = gains.at(i > 0 ? i - 1 : i);
    const float after = gains.at(std::min(i + 1, ring_count - 1));
    const float gain = std::clamp(0.25F * before + 0.5F * gains.at(i) + 0.25F * after, 0.F, 0.95F);
    rings.weight.at(i) = gain / (1.1F - gain * gain);
  }
  return rings;
}

std::array<float, channel_bit_count> hear_bits(const Square& spectrum, const Carrier& carrier, const Shift& shift) {
  const Rings rings = measure_rings(spectrum, carrier, shift);
  std::array<float, channel_bit_count> heard{};
  for (const DataBin& bin : carrier.data()) {
    const std::size_t ring = ring_of(bin.radius);
    const float mean = rings.mean.at(ring);
    if (mean <= 0) continue;
    const Value value = straighten(spectrum, bin, shift);
    const float weight = rings.weight.at(ring) / mean * cut(std::hypot(value.re, value.im), mean);
    heard.at(bin.re_bit) += weight * bin.re_sign * value.re;
    heard.at(bin.im_bit) += weight * bin.im_sign * value.im;
  }
  return heard;
}

}  // namespace

Square fold_tiles(const Residue& residue, const Lie& lie) {
  Square tile(tile_side);
  constexpr double side = tile_side;
  const double mid_x = 0.5 * residue.width;
  const double mid_y = 0.5 * residue.height;
  for (std::uint32_t y = 0; y < residue.height; ++y) {
    // In 65,536ths of a tile's pixel, which wrap with the tile.
    const double from_x = lie.xx * (0.5 - mid_x) + lie.xy * (y + 0.5 - mid_y);
    const double from_y = lie.yx * (0.5 - mid_x) + lie.yy * (y + 0.5 - mid_y);
    auto u = static_cast<std::uint32_t>(static_cast<std::int64_t>((from_x + 64 * side) * 65'536));
    auto v = static_cast<std::uint32_t>(static_cast<std::int64_t>((from_y + 64 * side) * 65'536));
    const auto step_u = static_cast<std::uint32_t>(std::llround(lie.xx * 65'536));
    const auto step_v = static_cast<std::uint32_t>(std::llround(lie.yx * 65'536));
    const float* row = residue.values.data() + std::size_t{y} * residue.width;
    for (std::uint32_t x = 0; x < residue.width; ++x, u += step_u, v += step_v) {
      const float right = static_cast<float>(u & 65'535U) * (1.F / 65'536);
      const float below = static_cast<float>(v & 65'535U) * (1.F / 65'536);
      const std::size_t u0 = u >> 16U & (tile_side - 1);
      const std::size_t u1 = (u0 + 1) & (tile_side - 1);
      float* upper = tile.re.data() + (v >> 16U & (tile_side - 1)) * tile_side;
      float* lower = tile.re.data() + (((v >> 16U) + 1) & (tile_side - 1)) * tile_side;
      const float value = row[x];
      const float low = value * below;
      upper[u0] += (value - low) * (1 - right);
      upper[u1] += (value - low) * right;
      lower[u0] += low * (1 - right);
      lower[u1] += low * right;
    }
  }
  return tile;
}

Shift find_laid_shift(const Residue& residue, const Lie& lie) {
  // fold_tiles counts from the picture's middle, and from the middles of pixels.
  return {0.5 + 0.5 * residue.width * lie.xx, 0.5 + 0.5 * residue.height * lie.yy};
}

Hearing hear(Square& fold, const Carrier& carrier, const std::optional<Shift>& laid) {
  tile_fourier().forward(fold);
  const auto hear_at = [&](const Shift& start, float least) {
    const Shift shift = refine_shift(fold, carrier, start);
    Hearing hearing;
    hearing.score = agree(fold, carrier, shift) / std::sqrt(0.5F * static_cast<float>(carrier.sync().size()));
    if (hearing.score < least) return hearing;
    hearing.mark = decode_mark(hear_bits(fold, carrier, shift));
    if (hearing.mark && hearing.mark->key != carrier.number()) hearing.mark.reset();
    return hearing;
  };
  if (laid) {
    Hearing hearing = hear_at(*laid, laid_score_min);
    if (hearing.mark) return hearing;
  }
  return hear_at(find_shift(fold, carrier), score_min);
}

}  // namespace redress::label
