// SPDX-License-Identifier: Apache-2.0
#include "label/lattice.hpp"

#include <algorithm>
#include <cmath>

namespace redress::label {
namespace {

constexpr std::size_t spectrum_side = 1'024;
constexpr std::size_t coarse_side = 64;
constexpr float coarse_radius = 28;
constexpr double finest = 0.0003;

// The picture's middle, with its centre where the indices are zero: there the phases turn slowest between frequencies.
Square transform_middle(const Residue& residue) {
  Square square(spectrum_side);
  const auto half = [](std::uint32_t length) { return std::min<std::uint32_t>(length, spectrum_side) / 2; };
  const std::uint32_t mid_x = residue.width / 2;
  const std::uint32_t mid_y = residue.height / 2;
  for (std::uint32_t y = mid_y - half(residue.height); y < mid_y + half(residue.height); ++y) {
    float* row = square.re.data() + ((y - mid_y) & (spectrum_side - 1)) * spectrum_side;
    const float* from = residue.values.data() + std::size_t{y} * residue.width;
    for (std::uint32_t x = mid_x - half(residue.width); x < mid_x + half(residue.width); ++x) {
      row[(x - mid_x) & (spectrum_side - 1)] = from[x];
    }
  }
  Fourier(spectrum_side).forward(square);
  return square;
}

// Real and imaginary part of the inverse transform are two answers: `place` says which of them a phase is for.
void put(Square& square, const SyncBin& bin, float re, float im, bool is_second) {
  const std::size_t here = place_of(bin.kx, bin.ky, square.side);
  const std::size_t there = place_of(-bin.kx, -bin.ky, square.side);
  square.re[here] += is_second ? -im : re;
  square.im[here] += is_second ? re : im;
  square.re[there] += is_second ? im : re;
  square.im[there] += is_second ? re : -im;
}

}  // namespace

Lattice::Lattice(const Residue& residue, const Carrier& carrier)
    : carrier_(carrier), spectrum_(transform_middle(residue)), coarse_fourier_(coarse_side), fine_fourier_(tile_side) {
  for (const SyncBin& bin : carrier.sync()) {
    if (bin.radius < coarse_radius) coarse_.push_back(bin);
  }
}

// Between four frequencies of the picture, and of that only the phase, turned back by what the key expects.
Lattice::Phase Lattice::phase_at(const Lie& lie, const SyncBin& bin) const {
  constexpr double scale = static_cast<double>(spectrum_side) / tile_side;
  const double x = (lie.xx * bin.kx + lie.yx * bin.ky) * scale;
  const double y = (lie.xy * bin.kx + lie.yy * bin.ky) * scale;
  constexpr double half = spectrum_side / 2;
  if (std::abs(x) >= half - 1 || std::abs(y) >= half - 1) return {};
  const double x0 = std::floor(x);
  const double y0 = std::floor(y);
  const auto right = static_cast<float>(x - x0);
  const auto below = static_cast<float>(y - y0);
  const auto at = [&](int dx, int dy) {
    return place_of(static_cast<int>(x0) + dx, static_cast<int>(y0) + dy, spectrum_side);
  };
  const auto mix = [&](const std::vector<float>& part) {
    const float upper = part[at(0, 0)] + right * (part[at(1, 0)] - part[at(0, 0)]);
    const float lower = part[at(0, 1)] + right * (part[at(1, 1)] - part[at(0, 1)]);
    return upper + below * (lower - upper);
  };
  const float re = mix(spectrum_.re);
  const float im = mix(spectrum_.im);
  const float square = re * re + im * im;
  if (square <= 0) return {};
  const float unit = 1 / std::sqrt(square);
  return {(re * bin.re + im * bin.im) * unit, (im * bin.re - re * bin.im) * unit};
}

std::pair<float, float> Lattice::score_pair(const Lie& a, const Lie& b) const {
  Square square(coarse_side);
  for (const SyncBin& bin : coarse_) {
    const Phase first = phase_at(a, bin);
    const Phase second = phase_at(b, bin);
    put(square, bin, first.re, first.im, false);
    put(square, bin, second.re, second.im, true);
  }
  coarse_fourier_.inverse(square);
  const float sigma = std::sqrt(2 * static_cast<float>(coarse_.size()));
  return {*std::max_element(square.re.begin(), square.re.end()) / sigma,
          *std::max_element(square.im.begin(), square.im.end()) / sigma};
}

float Lattice::score_finely(const Lie& lie) const {
  Square square(tile_side);
  for (const SyncBin& bin : carrier_.sync()) {
    const Phase phase = phase_at(lie, bin);
    put(square, bin, phase.re, phase.im, false);
  }
  fine_fourier_.inverse(square);
  return *std::max_element(square.re.begin(), square.re.end()) /
         std::sqrt(2 * static_cast<float>(carrier_.sync().size()));
}

std::vector<Candidate> Lattice::rank(const std::vector<Lie>& lies, std::size_t kept) const {
  std::vector<Candidate> all;
  all.reserve(lies.size() + 1);
  for (std::size_t i = 0; i < lies.size(); i += 2) {
    const Lie& second = lies[std::min(i + 1, lies.size() - 1)];
    const auto [a, b] = score_pair(lies[i], second);
    all.push_back({lies[i], a});
    if (i + 1 < lies.size()) all.push_back({second, b});
  }
  std::vector<Candidate> peaks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_peak =
        (i == 0 || all[i].score >= all[i - 1].score) && (i + 1 == all.size() || all[i].score > all[i + 1].score);
    if (is_peak) peaks.push_back(all[i]);
  }
  std::stable_sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  peaks.resize(std::min(peaks.size(), kept));
  return peaks;
}

// Up the hill: larger and smaller, wider and narrower, turned and leaning.
Candidate Lattice::refine(const Candidate& candidate) const {
  Candidate best{candidate.lie, score_finely(candidate.lie)};
  for (double step = 0.002; step >= finest; step /= 2) {
    for (int kind = 0; kind < 4; ++kind) {
      for (const double by : {step, -step}) {
        Lie lie = best.lie;
        const auto [xx, xy, yx, yy] = best.lie;
        if (kind == 0) lie = {xx * (1 + by), xy * (1 + by), yx * (1 + by), yy * (1 + by)};
        if (kind == 1) lie = {xx * (1 + by), xy * (1 - by), yx * (1 + by), yy * (1 - by)};
        if (kind == 2) lie = {xx - by * yx, xy - by * yy, yx + by * xx, yy + by * xy};
        if (kind == 3) lie = {xx + by * yx, xy + by * yy, yx + by * xx, yy + by * xy};
        const float score = score_finely(lie);
        if (score > best.score) best = {lie, score};
      }
    }
  }
  return best;
}

}  // namespace redress::label
