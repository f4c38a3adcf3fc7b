// SPDX-License-Identifier: Apache-2.0
#include "engine/digest_filter.hpp"

#include <atomic>
#include <cstring>

#include "base/check.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t bits_a_digest = 16;
constexpr unsigned hash_count = 7;

// Calls each(word, bit) for each bit of this digest, while it returns true.
template <class Each>
bool visit(ByteView digest, std::size_t word_count, Each&& each) {
  CHECK(digest.size() >= 16);
  std::uint64_t first = 0;
  std::uint64_t step = 0;
  std::memcpy(&first, digest.data(), sizeof(first));
  std::memcpy(&step, digest.data() + sizeof(first), sizeof(step));
  step |= 1;
  for (unsigned i = 0; i < hash_count; ++i, first += step) {
    const std::uint64_t bit = first % (word_count * 64);
    if (!each(bit / 64, std::uint64_t{1} << (bit % 64))) return false;
  }
  return true;
}

}  // namespace

DigestFilter::DigestFilter(std::size_t count_max)
    : word_count_(count_max * bits_a_digest / 64 + 1),
      words_(static_cast<std::uint64_t*>(std::calloc(word_count_, sizeof(std::uint64_t)))) {
  CHECK(words_ != nullptr);
}

void DigestFilter::put(ByteView digest) {
  visit(digest, word_count_, [&](std::size_t word, std::uint64_t bit) {
    std::atomic_ref(words_[word]).fetch_or(bit, std::memory_order_release);
    return true;
  });
}

bool DigestFilter::may_have(ByteView digest) const {
  return visit(digest, word_count_, [&](std::size_t word, std::uint64_t bit) {
    return (std::atomic_ref(words_[word]).load(std::memory_order_acquire) & bit) != 0;
  });
}

}  // namespace redress::engine
