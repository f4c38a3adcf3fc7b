// SPDX-License-Identifier: Apache-2.0
// match/bits256.hpp — 256 bits as the index keeps them, and a secret order of those bits.
//
// Units           distance_bits 0…256.
// Errors          none.
// Threads         values; a BitOrder is read by any number of threads.
// Cost            distance: four POPCNT. BitOrder::apply: 32 lines of a 256 KiB table, about 30 ns.
// Source          none: any order does.
// Never           tells the order: who knows which bits share a chunk can craft pictures that fill one bucket.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "media/fingerprint.hpp"

namespace redress::match {

using Bits256 = std::array<std::uint64_t, 4>;

[[nodiscard]] Bits256 bits_of(const media::Pdq& pdq);

[[nodiscard]] inline int distance_bits(const Bits256& a, const Bits256& b) {
  return std::popcount(a[0] ^ b[0]) + std::popcount(a[1] ^ b[1]) + std::popcount(a[2] ^ b[2]) +
         std::popcount(a[3] ^ b[3]);
}

// A permutation of the 256 places: it leaves every distance as it is.
class BitOrder {
 public:
  using Places = std::array<std::uint8_t, 256>;  // of each bit, where it goes: each place once

  explicit BitOrder(std::uint64_t seed);
  explicit BitOrder(const Places& places);
  [[nodiscard]] static BitOrder random();
  [[nodiscard]] static bool is_order(const Places& places);
  [[nodiscard]] const Places& places() const { return places_; }
  [[nodiscard]] Bits256 apply(const Bits256& bits) const;

 private:
  Places places_;
  std::vector<Bits256> parts_;  // of each byte place and value: where its bits go
};

}  // namespace redress::match
