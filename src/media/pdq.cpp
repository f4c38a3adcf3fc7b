// SPDX-License-Identifier: Apache-2.0
#include "media/pdq.hpp"

#include <algorithm>

namespace redress::media {
namespace {

constexpr std::uint32_t side_min = 5;  // the reference does not hash a smaller plane

// How many sample rows wait for rows at the same time, at most.
std::size_t count_open_at_once(const PdqAxis& down) {
  std::size_t most = 1;
  for (std::size_t i = 0, oldest = 0; i < pdq_side; ++i) {
    while (down.end(oldest) <= down.first[i]) ++oldest;
    most = std::max(most, i - oldest + 1);
  }
  return most;
}

// Mirroring an axis turns the sign of its odd frequencies. Array index k is frequency k + 1.
Spectrum mirror(const Spectrum& from, bool rows, bool columns) {
  Spectrum to;
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    for (std::size_t j = 0; j < pdq_frequencies; ++j) {
      const bool is_negative = (rows && i % 2 == 0) != (columns && j % 2 == 0);
      const float value = from[i * pdq_frequencies + j];
      to[i * pdq_frequencies + j] = is_negative ? -value : value;
    }
  }
  return to;
}

using BitRows = std::array<std::uint16_t, pdq_frequencies>;

// Bit 16·i + j says whether coefficient (i, j) is over the lower median; the last bit is written first.
Pdq pack(const BitRows& rows) {
  Pdq pdq;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pdq[31 - 2 * i] = static_cast<std::uint8_t>(rows[i] & 0xffU);
    pdq[30 - 2 * i] = static_cast<std::uint8_t>(rows[i] >> 8);
  }
  return pdq;
}

// The hash of a spectrum and that of its transposition, whose median is the same.
void threshold(const Spectrum& spectrum, Pdq& upright, Pdq& transposed) {
  const float median = find_lower_median(spectrum);
  BitRows rows{};
  BitRows columns{};
  const float* value = spectrum.data();
  for (unsigned i = 0; i < pdq_frequencies; ++i) {
    for (unsigned j = 0; j < pdq_frequencies; ++j, ++value) {
      const unsigned bit = *value > median ? 1 : 0;
      rows[i] = static_cast<std::uint16_t>(rows[i] | bit << j);
      columns[j] = static_cast<std::uint16_t>(columns[j] | bit << i);
    }
  }
  upright = pack(rows);
  transposed = pack(columns);
}

}  // namespace

PdqResult hash_samples(const Samples& samples) {
  const Spectrum spectrum = transform(samples);
  PdqResult result;
  result.quality = measure_quality(samples);
  const auto store = [&](bool rows, bool columns, Turn upright, Turn transposed) {
    threshold(mirror(spectrum, rows, columns), result.hashes[static_cast<std::size_t>(upright)],
              result.hashes[static_cast<std::size_t>(transposed)]);
  };
  store(false, false, Turn::original, Turn::flip_plus);
  store(true, true, Turn::rotate_180, Turn::flip_minus);
  store(true, false, Turn::flip_x, Turn::rotate_270);
  store(false, true, Turn::flip_y, Turn::rotate_90);
  return result;
}

PdqAccumulator::PdqAccumulator(std::uint32_t width, std::uint32_t height)
    : width_(width),
      height_(height),
      across_(width),
      down_(height),
      grouped_(group_by_four(across_)),
      held_(count_open_at_once(down_)),
      stride_(width + across_.reach),
      columns_(held_ * stride_) {}

template <class Sample>
void PdqAccumulator::add(std::span<const Sample> luma) {
  CHECK(luma.size() == width_ && row_ < height_);
  for (std::size_t i = open_; i < pdq_side && down_.first[i] <= row_; ++i) {
    const std::size_t k = row_ - down_.first[i];
    add_weighted(columns_of(i), luma.data(), width_, down_.weights[i * down_.reach + k]);
    if (k + 1 == down_.count[i]) end_sample_row(i);
  }
  ++row_;
}

template void PdqAccumulator::add(std::span<const std::uint8_t> luma);
template void PdqAccumulator::add(std::span<const float> luma);

void PdqAccumulator::end_sample_row(std::size_t i) {
  float* columns = columns_of(i);
  sum_columns(columns, across_, grouped_.data(), samples_.data() + i * pdq_side);
  std::fill_n(columns, width_, 0.0F);
  open_ = i + 1;
}

PdqResult PdqAccumulator::finish() {
  CHECK(row_ == height_);
  if (width_ < side_min || height_ < side_min) return PdqResult{};
  return hash_samples(samples_);
}

}  // namespace redress::media
