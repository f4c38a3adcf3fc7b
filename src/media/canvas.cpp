// SPDX-License-Identifier: Apache-2.0
#include "media/canvas.hpp"

#include <algorithm>

namespace redress::media {
namespace {

float luma_of(std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  return 0.299F * static_cast<float>(r) + 0.587F * static_cast<float>(g) + 0.114F * static_cast<float>(b);
}

std::uint32_t clamp_to_byte(float value) { return static_cast<std::uint32_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

std::uint32_t over_white(std::uint8_t value, std::uint8_t alpha) {
  return (static_cast<std::uint32_t>(value) * alpha + 255U * (255U - alpha) + 127U) / 255U;
}

}  // namespace

void Canvas::begin_scaled(Size picture, Size drawn) {
  const auto [width, height] = drawn;
  CHECK(width_ == 0 && width > 0 && height > 0);
  picture_ = picture;
  width_ = width;
  height_ = height;
  pdq_.emplace(width, height);
  if (!has_preview()) return;
  const std::uint64_t longest = std::max(width, height);
  const std::uint64_t target = std::min<std::uint64_t>(longest, preview_side_max_);
  preview_.width = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, width * target / longest));
  preview_.height = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, height * target / longest));
  preview_.rgb.reserve(std::size_t{3} * preview_.width * preview_.height);
  sums_.assign(std::size_t{4} * preview_.width, 0);
  columns_.resize(width);
  for (std::uint32_t x = 0; x < width; ++x) {
    columns_[x] = static_cast<std::uint32_t>(std::uint64_t{x} * preview_.width / width) * 4;
  }
}

void Canvas::hash_rgb(const std::uint8_t* row, std::size_t stride) {
  floats_.resize(width_);
  float* to = floats_.data();
  for (std::uint32_t x = 0; x < width_; ++x, row += stride) to[x] = luma_of(row[0], row[1], row[2]);
  pdq_->add_row(std::span<const float>(floats_));
}

template <class ToRgb>
void Canvas::end_row(const std::uint8_t* row, std::size_t stride, ToRgb to_rgb) {
  if (has_preview()) {
    for (std::uint32_t x = 0; x < width_; ++x) {
      std::uint32_t* sum = sums_.data() + columns_[x];
      to_rgb(row + x * stride, sum);
      ++sum[3];
    }
    const auto line_of = [&](std::uint32_t y) { return std::uint64_t{y} * preview_.height / height_; };
    if (row_ + 1 == height_ || line_of(row_ + 1) != line_of(row_)) end_preview_row();
  }
  ++row_;
}

void Canvas::end_preview_row() {
  for (std::uint32_t x = 0; x < preview_.width; ++x) {
    std::uint32_t* sum = sums_.data() + std::size_t{4} * x;
    for (std::size_t c = 0; c < 3; ++c) {
      preview_.rgb.push_back(static_cast<std::uint8_t>((sum[c] + sum[3] / 2) / sum[3]));
    }
    std::fill(sum, sum + 4, 0U);
  }
}

void Canvas::add_rgb(const std::uint8_t* row) {
  if (row_ == height_) return;
  hash_rgb(row, 3);
  end_row(row, 3, [](const std::uint8_t* p, std::uint32_t* sum) {
    for (std::size_t c = 0; c < 3; ++c) sum[c] += p[c];
  });
}

void Canvas::add_rgba(const std::uint8_t* row) {
  if (row_ == height_) return;
  hash_rgb(row, 4);
  end_row(row, 4, [](const std::uint8_t* p, std::uint32_t* sum) {
    for (std::size_t c = 0; c < 3; ++c) sum[c] += over_white(p[c], p[3]);
  });
}

void Canvas::add_luma(const std::uint8_t* row) {
  if (row_ == height_) return;
  pdq_->add_row(std::span(row, width_));
  end_row(row, 1, [](const std::uint8_t* p, std::uint32_t* sum) {
    for (std::size_t c = 0; c < 3; ++c) sum[c] += *p;
  });
}

void Canvas::add_ycc(const std::uint8_t* row) {
  if (row_ == height_) return;
  bytes_.resize(width_);
  std::uint8_t* to = bytes_.data();
  for (std::uint32_t x = 0; x < width_; ++x) to[x] = row[3 * std::size_t{x}];
  pdq_->add_row(std::span<const std::uint8_t>(bytes_));
  end_row(row, 3, [](const std::uint8_t* p, std::uint32_t* sum) {
    const auto y = static_cast<float>(p[0]);
    const auto cb = static_cast<float>(p[1]) - 128.0F;
    const auto cr = static_cast<float>(p[2]) - 128.0F;
    sum[0] += clamp_to_byte(y + 1.402F * cr);
    sum[1] += clamp_to_byte(y - 0.344136F * cb - 0.714136F * cr);
    sum[2] += clamp_to_byte(y + 1.772F * cb);
  });
}

PdqResult Canvas::finish() {
  CHECK(is_complete());
  return pdq_->finish();
}

}  // namespace redress::media
