// SPDX-License-Identifier: Apache-2.0
// match/chunk_plan.hpp — into how many chunks 256 bits are cut, and how far each may differ.
//
// Use this when   building or asking chunk tables.
// Shapes          chunks next to each other, the wider ones first, all within one bit of each other.
// Units           a line is one cache line of memory: what a query costs.
// Errors          none.
// Threads         pure functions.
// Source          Norouzi, Punjani, Fleet: Fast Exact Search in Hamming Space with Multi-Index Hashing (2014), in its
//                 general form: two hashes within R of each other agree within r_i in at least one chunk i, when the
//                 sum of (r_i + 1) over all chunks is R + 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace redress::match {

struct Chunk {
  unsigned first_bit = 0;
  unsigned width = 0;
};
using ChunkPlan = std::vector<Chunk>;

constexpr int chunk_radius_max = 3;  // beyond it a chunk has too many neighbours to ask for

[[nodiscard]] ChunkPlan cut_evenly(unsigned chunk_count);
// How far each chunk is asked around; -1: not at all. Nothing where a chunk would have to go beyond chunk_radius_max.
[[nodiscard]] std::optional<std::vector<int>> share_radius(const ChunkPlan& plan, int radius_bits);
// Lines that one query touches among `hash_count` hashes that are spread evenly: of groups, of entries, and of the
// hashes whose tags fit (chunk_table.hpp).
[[nodiscard]] double count_lines(const ChunkPlan& plan, std::uint64_t hash_count, int radius_bits);
// The plan that touches the fewest at radius 31, of those whose tables take at most 160 bytes a hash.
[[nodiscard]] ChunkPlan choose_plan(std::uint64_t hash_count);

}  // namespace redress::match
