// SPDX-License-Identifier: Apache-2.0
// label/carrier.hpp — where in the spectrum of a tile a key hides its bits: which frequencies say "here is a mark", and
// which say each channel bit, with which sign.
//
// Shapes          a tile of 128 × 128; frequencies of a half plane between radius_min and radius_max, each a pair
//                 of numbers of unit size. A quarter of them is known beforehand (sync), the others carry data.
//                 Channel bits are dealt out ring by ring, so that what takes a ring away takes as much from every bit.
// Errors          none.
// Threads         constant once made.
// Source          spread spectrum: Cox, Kilian, Leighton and Shamoon 1997. Chance: SHA-256 of the seed and a counter.
// Never           lets the seed be computed from its frequencies.
#pragma once

#include <vector>

#include "base/digest.hpp"
#include "label/fourier.hpp"
#include "label/payload.hpp"

namespace redress::label {

inline constexpr std::size_t tile_side = 128;

struct WatermarkKey {
  std::uint8_t number = 0;  // ≤ key_number_max, 0: the public one
  Digest seed{};
};

// Known to everybody, so that everybody can read which label a picture bears.
[[nodiscard]] WatermarkKey public_watermark_key();

struct SyncBin {
  int kx = 0;
  int ky = 0;
  float radius = 0;
  float re = 0;  // of length 1
  float im = 0;
};

struct DataBin {
  int kx = 0;
  int ky = 0;
  float radius = 0;
  // Of the real and of the imaginary part: the channel bit it carries, and the sign that says "one".
  std::size_t re_bit = 0;
  std::size_t im_bit = 0;
  float re_sign = 0;
  float im_sign = 0;
};

class Carrier {
 public:
  explicit Carrier(const WatermarkKey& key);
  [[nodiscard]] std::uint8_t number() const { return number_; }
  [[nodiscard]] const std::vector<SyncBin>& sync() const { return sync_; }
  [[nodiscard]] const std::vector<DataBin>& data() const { return data_; }

  // The tile that says these bits, of unit mean square; only frequencies below `radius` (in cycles a tile) are used.
  [[nodiscard]] std::vector<float> draw_tile(const ChannelBits& bits, float radius) const;

 private:
  std::uint8_t number_;
  std::vector<SyncBin> sync_;
  std::vector<DataBin> data_;
};

// Where a frequency, negative ones too, lies in a square.
[[nodiscard]] inline std::size_t place_of(int kx, int ky, std::size_t side) {
  const auto wrap = [side](int k) { return static_cast<std::size_t>(k) & (side - 1); };
  return wrap(ky) * side + wrap(kx);
}

}  // namespace redress::label
