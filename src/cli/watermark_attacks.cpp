// SPDX-License-Identifier: Apache-2.0
#include "cli/watermark_attacks.hpp"

#include <cmath>

namespace redress::cli {
namespace {

std::uint32_t part(std::uint32_t length, double share) {
  return static_cast<std::uint32_t>(std::lround(length * share));
}

Pixels scaled(const Pixels& from, double share) {
  return resize(from, part(from.width, share), part(from.height, share));
}

// Off the middle, as a hand cuts.
Pixels cut(const Pixels& from, double share) {
  return crop(from, {part(from.width, (1 - share) * 0.3), part(from.height, (1 - share) * 0.8), part(from.width, share),
                     part(from.height, share)});
}

Pixels none(const Pixels& marked) { return marked; }
Pixels jpeg_70(const Pixels& marked) { return recode(marked, 70); }
Pixels jpeg_50(const Pixels& marked) { return recode(marked, 50); }
Pixels jpeg_30(const Pixels& marked) { return recode(marked, 30); }
Pixels half(const Pixels& marked) { return scaled(marked, 0.5); }
Pixels half_jpeg_50(const Pixels& marked) { return recode(scaled(marked, 0.5), 50); }
Pixels chat_app(const Pixels& marked) {
  return recode(scaled(marked, 1'080.0 / std::max(marked.width, marked.height)), 70);
}
Pixels cut_a_fifth(const Pixels& marked) { return cut(marked, 0.8); }
Pixels cut_a_fifth_jpeg_70(const Pixels& marked) { return recode(cut(marked, 0.8), 70); }
Pixels half_the_area_jpeg_80(const Pixels& marked) { return recode(cut(marked, std::sqrt(0.5)), 80); }

// In a page, 900 pixels long, with a title over it and words under it.
Pixels screenshot(const Pixels& marked) {
  const Pixels shown = scaled(marked, 900.0 / std::max(marked.width, marked.height));
  Pixels page = make_pixels(1'000, shown.height + 360, {248, 248, 250});
  fill(page, {0, 0, 1'000, 90}, {40, 60, 110});
  write(page, "A PICTURE THAT WENT ROUND", 30, 30, 4, {255, 255, 255});
  paste(page, shown, (1'000 - shown.width) / 2, 140);
  for (std::uint32_t y = shown.height + 170; y + 40 < page.height; y += 45) {
    write(page, "WHAT SOMEBODY SAID OF IT", 60, y, 3, {20, 20, 20});
  }
  return recode(page, 85);
}

Pixels turned(const Pixels& marked) { return recode(rotate(marked, 3, {0, 0, 0}), 85); }
Pixels turned_back(const Pixels& marked) { return recode(rotate(marked, -3, {0, 0, 0}), 85); }
Pixels mirrored(const Pixels& marked) { return recode(mirror(marked), 85); }
Pixels stretched(const Pixels& marked) {
  return recode(resize(marked, part(marked.width, 4.0 / 3), marked.height), 85);
}

constexpr std::array<Attack, 15> attacks = {{{"none", none, 0.99, 0.99},
                                             {"jpeg-70", jpeg_70},
                                             {"jpeg-50", jpeg_50, 0.97, 0.97},
                                             {"jpeg-30", jpeg_30},
                                             {"half", half, 0.97, 0.97},
                                             {"half-jpeg-50", half_jpeg_50, 0.8, 0.9},
                                             {"chat-app", chat_app},
                                             {"cut-a-fifth", cut_a_fifth, 0.95, 0.95},
                                             {"cut-a-fifth-jpeg-70", cut_a_fifth_jpeg_70},
                                             {"half-the-area-jpeg-80", half_the_area_jpeg_80},
                                             {"screenshot", screenshot, 0.95, 0.95},
                                             {"turned-3", turned, 0.8, 0.8},
                                             {"turned-back-3", turned_back, 0.8, 0.8},
                                             {"mirrored", mirrored, 0.8, 0.8},
                                             {"stretched", stretched, 0.8, 0.8}}};

constexpr int window_radius = 5;

std::array<float, 2 * window_radius + 1> make_window() {
  std::array<float, 2 * window_radius + 1> window{};
  float sum = 0;
  for (int i = -window_radius; i <= window_radius; ++i) {
    const float distance = static_cast<float>(i);
    float& weight = window.at(static_cast<std::size_t>(i) + static_cast<std::size_t>(window_radius));
    weight = std::exp(-distance * distance / 4.5F);
    sum += weight;
  }
  for (float& weight : window) weight /= sum;
  return window;
}

// Only where the whole window lies in the picture.
std::vector<float> blur(const std::vector<float>& values, std::size_t width, std::size_t height) {
  static const auto window = make_window();
  const std::size_t new_width = width - 2 * window_radius;
  const std::size_t new_height = height - 2 * window_radius;
  std::vector<float> across(new_width * height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < window.size(); ++i) {
      for (std::size_t x = 0; x < new_width; ++x) across[y * new_width + x] += window[i] * values[y * width + x + i];
    }
  }
  std::vector<float> blurred(new_width * new_height);
  for (std::size_t y = 0; y < new_height; ++y) {
    for (std::size_t i = 0; i < window.size(); ++i) {
      for (std::size_t x = 0; x < new_width; ++x) {
        blurred[y * new_width + x] += window[i] * across[(y + i) * new_width + x];
      }
    }
  }
  return blurred;
}

}  // namespace

std::span<const Attack> watermark_attacks() { return attacks; }

double measure_ssim(const media::Plane& before, const media::Plane& after) {
  CHECK(before.width == after.width && before.height == after.height);
  CHECK(std::min(before.width, before.height) > 2 * window_radius);
  const std::vector<float> a(before.bytes.begin(), before.bytes.end());
  const std::vector<float> b(after.bytes.begin(), after.bytes.end());
  const auto blur_product = [&](const std::vector<float>& one, const std::vector<float>& other) {
    std::vector<float> product(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) product[i] = one[i] * other[i];
    return blur(product, before.width, before.height);
  };
  const auto mean_a = blur(a, before.width, before.height);
  const auto mean_b = blur(b, before.width, before.height);
  const auto aa = blur_product(a, a);
  const auto bb = blur_product(b, b);
  const auto ab = blur_product(a, b);
  constexpr float c1 = 6.5025F;   // (0.01 · 255)²
  constexpr float c2 = 58.5225F;  // (0.03 · 255)²
  double sum = 0;
  for (std::size_t i = 0; i < ab.size(); ++i) {
    const float product = mean_a[i] * mean_b[i];
    const float squares = mean_a[i] * mean_a[i] + mean_b[i] * mean_b[i];
    sum += (2 * product + c1) * (2 * (ab[i] - product) + c2) / ((squares + c1) * (aa[i] + bb[i] - squares + c2));
  }
  return sum / static_cast<double>(ab.size());
}

}  // namespace redress::cli
