// SPDX-License-Identifier: Apache-2.0
// match/chunk_tables.hpp — all hashes within a radius, by looking only where one chunk of them nearly agrees.
//
// Use this when   there are many hashes that do not change (some hundred thousand and more); scan.hpp is for few.
// Shapes          for each chunk a table of the hashes by its value (chunk_table.hpp).
// Units           radius_bits, distance_bits 0…256.
// Errors          build: exhausted when there is no memory. find: false when asking would cost more than looking at
//                 everything (a wide radius, or buckets that somebody filled on purpose): nothing is found then.
// Threads         built by one (two work inside), asked by any number.
// Lifetime        borrows the hashes: they outlive it.
// Cost            memory: 4 bytes a hash and chunk, and 1 for every value of a chunk: 55 bytes a hash at ten million.
//                 build: 8 bytes a hash more, for each of the two that work.
//                 find: about chunk_plan's count_lines cache lines, prefetched.
// Source          chunk_plan.hpp; which hashes are fetched: Qin, Xiao: Pigeonring, a principle for faster thresholded
//                 similarity search (2018).
#pragma once

#include <span>
#include <vector>

#include "match/chunk_table.hpp"

namespace redress::match {

struct Found {
  std::uint32_t position = 0;
  int distance_bits = 0;
  bool operator==(const Found&) const = default;
};

class ChunkTables {
 public:
  struct Answer {
    bool is_answered = false;
    std::vector<Found> found;
  };

  [[nodiscard]] static Result<ChunkTables> build(std::span<const Bits256> hashes, ChunkPlan plan);
  // What build made before and a file has kept: ChunkTable::is_sound says whether each of them may be asked.
  [[nodiscard]] static ChunkTables restore(std::span<const Bits256> hashes, ChunkPlan plan,
                                           std::vector<ChunkTable> tables);

  // What is found of each query, each position once or more, in no order. Where a query touches little, several go
  // through memory together.
  [[nodiscard]] std::vector<Answer> find_each(std::span<const Bits256> queries, int radius_bits) const;
  [[nodiscard]] std::size_t byte_count() const;
  [[nodiscard]] const ChunkPlan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<ChunkTable>& tables() const { return tables_; }

 private:
  struct Scratch;
  void list_probes(const Bits256& query, const std::vector<int>& radii, Scratch& scratch) const;
  void ask_together(std::span<const Bits256> queries, const std::vector<int>& radii, int radius_bits,
                    std::span<Answer> answers) const;

  ChunkPlan plan_;
  std::vector<ChunkTable> tables_;
  std::span<const Bits256> hashes_;
};

}  // namespace redress::match
