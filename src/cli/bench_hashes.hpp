// SPDX-License-Identifier: Apache-2.0
// cli/bench_hashes.hpp — made-up hashes for benches: uniform, in families, and queries near them.
//
// Units           bits that differ, 0…256.
// Errors          none.
// Threads         one owner.
#pragma once

#include <random>
#include <vector>

#include "match/bits256.hpp"

namespace redress::cli {

class BenchHashes {
 public:
  explicit BenchHashes(std::uint64_t seed) : dice_(seed) {}

  [[nodiscard]] match::Bits256 any() { return {dice_(), dice_(), dice_(), dice_()}; }
  // Exactly that many bits away.
  [[nodiscard]] match::Bits256 near(match::Bits256 bits, unsigned flip_count);

  [[nodiscard]] std::vector<match::Bits256> uniform(std::size_t count);
  // Families of 10 to 5,000 whose sizes fall off as pictures' do; members up to 48 bits from the first.
  [[nodiscard]] std::vector<match::Bits256> clustered(std::size_t count);
  // Every second one up to `distance_bits_max` from a known hash, the others anywhere.
  [[nodiscard]] std::vector<match::Bits256> queries(const std::vector<match::Bits256>& known, std::size_t count,
                                                    unsigned distance_bits_max);
  // The same, and the others are drawn from those.
  [[nodiscard]] std::vector<match::Bits256> queries(const std::vector<match::Bits256>& known,
                                                    const std::vector<match::Bits256>& strangers, std::size_t count,
                                                    unsigned distance_bits_max);
  // All of them near a known hash.
  [[nodiscard]] std::vector<match::Bits256> copies(const std::vector<match::Bits256>& known, std::size_t count,
                                                   unsigned distance_bits_max);

 private:
  [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return dice_() % limit; }

  std::mt19937_64 dice_;
};

}  // namespace redress::cli
