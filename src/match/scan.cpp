// SPDX-License-Identifier: Apache-2.0
// match/scan.cpp — compiled once for each vector width; the widest that the machine has is chosen when it first runs.
#include "match/scan.hpp"

#include <algorithm>

// Highway makes code for VPOPCNTQ only where it is asked to: it counts bits three times as fast.
#define HWY_WANT_AVX3_DL
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "match/scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace redress::match::HWY_NAMESPACE {

#if HWY_MAX_BYTES >= 32
namespace hn = hwy::HWY_NAMESPACE;

// Four hashes at a time, each one vector of four words; their bit counts are added crosswise into one vector.
std::size_t scan_fours(const Bits256* hashes, std::size_t count, const Bits256& query, int radius_bits,
                       std::vector<Found>& found) {
  const hn::FixedTag<std::uint64_t, 4> words;
  const auto wanted = hn::LoadU(words, query.data());
  const auto limit = hn::Set(words, static_cast<std::uint64_t>(radius_bits) + 1);
  const auto bits = [&](std::size_t i)
                        HWY_ATTR { return hn::PopulationCount(hn::Xor(hn::LoadU(words, hashes[i].data()), wanted)); };
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const auto a = bits(i);
    const auto b = bits(i + 1);
    const auto c = bits(i + 2);
    const auto d = bits(i + 3);
    const auto ab = hn::Add(hn::InterleaveLower(words, a, b), hn::InterleaveUpper(words, a, b));
    const auto cd = hn::Add(hn::InterleaveLower(words, c, d), hn::InterleaveUpper(words, c, d));
    const auto all = hn::Add(hn::ConcatLowerLower(words, cd, ab), hn::ConcatUpperUpper(words, cd, ab));
    if (hn::AllFalse(words, hn::Lt(all, limit))) continue;
    HWY_ALIGN std::array<std::uint64_t, 4> distances;
    hn::Store(all, words, distances.data());
    for (std::size_t k = 0; k < 4; ++k) {
      if (distances[k] <= static_cast<std::uint64_t>(radius_bits)) {
        found.push_back({static_cast<std::uint32_t>(i + k), static_cast<int>(distances[k])});
      }
    }
  }
  return i;
}
#endif

void scan_all(const Bits256* hashes, std::size_t count, const Bits256& query, int radius_bits,
              std::vector<Found>& found) {
  std::size_t i = 0;
#if HWY_MAX_BYTES >= 32
  i = scan_fours(hashes, count, query, radius_bits, found);
#endif
  for (; i < count; ++i) {
    const int distance = distance_bits(hashes[i], query);
    if (distance <= radius_bits) found.push_back({static_cast<std::uint32_t>(i), distance});
  }
}

}  // namespace redress::match::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace redress::match {

HWY_EXPORT(scan_all);

void scan(std::span<const Bits256> hashes, const Bits256& query, int radius_bits, std::vector<Found>& found) {
  if (radius_bits < 0) return;
  HWY_DYNAMIC_DISPATCH(scan_all)(hashes.data(), hashes.size(), query, radius_bits, found);
}

void scan_each(std::span<const Bits256> hashes, std::span<const Bits256> queries, int radius_bits,
               std::span<std::vector<Found>> found) {
  CHECK(found.size() == queries.size());
  constexpr std::size_t tile = 768;  // 24 KiB
  std::vector<Found> some;
  for (std::size_t first = 0; first < hashes.size(); first += tile) {
    const auto part = hashes.subspan(first, std::min(tile, hashes.size() - first));
    for (std::size_t i = 0; i < queries.size(); ++i) {
      some.clear();
      scan(part, queries[i], radius_bits, some);
      for (const Found& one : some) {
        found[i].push_back({one.position + static_cast<std::uint32_t>(first), one.distance_bits});
      }
    }
  }
}

void scan_plainly(std::span<const Bits256> hashes, const Bits256& query, int radius_bits, std::vector<Found>& found) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const int distance = distance_bits(hashes[i], query);
    if (distance <= radius_bits) found.push_back({static_cast<std::uint32_t>(i), distance});
  }
}

}  // namespace redress::match
#endif
