// SPDX-License-Identifier: Apache-2.0
// match/hamming_index.hpp — hashes that come and go, all of them within a radius: exact, and matchable at once.
//
// Use this when   there are many hashes; Index gives them names.
// Shapes          a slot for each hash, counted from 0 in the order of adding, never used twice. The last added lie
//                 in a tail that is looked through; a thread of the index's own merges it into segments with chunk
//                 tables, each at least eight times as large as all smaller ones, while finding and adding go on.
//                 Many at once (add_all) become a segment without passing the tail.
// Units           radius_bits, distance_bits 0…256.
// Errors          add_all: exhausted when there is no memory for so many; none is added then. Otherwise none: where
//                 there is no memory for tables the hashes stay in the tail, found more slowly. save, load: those of
//                 snapshot.hpp.
// Threads         any. A search works on what was there when it began and holds no lock; add and remove wait for none.
// Cost            memory: 32 bytes a hash, and its tables (chunk_tables.hpp). Merging reads each hash about once for
//                 every eightfold growth; add_all makes tables once, with two threads, outside the lock.
// Source          chunk_plan.hpp; merging by size as log-structured stores do.
// Never           misses a hash within the radius, or takes its word for a bucket: every hit is compared whole.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "match/snapshot.hpp"

namespace redress::match {

struct HammingOptions {
  std::size_t tail_count_max = 32'768;  // more are merged; a scan of so many takes 0.03 ms
};

struct Near {
  std::uint32_t slot = 0;
  int distance_bits = 0;
  bool operator==(const Near&) const = default;
};

// The radii that are asked in turn for who wants the nearest only: a plain copy lies within the first, which costs a
// tenth of the last.
inline constexpr std::array<int, 2> rungs_bits{15, 31};

class HammingIndex {
 public:
  explicit HammingIndex(HammingOptions options = {});
  ~HammingIndex();
  HammingIndex(const HammingIndex&) = delete;
  HammingIndex& operator=(const HammingIndex&) = delete;

  std::uint32_t add(const Bits256& hash);
  // The first one's slot; the others' follow it. All match when it returns.
  [[nodiscard]] Result<std::uint32_t> add_all(std::span<const Bits256> hashes);
  void remove(std::uint32_t slot);
  // Every slot within the radius of any query, once, with its distance to the nearest of them; by slot.
  [[nodiscard]] std::vector<Near> find(std::span<const Bits256> queries, int radius_bits) const;
  // The same for each query by itself, in fewer walks through memory than one by one.
  [[nodiscard]] std::vector<std::vector<Near>> find_each(std::span<const Bits256> queries, int radius_bits) const;
  struct Rung {
    int radius_bits = 0;
    std::vector<Near> near;  // all within that radius
  };
  // The first rung that has any, or the last: the nearest of all is among them.
  [[nodiscard]] Rung find_nearest_rung(std::span<const Bits256> queries) const;

  // As it is now, while others go on adding, removing and asking. See snapshot.hpp.
  [[nodiscard]] Status save(const std::string& path) const;
  // The saved slots are found as they were; adding, removing and merging go on from there.
  [[nodiscard]] static Result<std::unique_ptr<HammingIndex>> load(const std::string& path, HammingOptions options = {});

  // Waits until nothing is left to merge.
  void settle() const;
  [[nodiscard]] std::size_t byte_count() const;  // of hashes and tables, without the tail
  [[nodiscard]] std::size_t segment_count() const;

 private:
  HammingIndex(HammingOptions options, BitOrder order);

  struct View;
  struct Merge;
  struct Seen;
  struct State {
    std::shared_ptr<const View> view;  // another one whenever a block or a segment comes or goes
    std::size_t open_count = 0;        // hashes in the view's open block
    std::size_t tail_count = 0;        // and in all its blocks
    std::vector<bool> is_there;        // by slot
    bool is_merging = false;
    std::size_t merge_from = 0;  // the tail's length that asks for the next merge
  };
  struct MergeAsked {};

  [[nodiscard]] Seen see() const;
  [[nodiscard]] std::vector<std::vector<Near>> search(const Seen& seen, std::span<const Bits256> queries,
                                                      int radius_bits) const;
  void drop_removed(std::span<std::vector<Near>> lists) const;
  std::uint32_t put_in_tail(State& state, const Bits256& ordered);
  std::uint32_t put_segment(State& state, std::shared_ptr<Segment> made);
  [[nodiscard]] Result<std::shared_ptr<Segment>> make_segment(std::span<const Bits256> hashes) const;

  void work();
  void ask_for_merge(State& state);
  [[nodiscard]] static Merge plan_merge(const State& state);
  void put_in_place(State& state, const Merge& merge, std::shared_ptr<const Segment> made) const;
  // True: there is more to merge.
  [[nodiscard]] bool merge_once();

  const HammingOptions options_;
  const std::size_t block_count_;  // hashes that the tail grows by
  const BitOrder order_;

  Guarded<State> state_;
  BoundedQueue<MergeAsked> asked_{1};
  std::thread worker_;  // started with the first merge, under state_'s lock
};

}  // namespace redress::match
