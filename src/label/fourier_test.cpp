// SPDX-License-Identifier: Apache-2.0
#include "label/fourier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace redress::label {
namespace {

Square make_noise(std::size_t side, unsigned seed) {
  std::mt19937 dice(seed);
  std::normal_distribution<float> noise;
  Square square(side);
  for (float& value : square.re) value = noise(dice);
  for (float& value : square.im) value = noise(dice);
  return square;
}

TEST(Fourier, EqualsTheSumItStandsFor) {
  constexpr std::size_t side = 16;
  const Square from = make_noise(side, 1);
  Square to = from;
  Fourier(side).forward(to);
  for (std::size_t ky = 0; ky < side; ++ky) {
    for (std::size_t kx = 0; kx < side; ++kx) {
      double re = 0;
      double im = 0;
      for (std::size_t i = 0; i < side * side; ++i) {
        const double angle = -2 * std::numbers::pi * static_cast<double>(kx * (i % side) + ky * (i / side)) / side;
        re += from.re[i] * std::cos(angle) - from.im[i] * std::sin(angle);
        im += from.re[i] * std::sin(angle) + from.im[i] * std::cos(angle);
      }
      EXPECT_NEAR(to.re[ky * side + kx], re, 1e-3) << kx << ' ' << ky;
      EXPECT_NEAR(to.im[ky * side + kx], im, 1e-3) << kx << ' ' << ky;
    }
  }
}

TEST(Fourier, ThereAndBackIsTheSameTimesTheirNumber) {
  for (const std::size_t side : {64U, 128U}) {
    const Square from = make_noise(side, 2);
    Square to = from;
    const Fourier fourier(side);
    fourier.forward(to);
    fourier.inverse(to);
    const auto count = static_cast<float>(side * side);
    for (std::size_t i = 0; i < from.re.size(); i += 37) {
      EXPECT_NEAR(to.re[i] / count, from.re[i], 1e-4);
      EXPECT_NEAR(to.im[i] / count, from.im[i], 1e-4);
    }
  }
}

}  // namespace
}  // namespace redress::label
