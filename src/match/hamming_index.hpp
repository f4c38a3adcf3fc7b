// SPDX-License-Identifier: Apache-2.0
// match/hamming_index.hpp — hashes that come and go, all of them within a radius: exact, and matchable at once.
//
// Use this when   there are many hashes; Index gives them names.
// Shapes          a slot for each hash, counted from 0 in the order of adding, never used twice. The last added lie
//                 in a tail that is looked through; a thread of the index's own merges it into segments with chunk
//                 tables, each at least eight times as large as the next, while finding and adding go on.
// Units           radius_bits, distance_bits 0…256.
// Errors          none: where there is no memory for tables the hashes stay in the tail, found more slowly.
// Threads         any. A search works on what was there when it began and holds no lock; add and remove wait for none.
// Cost            memory: 32 bytes a hash, and its tables (chunk_tables.hpp). Merging reads each hash about once for
//                 every eightfold growth.
// Source          chunk_plan.hpp; merging by size as log-structured stores do.
// Never           misses a hash within the radius, or takes its word for a bucket: every hit is compared whole.
#pragma once

#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "match/chunk_tables.hpp"

namespace redress::match {

struct HammingOptions {
  std::size_t tail_count_max = 32'768;  // more are merged; a scan of so many takes 0.03 ms
};

struct Near {
  std::uint32_t slot = 0;
  int distance_bits = 0;
  bool operator==(const Near&) const = default;
};

class HammingIndex {
 public:
  explicit HammingIndex(HammingOptions options = {});
  ~HammingIndex();
  HammingIndex(const HammingIndex&) = delete;
  HammingIndex& operator=(const HammingIndex&) = delete;

  std::uint32_t add(const Bits256& hash);
  void remove(std::uint32_t slot);
  // Every slot within the radius of any query, once, with its distance to the nearest of them; by slot.
  [[nodiscard]] std::vector<Near> find(std::span<const Bits256> queries, int radius_bits) const;

  // Waits until nothing is left to merge.
  void settle() const;
  [[nodiscard]] std::size_t byte_count() const;  // of hashes and tables, without the tail
  [[nodiscard]] std::size_t segment_count() const;

 private:
  struct Segment;
  struct View;
  struct Merge;
  struct State {
    std::shared_ptr<const View> view;  // another one whenever a block or a segment comes or goes
    std::size_t tail_count = 0;        // hashes in the view's blocks
    std::vector<bool> is_there;        // by slot
    bool is_merging = false;
    std::size_t merge_from = 0;  // the tail's length that asks for the next merge
  };
  struct MergeAsked {};

  void work();
  [[nodiscard]] Merge plan_merge(const State& state) const;
  void put_in_place(State& state, const Merge& merge, std::shared_ptr<const Segment> made) const;
  // True: the tail is long again.
  [[nodiscard]] bool merge_once();

  const HammingOptions options_;
  const std::size_t block_count_;  // hashes that the tail grows by
  const BitOrder order_ = BitOrder::random();

  Guarded<State> state_;
  BoundedQueue<MergeAsked> asked_{1};
  std::thread worker_;  // started with the first merge, under state_'s lock
};

}  // namespace redress::match
