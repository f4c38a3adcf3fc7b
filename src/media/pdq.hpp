// SPDX-License-Identifier: Apache-2.0
// media/pdq.hpp — the PDQ hash of a luma plane, fed row by row, so that no plane need be held.
//
// Use this when   luma rows are at hand, top to bottom. The full-size plane is used ("full luma"), never a 512 × 512
//                 one.
// Shapes          width × height of the plane, both ≥ 1; exactly `height` rows of `width` samples, then finish().
// Units           luma 0…255 as float.
// Errors          none: misuse is a CHECK. A plane under 5 pixels a side has the zero hash and quality 0.
// Threads         an accumulator belongs to one thread.
// Cost            one multiply-add a pixel. The two box passes and the decimation of the reference are linear and only
//                 64 samples an axis are read, so every sample is one weighted sum; pdq_test.cpp holds the plain twin.
// Source          Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, §2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "media/fingerprint.hpp"

namespace redress::media {

struct PdqResult {
  Dihedral hashes{};  // all zero when the plane cannot be hashed
  int quality = 0;
};

using Samples = std::array<float, 64 * 64>;  // row by row

// The part after the filter: quality, DCT and median of 64 × 64 samples.
[[nodiscard]] PdqResult hash_samples(const Samples& samples);

class PdqAccumulator {
 public:
  PdqAccumulator(std::uint32_t width, std::uint32_t height);
  void add_row(std::span<const float> luma);
  [[nodiscard]] PdqResult finish();

 private:
  void end_sample_row(std::size_t i);

  // The samples of one axis that a position contributes to, and by how much.
  struct Axis {
    struct Sample {
      std::uint32_t first = 0;
      std::vector<float> weights;
    };
    explicit Axis(std::uint32_t length);
    std::vector<Sample> samples;
  };

  std::uint32_t width_;
  std::uint32_t height_;
  std::uint32_t row_ = 0;
  Axis across_;
  Axis down_;
  // Weighted sum of the rows that a sample reads; held only between its first and its last row: two or three at a time.
  std::array<std::vector<float>, 64> columns_;
  Samples samples_{};
};

}  // namespace redress::media
