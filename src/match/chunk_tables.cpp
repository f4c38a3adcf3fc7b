// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_tables.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

namespace redress::match {
namespace {

constexpr std::size_t groups_ahead = 16;        // probes between the prefetch of a group and its use
constexpr std::size_t candidates_min = 65'536;  // so many are always looked at before giving up
// Queries share their walks through memory while all they touch fits the nearest caches.
constexpr std::size_t probes_together_max = 2'048;
constexpr std::size_t queries_together_max = 16;

void add_masks(unsigned width, int weight, std::uint32_t chosen, unsigned from, std::vector<std::uint32_t>& masks) {
  if (weight == 0) return masks.push_back(chosen);
  for (unsigned bit = from; bit < width; ++bit) {
    add_masks(width, weight - 1, chosen | 1U << bit, bit + 1, masks);
  }
}

// Every difference of at most `radius` bits: one list of each kind, made when it is first asked for.
const std::vector<std::uint32_t>& masks_within(unsigned width, int radius) {
  struct Lists {
    std::array<std::array<std::vector<std::uint32_t>, chunk_radius_max + 1>, 33> of;
    std::array<std::array<std::once_flag, chunk_radius_max + 1>, 33> made;
  };
  static Lists lists;
  const auto at = static_cast<std::size_t>(radius);
  std::vector<std::uint32_t>& masks = lists.of.at(width).at(at);
  std::call_once(lists.made.at(width).at(at), [&] {
    for (int weight = 0; weight <= radius; ++weight) add_masks(width, weight, 0, 0, masks);
  });
  return masks;
}

const Chunk& next_chunk(const ChunkPlan& plan, std::size_t i) { return plan[(i + 1) % plan.size()]; }

// The values of one table that differ from the query's in equally many bits: they follow each other in the list of
// probes up to `end`.
struct Sweep {
  const ChunkTable* table;
  std::size_t end;
  std::uint32_t tag;       // of the query
  int tag_difference_max;  // an entry whose tag differs more belongs to no hash within the radius
};
struct Run {
  const std::uint32_t* begin;
  std::uint32_t count;
  std::uint32_t sweep;
};

}  // namespace

// Of one thread, and kept, so that a query does not allocate it anew.
struct ChunkTables::Scratch {
  std::vector<std::uint32_t> probes;  // values
  std::vector<Sweep> sweeps;
  std::vector<Run> runs;
  std::vector<std::uint32_t> candidates;
};

namespace {

const BucketGroup* group_of(const ChunkTable& table, std::uint32_t value) {
  return table.groups.data() + (value >> BucketGroup::value_bits);
}

void fetch_first_groups(const Sweep& sweep, const std::uint32_t* probes, std::size_t count) {
  for (std::size_t i = 0; i < std::min(groups_ahead, count); ++i) {
    __builtin_prefetch(group_of(*sweep.table, probes[i]));
  }
}

// The three walks below each fetch what the next one reads: memory answers many at once, and a cache line that is asked
// for early costs a tenth.
std::size_t find_runs(const std::vector<Sweep>& sweeps, const std::vector<std::uint32_t>& probes,
                      std::vector<Run>& runs) {
  runs.resize(probes.size() + 1);
  Run* out = runs.data();
  std::size_t entry_count = 0;
  std::size_t i = 0;
  for (std::size_t no = 0; no < sweeps.size(); ++no) {
    const Sweep& sweep = sweeps[no];
    if (no + 1 < sweeps.size()) {
      fetch_first_groups(sweeps[no + 1], probes.data() + sweep.end, sweeps[no + 1].end - sweep.end);
    }
    const ChunkTable& table = *sweep.table;
    const std::uint32_t* const entries = table.entries.data();
    for (; i < sweep.end; ++i) {
      if (i + groups_ahead < sweep.end) __builtin_prefetch(group_of(table, probes[i + groups_ahead]));
      const Bucket bucket = table.find(*group_of(table, probes[i]), probes[i] % BucketGroup::value_count);
      *out = {entries + bucket.begin, bucket.count, static_cast<std::uint32_t>(no)};
      if (bucket.count == 0) continue;
      __builtin_prefetch(out->begin);
      ++out;
      entry_count += bucket.count;
    }
  }
  runs.resize(static_cast<std::size_t>(out - runs.data()));
  return entry_count;
}

// POPCNT is not in the baseline that Debian builds for: the loader picks the clone that the machine can run. The thread
// sanitizer's runtime is not up yet when it asks.
#ifdef __SANITIZE_THREAD__
#define REDRESS_COUNTS_BITS
#else
#define REDRESS_COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#endif

// Whether a tag fits is nothing a processor foretells: it is no branch. `candidates` has room for two more than there
// are entries: the second of a run that has but one is written, and written over.
REDRESS_COUNTS_BITS
std::size_t fetch_candidates(std::span<const Run> runs, const std::vector<Sweep>& sweeps, EntryShape shape,
                             const Bits256* hashes, std::uint32_t* candidates) {
  std::uint32_t* out = candidates;
  for (const Run& run : runs) {
    const std::uint32_t tag = sweeps[run.sweep].tag;
    const int difference_max = sweeps[run.sweep].tag_difference_max;
    const auto offer = [&](std::uint32_t entry, bool is_there) {
      const std::uint32_t position = shape.position_of(entry);
      const bool may_match = is_there && std::popcount(shape.tag_of(entry) ^ tag) <= difference_max;
      *out = position;
      __builtin_prefetch(may_match ? static_cast<const void*>(hashes + position) : out);
      out += may_match ? 1 : 0;
    };
    offer(run.begin[0], true);
    offer(run.begin[run.count > 1 ? 1 : 0], run.count > 1);
    for (std::uint32_t i = 2; i < run.count; ++i) offer(run.begin[i], true);
  }
  return static_cast<std::size_t>(out - candidates);
}

REDRESS_COUNTS_BITS
void verify(const std::uint32_t* candidates, std::size_t count, const Bits256* hashes, const Bits256& query,
            int radius_bits, std::vector<Found>& found) {
  for (std::size_t i = 0; i < count; ++i) {
    const int distance = distance_bits(hashes[candidates[i]], query);
    if (distance <= radius_bits) found.push_back({candidates[i], distance});
  }
}

}  // namespace

Result<ChunkTables> ChunkTables::build(std::span<const Bits256> hashes, ChunkPlan plan) {
  CHECK(hashes.size() < UINT32_MAX);
  ChunkTables tables;
  tables.plan_ = std::move(plan);
  tables.hashes_ = hashes;
  tables.tables_.resize(tables.plan_.size());
  std::atomic<std::size_t> next{0};
  std::array<Status, 2> outcomes{Status(Done{}), Status(Done{})};
  const auto work = [&](Status& outcome) {
    for (std::size_t i = next++; i < tables.tables_.size(); i = next++) {
      auto table = ChunkTable::build(hashes, tables.plan_[i], next_chunk(tables.plan_, i));
      if (!table.ok()) {
        outcome = table.error();
        return;
      }
      tables.tables_[i] = std::move(table).value();
    }
  };
  {
    const std::jthread other([&] { work(outcomes[1]); });
    work(outcomes[0]);
  }
  for (const Status& outcome : outcomes) TRY(outcome);
  return tables;
}

ChunkTables ChunkTables::restore(std::span<const Bits256> hashes, ChunkPlan plan, std::vector<ChunkTable> tables) {
  CHECK(plan.size() == tables.size());
  ChunkTables restored;
  restored.plan_ = std::move(plan);
  restored.tables_ = std::move(tables);
  restored.hashes_ = hashes;
  return restored;
}

// The sum of what the chunks differ by, each less what it is asked around and one more, is below zero for a match. Then
// there is a chunk from which on, going round, every such sum is below zero: the match is found there, and the two
// first chunks together differ by no more than both are asked around and one.
void ChunkTables::list_probes(const Bits256& query, const std::vector<int>& radii, Scratch& scratch) const {
  scratch.probes.clear();
  scratch.sweeps.clear();
  const EntryShape shape(hashes_.size());
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    if (radii[i] < 0) continue;
    const std::uint32_t value = value_of(query, plan_[i]);
    const std::uint32_t tag = shape.tag_of(shape.pack(0, value_of(query, next_chunk(plan_, i))));
    const int both_max = radii[i] + radii[(i + 1) % plan_.size()] + 1;
    const std::size_t first = scratch.probes.size();
    for (int weight = 0; weight <= radii[i]; ++weight) {
      const std::size_t end = first + masks_within(plan_[i].width, weight).size();
      scratch.sweeps.push_back({&tables_[i], end, tag, both_max - weight});
    }
    const auto& masks = masks_within(plan_[i].width, radii[i]);
    scratch.probes.resize(first + masks.size());
    for (std::size_t m = 0; m < masks.size(); ++m) scratch.probes[first + m] = value ^ masks[m];
  }
  if (!scratch.sweeps.empty()) fetch_first_groups(scratch.sweeps[0], scratch.probes.data(), scratch.sweeps[0].end);
}

void ChunkTables::ask_together(std::span<const Bits256> queries, const std::vector<int>& radii, int radius_bits,
                               std::span<Answer> answers) const {
  thread_local std::array<Scratch, queries_together_max> scratches;
  for (std::size_t no = 0; no < queries.size(); ++no) list_probes(queries[no], radii, scratches.at(no));
  const std::size_t candidates_max = std::max(candidates_min, hashes_.size() / 16);
  for (std::size_t no = 0; no < queries.size(); ++no) {
    Scratch& scratch = scratches.at(no);
    const std::size_t entry_count = find_runs(scratch.sweeps, scratch.probes, scratch.runs);
    answers[no].is_answered = entry_count <= candidates_max;
    scratch.candidates.resize(answers[no].is_answered ? entry_count + 2 : 0);
  }
  for (std::size_t no = 0; no < queries.size(); ++no) {
    Scratch& scratch = scratches.at(no);
    if (!answers[no].is_answered) continue;
    scratch.candidates.resize(fetch_candidates(scratch.runs, scratch.sweeps, EntryShape(hashes_.size()), hashes_.data(),
                                               scratch.candidates.data()));
  }
  for (std::size_t no = 0; no < queries.size(); ++no) {
    if (!answers[no].is_answered) continue;
    const auto& candidates = scratches.at(no).candidates;
    verify(candidates.data(), candidates.size(), hashes_.data(), queries[no], radius_bits, answers[no].found);
  }
}

std::vector<ChunkTables::Answer> ChunkTables::find_each(std::span<const Bits256> queries, int radius_bits) const {
  std::vector<Answer> answers(queries.size());
  const auto radii = share_radius(plan_, radius_bits);
  if (!radii) return answers;
  std::size_t probe_count = 1;
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    if ((*radii)[i] >= 0) probe_count += masks_within(plan_[i].width, (*radii)[i]).size();
  }
  const std::size_t together = std::clamp<std::size_t>(probes_together_max / probe_count, 1, queries_together_max);
  for (std::size_t first = 0; first < queries.size(); first += together) {
    const std::size_t count = std::min(together, queries.size() - first);
    ask_together(queries.subspan(first, count), *radii, radius_bits, std::span(answers).subspan(first, count));
  }
  return answers;
}

std::size_t ChunkTables::byte_count() const {
  std::size_t count = 0;
  for (const ChunkTable& table : tables_) count += table.byte_count();
  return count;
}

}  // namespace redress::match
