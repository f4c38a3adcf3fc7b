// SPDX-License-Identifier: Apache-2.0
#include "media/canvas.hpp"

#include <algorithm>
#include <array>

#include "media/luma.hpp"

namespace redress::media {
namespace {

std::uint8_t clamp_to_byte(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((static_cast<std::uint32_t>(value) * alpha + 255U * (255U - alpha) + 127U) / 255U);
}

// Divides by one number many times, as `/` does, for sums of so many bytes.
class Divider {
 public:
  explicit Divider(std::uint32_t by) : by_(by), factor_((std::uint64_t{1} << 32U) / by + 1) {}
  [[nodiscard]] std::uint32_t by() const { return by_; }
  [[nodiscard]] std::uint32_t divide(std::uint32_t sum) const {
    // The factor is too large by less than by / 2^32 parts: below 4,096 that never reaches the next number.
    return by_ < 4'096 ? static_cast<std::uint32_t>(sum * factor_ >> 32U) : sum / by_;
  }

 private:
  std::uint32_t by_;
  std::uint64_t factor_;
};

void draw(const std::array<std::uint8_t, 3>& mean, Canvas::Colour colour, std::uint8_t* rgb) {
  if (colour == Canvas::Colour::luma) return static_cast<void>(std::fill_n(rgb, 3, mean[0]));
  if (colour == Canvas::Colour::rgb) return static_cast<void>(std::copy_n(mean.begin(), 3, rgb));
  const auto y = static_cast<float>(mean[0]);
  const auto cb = static_cast<float>(mean[1]) - 128.0F;
  const auto cr = static_cast<float>(mean[2]) - 128.0F;
  rgb[0] = clamp_to_byte(y + 1.402F * cr);
  rgb[1] = clamp_to_byte(y - 0.344136F * cb - 0.714136F * cr);
  rgb[2] = clamp_to_byte(y + 1.772F * cb);
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
  preview_.rgb.resize(std::size_t{3} * preview_.width * preview_.height);
  sums_.assign(std::size_t{3} * width, 0);
  column_ends_.assign(preview_.width, 0);
  for (std::uint32_t x = 0; x < width; ++x) column_ends_[std::uint64_t{x} * preview_.width / width] = x + 1;
}

void Canvas::hash_rgb(const std::uint8_t* row, std::size_t stride) {
  floats_.resize(width_);
  float* to = floats_.data();
  for (std::uint32_t x = 0; x < width_; ++x, row += stride) to[x] = luma_of(row[0], row[1], row[2]);
  pdq_->add_row(std::span<const float>(floats_));
}

// The rows of one line of the preview are added up as they are; columns and colours are worked out once a line.
void Canvas::end_row(const std::uint8_t* row, Colour colour) {
  if (has_preview()) {
    const std::size_t count = width_ * (colour == Colour::luma ? std::size_t{1} : 3);
    std::uint32_t* const sums = sums_.data();
    for (std::size_t i = 0; i < count; ++i) sums[i] += row[i];
    ++line_row_count_;
    const auto line_of = [&](std::uint32_t y) { return std::uint64_t{y} * preview_.height / height_; };
    if (row_ + 1 == height_ || line_of(row_ + 1) != line_of(row_)) end_preview_line(colour);
  }
  ++row_;
}

void Canvas::end_preview_line(Colour colour) {
  const std::size_t channels = colour == Colour::luma ? 1 : 3;
  std::uint8_t* to = preview_.rgb.data() + std::size_t{3} * preview_.width * line_++;
  Divider mean(1);
  std::size_t column = 0;
  for (const std::uint32_t end : column_ends_) {
    const auto count = static_cast<std::uint32_t>(end - column) * line_row_count_;
    if (count != mean.by()) mean = Divider(count);
    std::array<std::uint32_t, 3> sums{};
    for (; column < end; ++column) {
      for (std::size_t c = 0; c < channels; ++c) sums[c] += sums_[channels * column + c];
    }
    std::array<std::uint8_t, 3> means{};
    for (std::size_t c = 0; c < channels; ++c) {
      means[c] = static_cast<std::uint8_t>(mean.divide(sums[c] + count / 2));
    }
    draw(means, colour, to);
    to += 3;
  }
  std::fill(sums_.begin(), sums_.end(), 0U);
  line_row_count_ = 0;
}

void Canvas::add_rgb(const std::uint8_t* row) {
  if (row_ == height_) return;
  hash_rgb(row, 3);
  end_row(row, Colour::rgb);
}

void Canvas::add_rgba(const std::uint8_t* row) {
  if (row_ == height_) return;
  hash_rgb(row, 4);
  if (has_preview()) {
    bytes_.resize(std::size_t{3} * width_);
    for (std::size_t x = 0; x < width_; ++x) {
      for (std::size_t c = 0; c < 3; ++c) bytes_[3 * x + c] = over_white(row[4 * x + c], row[4 * x + 3]);
    }
  }
  end_row(bytes_.data(), Colour::rgb);
}

void Canvas::add_luma(const std::uint8_t* row) {
  if (row_ == height_) return;
  pdq_->add_row(std::span(row, width_));
  end_row(row, Colour::luma);
}

void Canvas::add_ycc(const std::uint8_t* row) {
  if (row_ == height_) return;
  bytes_.resize(width_);
  std::uint8_t* to = bytes_.data();
  for (std::uint32_t x = 0; x < width_; ++x) to[x] = row[3 * std::size_t{x}];
  pdq_->add_row(std::span<const std::uint8_t>(bytes_));
  end_row(row, Colour::ycc);
}

PdqResult Canvas::finish() {
  CHECK(is_complete());
  return pdq_->finish();
}

}  // namespace redress::media
