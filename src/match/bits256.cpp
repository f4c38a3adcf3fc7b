// SPDX-License-Identifier: Apache-2.0
#include "match/bits256.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>

#include "base/random.hpp"

namespace redress::match {
namespace {

BitOrder::Places shuffle_places(std::uint64_t seed) {
  BitOrder::Places places{};
  std::iota(places.begin(), places.end(), std::uint8_t{0});
  std::mt19937_64 dice(seed);
  std::shuffle(places.begin(), places.end(), dice);
  return places;
}

}  // namespace

Bits256 bits_of(const media::Pdq& pdq) {
  Bits256 bits{};
  static_assert(sizeof(bits) == sizeof(pdq));
  std::memcpy(bits.data(), pdq.data(), sizeof(bits));
  return bits;
}

BitOrder::BitOrder(std::uint64_t seed) : BitOrder(shuffle_places(seed)) {}

BitOrder::BitOrder(const Places& places) : places_(places), parts_(32UL * 256) {
  for (std::size_t byte = 0; byte < 32; ++byte) {
    for (std::size_t value = 0; value < 256; ++value) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((value >> bit & 1) == 0) continue;
        const std::size_t to = places.at(byte * 8 + bit);
        parts_[byte * 256 + value].at(to / 64) |= std::uint64_t{1} << (to % 64);
      }
    }
  }
}

bool BitOrder::is_order(const Places& places) {
  std::array<bool, 256> taken{};
  for (const std::uint8_t place : places) taken.at(place) = true;
  return std::find(taken.begin(), taken.end(), false) == taken.end();
}

BitOrder BitOrder::random() { return BitOrder(std::bit_cast<std::uint64_t>(random_bytes<8>())); }

Bits256 BitOrder::apply(const Bits256& bits) const {
  Bits256 ordered{};
  for (std::size_t byte = 0; byte < 32; ++byte) {
    const auto value = static_cast<std::uint8_t>(bits[byte / 8] >> (byte % 8 * 8));
    const Bits256& part = parts_[byte * 256 + value];
    for (std::size_t i = 0; i < ordered.size(); ++i) ordered[i] |= part[i];
  }
  return ordered;
}

}  // namespace redress::match
