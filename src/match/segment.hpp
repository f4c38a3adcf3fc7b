// SPDX-License-Identifier: Apache-2.0
// match/segment.hpp — many hashes that do not change, each with its slot, and the tables that find them.
//
// Use this when   keeping hashes for HammingIndex; its users see slots only.
// Shapes          the position of a hash is its place here, its slot the number that the index gave it.
// Errors          none of its own: those of what it is made of.
// Threads         read by any number once it is made.
// Source          chunk_tables.hpp.
#pragma once

#include "match/chunk_tables.hpp"

namespace redress::match {

struct Segment {
  std::uint32_t first_slot = 0;
  HugeArray<std::uint32_t> slots;  // of each position; empty where none is missing: first_slot + position
  HugeArray<Bits256> hashes;       // in the index's order of bits
  ChunkTables tables;

  [[nodiscard]] std::uint32_t slot_of(std::uint32_t position) const {
    return slots.size() == 0 ? first_slot + position : slots[position];
  }
  [[nodiscard]] std::size_t byte_count() const {
    return hashes.size() * sizeof(Bits256) + slots.size() * sizeof(std::uint32_t) + tables.byte_count();
  }
};

}  // namespace redress::match
