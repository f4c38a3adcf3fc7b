// SPDX-License-Identifier: Apache-2.0
// match/chunk_tables.hpp — all hashes within a radius, by looking only where one chunk of them nearly agrees.
//
// Use this when   there are many hashes that do not change (some hundred thousand and more); scan.hpp is for few.
// Shapes          for each chunk: where its bucket for every value begins, and the positions in those buckets.
// Units           radius_bits, distance_bits 0…256.
// Errors          build: exhausted when there is no memory. find: false when asking would cost more than looking at
//                 everything (a wide radius, or buckets that somebody filled on purpose): nothing is found then.
// Threads         built by one (two work inside), asked by any number.
// Lifetime        borrows the hashes: they outlive it.
// Cost            memory: 4 bytes a hash and chunk, and 4 for every value of a chunk: 91 bytes a hash at ten million.
//                 build: 8 bytes a hash more, for each of the two that work.
//                 find: about chunk_plan's count_lines cache lines, prefetched.
// Source          chunk_plan.hpp.
#pragma once

#include <span>
#include <vector>

#include "match/bits256.hpp"
#include "match/chunk_plan.hpp"
#include "match/huge_array.hpp"

namespace redress::match {

struct Found {
  std::uint32_t position = 0;
  int distance_bits = 0;
  bool operator==(const Found&) const = default;
};

class ChunkTables {
 public:
  struct Table {
    HugeArray<std::uint32_t> starts;     // of each value's bucket, and two more: the end of the last, and a spare
    HugeArray<std::uint32_t> positions;  // bucket by bucket
  };
  struct Answer {
    bool is_answered = false;
    std::vector<Found> found;
  };

  [[nodiscard]] static Result<ChunkTables> build(std::span<const Bits256> hashes, ChunkPlan plan);
  // What build made before and a file has kept: is_table says whether each of them may be asked.
  [[nodiscard]] static ChunkTables restore(std::span<const Bits256> hashes, ChunkPlan plan, std::vector<Table> tables);
  // Whether asking this table stays within it and within as many hashes: a file may hold anything.
  [[nodiscard]] static bool is_table(const Table& table, const Chunk& chunk, std::size_t hash_count);
  [[nodiscard]] static std::size_t count_starts(const Chunk& chunk) { return (std::size_t{1} << chunk.width) + 2; }

  // What is found of each query, each position once or more, in no order. Where a query touches little, several go
  // through memory together.
  [[nodiscard]] std::vector<Answer> find_each(std::span<const Bits256> queries, int radius_bits) const;
  [[nodiscard]] std::size_t byte_count() const;
  [[nodiscard]] const ChunkPlan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<Table>& tables() const { return tables_; }

 private:
  void ask_together(std::span<const Bits256> queries, const std::vector<int>& radii, int radius_bits,
                    std::span<Answer> answers) const;
  [[nodiscard]] static Result<Table> build_table(std::span<const Bits256> hashes, const Chunk& chunk);

  ChunkPlan plan_;
  std::vector<Table> tables_;
  std::span<const Bits256> hashes_;
};

}  // namespace redress::match
