// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_hashes.hpp"

#include <algorithm>

namespace redress::cli {
namespace {

using match::Bits256;
constexpr std::size_t family_count_max = 5'000;

}  // namespace

Bits256 BenchHashes::near(Bits256 bits, unsigned flip_count) {
  Bits256 flipped{};
  for (unsigned done = 0; done < flip_count;) {
    const std::uint64_t place = below(256);
    const std::uint64_t bit = std::uint64_t{1} << (place % 64);
    if ((flipped.at(place / 64) & bit) != 0) continue;
    flipped.at(place / 64) |= bit;
    bits.at(place / 64) ^= bit;
    ++done;
  }
  return bits;
}

std::vector<Bits256> BenchHashes::uniform(std::size_t count) {
  std::vector<Bits256> all;
  all.reserve(count);
  while (all.size() < count) all.push_back(any());
  return all;
}

std::vector<Bits256> BenchHashes::clustered(std::size_t count) {
  std::vector<Bits256> all;
  all.reserve(count);
  while (all.size() < count) {
    const double draw = (static_cast<double>(below(1'000'000)) + 1) / 1'000'000;
    const auto size = std::min(static_cast<std::size_t>(10 / draw), family_count_max);
    const Bits256 first = any();
    for (std::size_t i = 0; i < size && all.size() < count; ++i) {
      all.push_back(near(first, static_cast<unsigned>(below(49))));
    }
  }
  return all;
}

std::vector<Bits256> BenchHashes::queries(const std::vector<Bits256>& known, std::size_t count,
                                          unsigned distance_bits_max) {
  std::vector<Bits256> all = copies(known, count, distance_bits_max);
  for (std::size_t i = 1; i < count; i += 2) all[i] = any();
  return all;
}

std::vector<Bits256> BenchHashes::queries(const std::vector<Bits256>& known, const std::vector<Bits256>& strangers,
                                          std::size_t count, unsigned distance_bits_max) {
  std::vector<Bits256> all = copies(known, count, distance_bits_max);
  for (std::size_t i = 1; i < count; i += 2) all[i] = strangers[below(strangers.size())];
  return all;
}

std::vector<Bits256> BenchHashes::copies(const std::vector<Bits256>& known, std::size_t count,
                                         unsigned distance_bits_max) {
  std::vector<Bits256> all;
  while (all.size() < count) {
    all.push_back(near(known[below(known.size())], static_cast<unsigned>(below(distance_bits_max + 1))));
  }
  return all;
}

}  // namespace redress::cli
