// SPDX-License-Identifier: Apache-2.0
// match/numbered_index.hpp — hashes that are known by a number: which of them lie within a radius.
//
// Use this when   there are millions of them and what else is known lies elsewhere, under that number. Numbers that
//                 follow each other loosely cost least.
// Shapes          hits: nearest first, ties by number; at most hit_count_max of them, the nearest.
// Units           radius_bits, distance_bits 0…256.
// Errors          put: exhausted when count_max would be passed, or there is no memory; nothing is put then.
// Threads         any; searches run together, put and remove run alone. A hash matches from the moment put() returns.
// Cost            hamming_index.hpp, and 12 bytes a hash. Many at once become a segment at once.
// Source          docs/decisions/0029-banks.md.
#pragma once

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "match/hamming_index.hpp"
#include "media/fingerprint.hpp"

namespace redress::match {

struct Numbered {
  std::uint64_t number = 0;
  Bits256 hash{};
};

struct NumberedHit {
  std::uint64_t number = 0;
  int distance_bits = 0;
  bool operator==(const NumberedHit&) const = default;
};

class NumberedIndex {
 public:
  static constexpr std::size_t hit_count_max = 1'000;

  explicit NumberedIndex(std::size_t count_max, HammingOptions options = {})
      : count_max_(count_max), hashes_(options) {}

  // No number twice. One that is there already has the new hash from now on.
  [[nodiscard]] Status put(std::span<const Numbered> entries);
  // False: it was not there.
  bool remove(std::uint64_t number);
  [[nodiscard]] std::size_t count() const;

  // The nearest of the eight turns counts.
  [[nodiscard]] std::vector<NumberedHit> find(const media::Dihedral& turns, int radius_bits) const;

 private:
  // From number to slot, in pages that exist only where a number does.
  class Slots {
   public:
    [[nodiscard]] std::uint32_t* find(std::uint64_t number);
    void set(std::uint64_t number, std::uint32_t slot);
    void clear(std::uint64_t number);
    [[nodiscard]] std::size_t count() const { return count_; }

   private:
    static constexpr std::size_t page_numbers = 4'096;
    struct Page {
      Page() { slots.fill(UINT32_MAX); }
      std::array<std::uint32_t, page_numbers> slots{};
      std::size_t count = 0;
    };
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
    std::size_t count_ = 0;
  };
  struct Known {
    std::vector<std::uint64_t> numbers;  // by slot
    Slots slots;
  };

  const std::size_t count_max_;
  HammingIndex hashes_;  // changed under known_'s lock
  mutable Guarded<Known> known_;
};

// What is asked of an entry as it is stored: each turn that is one. All zero is "no hash" (an import without turns),
// and would lie near every dark one.
[[nodiscard]] std::vector<Bits256> list_queries(const media::Dihedral& turns);

}  // namespace redress::match
