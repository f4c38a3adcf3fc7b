// SPDX-License-Identifier: Apache-2.0
// match/chunk_table.hpp — which hashes have a given value in one chunk: the table that chunk_tables.hpp asks.
//
// Shapes          a group is sixteen values that lie next to each other: how many hashes have each, four bits a value,
//                 and where their entries begin. A group of which one value has fifteen or more is spilled: its counts
//                 are all ones, and before its entries stand sixteen numbers, the end of each value's bucket.
//                 An entry is a hash's position in as many low bits as the count of hashes needs, and above them its
//                 tag: low bits of the next chunk, so that most hashes that cannot match are never fetched.
// Errors          build: exhausted when there is no memory.
// Threads         built by one, read by any number.
// Cost            memory: 4 bytes a hash, 1 a value. A query's neighbouring values mostly lie in one line of groups.
//                 build: 8 bytes a hash more.
// Source          docs/decisions/0022-chunk-tables.md.
#pragma once

#include <bit>
#include <span>

#include "match/bits256.hpp"
#include "match/chunk_plan.hpp"
#include "match/huge_array.hpp"

namespace redress::match {

[[nodiscard]] std::uint32_t value_of(const Bits256& hash, const Chunk& chunk);

// How the 32 bits of an entry are used among so many hashes.
struct EntryShape {
  explicit EntryShape(std::size_t hash_count) : position_bits(static_cast<unsigned>(std::bit_width(hash_count))) {}

  [[nodiscard]] std::uint32_t pack(std::uint32_t position, std::uint32_t next_value) const {
    return static_cast<std::uint32_t>(std::uint64_t{next_value} << position_bits) | position;
  }
  [[nodiscard]] std::uint32_t position_of(std::uint32_t entry) const {
    return static_cast<std::uint32_t>(entry & ((std::uint64_t{1} << position_bits) - 1));
  }
  [[nodiscard]] std::uint32_t tag_of(std::uint32_t entry) const {
    return static_cast<std::uint32_t>(std::uint64_t{entry} >> position_bits);
  }

  unsigned position_bits;
};

struct BucketGroup {
  static constexpr unsigned value_bits = 4;
  static constexpr unsigned value_count = 1U << value_bits;
  static constexpr std::uint64_t spilled = UINT64_MAX;

  std::uint64_t counts = 0;
  std::uint32_t begin = 0;
  std::uint32_t spare = 0;
};

struct Bucket {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

struct ChunkTable {
  HugeArray<BucketGroup> groups;
  HugeArray<std::uint32_t> entries;  // group by group, in a group value by value

  // `next` is the chunk that the tags are cut from.
  [[nodiscard]] static Result<ChunkTable> build(std::span<const Bits256> hashes, const Chunk& chunk, const Chunk& next);
  // Whether asking this table stays within it and within as many hashes: a file may hold anything.
  [[nodiscard]] bool is_sound(const Chunk& chunk, std::size_t hash_count) const;
  [[nodiscard]] static std::size_t count_groups(const Chunk& chunk) {
    return std::size_t{1} << (chunk.width - BucketGroup::value_bits);
  }

  // Of the value that is `place` in its group.
  [[nodiscard]] Bucket find(const BucketGroup& group, unsigned place) const {
    if (group.counts == BucketGroup::spilled) return find_spilled(group, place);
    const unsigned shift = 4 * place;
    const std::uint64_t before = group.counts & ((std::uint64_t{1} << shift) - 1);
    return {group.begin + sum(before), static_cast<std::uint32_t>(group.counts >> shift & 15)};
  }
  // Of sixteen numbers of four bits, none of them fifteen.
  [[nodiscard]] static std::uint32_t sum(std::uint64_t counts) {
    constexpr std::uint64_t low_halves = 0x0F0F'0F0F'0F0F'0F0F;
    const std::uint64_t pairs = (counts & low_halves) + (counts >> 4U & low_halves);
    return static_cast<std::uint32_t>(pairs * 0x0101'0101'0101'0101 >> 56U);
  }
  [[nodiscard]] std::size_t byte_count() const {
    return groups.size() * sizeof(BucketGroup) + entries.size() * sizeof(std::uint32_t);
  }

 private:
  [[nodiscard]] Bucket find_spilled(const BucketGroup& group, unsigned place) const {
    const std::uint32_t* const ends = entries.data() + group.begin;
    const std::uint32_t begin = place == 0 ? group.begin + BucketGroup::value_count : ends[place - 1];
    return {begin, ends[place] - begin};
  }
};

}  // namespace redress::match
