// SPDX-License-Identifier: Apache-2.0
#include "label/fourier.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "base/check.hpp"

namespace redress::label {
namespace {

constexpr std::size_t strip = 16;  // columns at a time: one cache line of each row

// One row of a strip against another, turned by (c, s).
inline void cross(float* __restrict re_a, float* __restrict im_a, float* __restrict re_b, float* __restrict im_b,
                  float c, float s) {
  for (std::size_t x = 0; x < strip; ++x) {
    const float re = c * re_b[x] - s * im_b[x];
    const float im = c * im_b[x] + s * re_b[x];
    re_b[x] = re_a[x] - re;
    im_b[x] = im_a[x] - im;
    re_a[x] += re;
    im_a[x] += im;
  }
}

void transpose(std::vector<float>& plane, std::size_t side) {
  for (std::size_t top = 0; top < side; top += strip) {
    for (std::size_t left = top; left < side; left += strip) {
      for (std::size_t y = top; y < top + strip; ++y) {
        for (std::size_t x = std::max(left, y + 1); x < left + strip; ++x) {
          std::swap(plane[y * side + x], plane[x * side + y]);
        }
      }
    }
  }
}

}  // namespace

Fourier::Fourier(std::size_t side) : side_(side), reversed_(side), cosines_(side / 2), sines_(side / 2) {
  CHECK(std::has_single_bit(side) && side >= strip);
  for (std::size_t i = 1; i < side; ++i) reversed_[i] = reversed_[i / 2] / 2 + (i % 2) * (side / 2);
  for (std::size_t i = 0; i < side / 2; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(side);
    cosines_[i] = static_cast<float>(std::cos(angle));
    sines_[i] = static_cast<float>(-std::sin(angle));
  }
}

void Fourier::run(Square& square, float sign) const {
  CHECK(square.side == side_);
  for (int axis = 0; axis < 2; ++axis) {
    run_columns(square, sign);
    transpose(square.re, side_);
    transpose(square.im, side_);
  }
}

void Fourier::run_columns(Square& square, float sign) const {
  std::vector<float> re(side_ * strip);
  std::vector<float> im(side_ * strip);
  for (std::size_t left = 0; left < side_; left += strip) {
    for (std::size_t y = 0; y < side_; ++y) {
      std::copy_n(square.re.data() + reversed_[y] * side_ + left, strip, re.data() + y * strip);
      std::copy_n(square.im.data() + reversed_[y] * side_ + left, strip, im.data() + y * strip);
    }
    for (std::size_t half = 1; half < side_; half *= 2) {
      for (std::size_t first = 0; first < side_; first += 2 * half) {
        for (std::size_t i = 0; i < half; ++i) {
          const std::size_t turn = i * (side_ / 2 / half);
          const std::size_t a = (first + i) * strip;
          const std::size_t b = a + half * strip;
          cross(re.data() + a, im.data() + a, re.data() + b, im.data() + b, cosines_[turn], sign * sines_[turn]);
        }
      }
    }
    for (std::size_t y = 0; y < side_; ++y) {
      std::copy_n(re.data() + y * strip, strip, square.re.data() + y * side_ + left);
      std::copy_n(im.data() + y * strip, strip, square.im.data() + y * side_ + left);
    }
  }
}

}  // namespace redress::label
