// SPDX-License-Identifier: Apache-2.0
// media/pdq.hpp — the PDQ hash of a luma plane, fed row by row, so that no plane need be held.
//
// Use this when   luma rows are at hand, top to bottom. The full-size plane is used ("full luma"), never a 512 × 512
//                 one.
// Shapes          width × height of the plane, both ≥ 1; exactly `height` rows of `width` samples, then finish().
// Units           luma 0…255, as bytes where the picture has it so, or as float. Equal numbers give equal bits.
// Errors          none: misuse is a CHECK. A plane under 5 pixels a side has the zero hash and quality 0.
// Threads         an accumulator belongs to one thread.
// Cost            one multiply-add a pixel (media/pdq_kernel.hpp). The two box passes and the decimation of the
//                 reference are linear and only 64 samples an axis are read, so every sample is one weighted sum.
//                 `redress bench hash` has it beside the reference's filter. Memory: two or three rows of floats.
// Source          Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, §2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "media/fingerprint.hpp"
#include "media/pdq_kernel.hpp"

namespace redress::media {

struct PdqResult {
  Dihedral hashes{};  // all zero when the plane cannot be hashed
  int quality = 0;
  bool operator==(const PdqResult&) const = default;
};

// The part after the filter: quality, DCT and median of 64 × 64 samples.
[[nodiscard]] PdqResult hash_samples(const Samples& samples);

class PdqAccumulator {
 public:
  PdqAccumulator(std::uint32_t width, std::uint32_t height);
  void add_row(std::span<const std::uint8_t> luma) { add(luma); }
  void add_row(std::span<const float> luma) { add(luma); }
  [[nodiscard]] PdqResult finish();
  // What finish() hashes; whole after the last row.
  [[nodiscard]] const Samples& samples() const { return samples_; }

 private:
  template <class Sample>
  void add(std::span<const Sample> luma);
  void end_sample_row(std::size_t i);
  [[nodiscard]] float* columns_of(std::size_t i) { return columns_.data() + i % held_ * stride_; }

  std::uint32_t width_;
  std::uint32_t height_;
  std::uint32_t row_ = 0;
  PdqAxis across_;
  PdqAxis down_;
  std::vector<float> grouped_;  // the weights of across_, as the kernel reads them
  std::size_t open_ = 0;        // the first sample row that still waits for rows
  // Weighted sums of the rows that a sample row reads. Only those between their first and their last row are held.
  std::size_t held_;
  std::size_t stride_;
  std::vector<float> columns_;
  Samples samples_{};
};

}  // namespace redress::media
