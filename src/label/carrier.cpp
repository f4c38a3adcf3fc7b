// SPDX-License-Identifier: Apache-2.0
#include "label/carrier.hpp"

#include <algorithm>
#include <cmath>

namespace redress::label {
namespace {

constexpr float radius_min = 9;
constexpr float radius_max = 44;
constexpr std::size_t sync_one_in = 4;
constexpr float fall_off = 0.8F;  // of the amplitude with the radius, as pictures themselves fall off, but less

// A stream of numbers that nobody can foretell without the seed.
class Stream {
 public:
  explicit Stream(const Digest& seed) : seed_(seed) {}
  // Even among `count`: what would favour the lower numbers is drawn again.
  std::size_t below(std::size_t count) {
    const std::size_t end = (std::size_t{1} << 32U) / count * count;
    for (;;) {
      const std::size_t drawn = next();
      if (drawn < end) return drawn % count;
    }
  }
  float sign() { return below(2) == 0 ? -1.F : 1.F; }
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::size_t next() {
    if (used_ == block_.size()) {
      std::array<std::uint8_t, 8> counter{};
      for (std::size_t i = 0; i < 8; ++i) counter[i] = static_cast<std::uint8_t>(counter_ >> (8 * i));
      block_ = hmac_sha256(seed_, counter);
      ++counter_;
      used_ = 0;
    }
    std::size_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8U | block_.at(used_++);
    return value;
  }

  Digest seed_;
  Digest block_{};
  std::size_t used_ = block_.size();
  std::uint64_t counter_ = 0;
};

struct Frequency {
  int kx = 0;
  int ky = 0;
  float radius = 0;
};

// A half plane: a real tile says the other half again. Sorted outwards, and by place where the radius is the same.
std::vector<Frequency> list_frequencies() {
  std::vector<Frequency> all;
  const int most = static_cast<int>(radius_max);
  for (int ky = 0; ky <= most; ++ky) {
    for (int kx = ky == 0 ? 1 : -most; kx <= most; ++kx) {
      const float radius = std::sqrt(static_cast<float>(kx * kx + ky * ky));
      if (radius >= radius_min && radius <= radius_max) all.push_back({kx, ky, radius});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.radius < b.radius; });
  return all;
}

// Every channel bit once, in an order of its own, then again.
class Deal {
 public:
  explicit Deal(Stream& stream) : stream_(stream), bits_(channel_bit_count) {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] = i;
  }
  std::size_t next() {
    if (used_ % bits_.size() == 0) stream_.shuffle(bits_);
    return bits_[used_++ % bits_.size()];
  }

 private:
  Stream& stream_;
  std::vector<std::size_t> bits_;
  std::size_t used_ = 0;
};

}  // namespace

WatermarkKey public_watermark_key() { return {0, sha256("redress watermark, public key, number 0")}; }

Carrier::Carrier(const WatermarkKey& key) : number_(key.number) {
  const float diagonal = std::sqrt(0.5F);
  Stream stream(key.seed);
  Deal deal(stream);
  std::vector<std::size_t> group(sync_one_in);
  std::size_t chosen = 0;
  const auto all = list_frequencies();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % sync_one_in == 0) chosen = stream.below(sync_one_in);
    const auto& [kx, ky, radius] = all[i];
    if (i % sync_one_in == chosen) {
      const float re = diagonal * stream.sign();
      sync_.push_back({kx, ky, radius, re, diagonal * stream.sign()});
    } else {
      DataBin bin{kx, ky, radius};
      bin.re_bit = deal.next();
      bin.im_bit = deal.next();
      bin.re_sign = stream.sign();
      bin.im_sign = stream.sign();
      data_.push_back(bin);
    }
  }
}

std::vector<float> Carrier::draw_tile(const ChannelBits& bits, float radius) const {
  const float diagonal = std::sqrt(0.5F);
  static const Fourier fourier(tile_side);
  Square square(tile_side);
  const auto put = [&](const auto& bin, float re, float im) {
    if (bin.radius > radius) return;
    const float amplitude = std::pow(bin.radius, -fall_off);
    const std::size_t here = place_of(bin.kx, bin.ky, tile_side);
    const std::size_t there = place_of(-bin.kx, -bin.ky, tile_side);
    square.re[here] = square.re[there] = amplitude * re;
    square.im[here] = amplitude * im;
    square.im[there] = -amplitude * im;
  };
  for (const SyncBin& bin : sync_) put(bin, bin.re, bin.im);
  for (const DataBin& bin : data_) {
    put(bin, diagonal * bin.re_sign * (bits.at(bin.re_bit) ? 1.F : -1.F),
        diagonal * bin.im_sign * (bits.at(bin.im_bit) ? 1.F : -1.F));
  }
  fourier.inverse(square);
  double sum = 0;
  for (const float value : square.re) sum += double{value} * value;
  const auto unit = static_cast<float>(std::sqrt(static_cast<double>(square.re.size()) / sum));
  for (float& value : square.re) value *= unit;
  return std::move(square.re);
}

}  // namespace redress::label
