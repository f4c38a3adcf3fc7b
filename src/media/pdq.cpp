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
  std::array<float, pdq_frequencies> signs;
  for (std::size_t j = 0; j < signs.size(); ++j) signs[j] = columns && j % 2 == 0 ? -1.0F : 1.0F;
  Spectrum to;
  for (std::size_t i = 0; i < pdq_frequencies; ++i) {
    const float sign = rows && i % 2 == 0 ? -1.0F : 1.0F;
    const float* row = from.data() + i * pdq_frequencies;
    float* out = to.data() + i * pdq_frequencies;
    for (std::size_t j = 0; j < pdq_frequencies; ++j) out[j] = row[j] * signs.data()[j] * sign;
  }
  return to;
}

// Bit j of row i becomes bit i of row j: blocks of 8 × 8 change places across the diagonal, then within each of them
// those of 4 × 4, and so on (Warren, Hacker's Delight, 7-3).
BitRows transpose(BitRows rows) {
  unsigned mask = 0x00ff;
  for (unsigned width = 8; width != 0; width >>= 1, mask ^= mask << width) {
    for (unsigned i = 0; i < rows.size(); i = ((i | width) + 1) & ~width) {
      const unsigned change = (static_cast<unsigned>(rows[i]) >> width ^ rows[i | width]) & mask;
      rows[i | width] = static_cast<std::uint16_t>(rows[i | width] ^ change);
      rows[i] = static_cast<std::uint16_t>(rows[i] ^ change << width);
    }
  }
  return rows;
}

// The bits of row i are bits 16·i to 16·i + 15 of the hash; the last bit is written first.
Pdq pack(const BitRows& rows) {
  Pdq pdq;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pdq[31 - 2 * i] = static_cast<std::uint8_t>(rows[i] & 0xffU);
    pdq[30 - 2 * i] = static_cast<std::uint8_t>(rows[i] >> 8);
  }
  return pdq;
}

BitRows unpack(const Pdq& pdq) {
  BitRows rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = static_cast<std::uint16_t>(static_cast<unsigned>(pdq[30 - 2 * i]) << 8U | pdq[31 - 2 * i]);
  }
  return rows;
}

// A frequency above the median is below it once its sign is turned, but for those between the median and zero.
BitRows mirror(BitRows bits, bool rows, bool columns) {
  constexpr std::uint16_t odd = 0x5555;  // bit k is frequency k + 1
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const bool is_turned = rows && i % 2 == 0;
    bits[i] = static_cast<std::uint16_t>(bits[i] ^ (columns ? odd : 0U) ^ (is_turned ? 0xffffU : 0U));
  }
  return bits;
}

// A spectrum mirrored, and the same transposed: the median of both is one.
struct Pair {
  bool rows;
  bool columns;
  Turn upright;
  Turn transposed;
};
constexpr std::array<Pair, 4> pairs{{{false, false, Turn::original, Turn::flip_plus},
                                     {true, true, Turn::rotate_180, Turn::flip_minus},
                                     {true, false, Turn::flip_x, Turn::rotate_270},
                                     {false, true, Turn::flip_y, Turn::rotate_90}}};

}  // namespace

PdqResult hash_samples(const Samples& samples) {
  const Spectrum spectrum = transform(samples);
  FourSpectra mirrored;
  for (std::size_t n = 0; n < pairs.size(); ++n) mirrored[n] = mirror(spectrum, pairs[n].rows, pairs[n].columns);
  const auto medians = find_lower_medians(mirrored);
  PdqResult result;
  result.quality = measure_quality(samples);
  for (std::size_t n = 0; n < pairs.size(); ++n) {
    const BitRows bits = compare(mirrored[n], medians[n]);
    result.hashes[static_cast<std::size_t>(pairs[n].upright)] = pack(bits);
    result.hashes[static_cast<std::size_t>(pairs[n].transposed)] = pack(transpose(bits));
  }
  return result;
}

Dihedral turn_hash(const Pdq& pdq) {
  const BitRows known = unpack(pdq);
  Dihedral hashes;
  for (const Pair& pair : pairs) {
    const BitRows bits = mirror(known, pair.rows, pair.columns);
    hashes[static_cast<std::size_t>(pair.upright)] = pack(bits);
    hashes[static_cast<std::size_t>(pair.transposed)] = pack(transpose(bits));
  }
  return hashes;
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
