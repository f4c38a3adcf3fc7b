// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_tables.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

namespace redress::match {
namespace {

constexpr std::size_t starts_ahead = 24;        // probes between the prefetch of a bucket's start and its use
constexpr unsigned upper_bits_max = 11;         // so many write ends at once stay in the second cache
constexpr std::size_t candidates_min = 65'536;  // so many are always looked at before giving up
// Queries share their walks through memory while all they touch fits the nearest caches.
constexpr std::size_t probes_together_max = 2'048;
constexpr std::size_t queries_together_max = 16;

std::uint32_t value_of(const Bits256& hash, const Chunk& chunk) {
  const unsigned word = chunk.first_bit / 64;
  const unsigned shift = chunk.first_bit % 64;
  std::uint64_t value = hash[word] >> shift;
  if (shift + chunk.width > 64) value |= hash[word + 1] << (64 - shift);
  return static_cast<std::uint32_t>(value & ((std::uint64_t{1} << chunk.width) - 1));
}

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

struct Probe {
  const std::uint32_t* start;
  const std::uint32_t* positions;
};
struct Bucket {
  const std::uint32_t* begin;
  const std::uint32_t* end;
};

struct Item {
  std::uint32_t value = 0;
  std::uint32_t position = 0;
};

// Items that share their upper bits, to their buckets; `next` has room for every value of the lower ones.
void place(std::span<const Item> items, std::uint32_t begin, std::uint32_t* starts, std::vector<std::uint32_t>& next,
           std::uint32_t* positions) {
  const std::size_t lower = next.size() - 1;
  std::fill(next.begin(), next.end(), 0);
  for (const Item& item : items) ++next[item.value & lower];
  for (std::size_t value = 0; value < next.size(); ++value) {
    const std::uint32_t count = next[value];
    starts[value] = next[value] = begin;
    begin += count;
  }
  for (const Item& item : items) positions[next[item.value & lower]++] = item.position;
}

// Of one thread, and kept, so that a query does not allocate it anew.
struct Scratch {
  std::vector<Probe> probes;
  std::vector<Bucket> buckets;
  std::vector<std::uint32_t> candidates;
};

// The three walks below each fetch what the next one reads: memory answers many at once, and a cache line that is asked
// for early costs a tenth.
std::size_t find_buckets(Scratch& scratch) {
  const auto& probes = scratch.probes;
  std::size_t candidate_count = 0;
  scratch.buckets.clear();
  for (std::size_t i = 0; i < probes.size(); ++i) {
    if (i + starts_ahead < probes.size()) __builtin_prefetch(probes[i + starts_ahead].start);
    const std::uint32_t begin = probes[i].start[0];
    const std::uint32_t end = probes[i].start[1];
    if (begin == end) continue;
    __builtin_prefetch(probes[i].positions + begin);
    scratch.buckets.push_back({probes[i].positions + begin, probes[i].positions + end});
    candidate_count += end - begin;
  }
  return candidate_count;
}

void fetch_candidates(Scratch& scratch, const Bits256* hashes) {
  scratch.candidates.clear();
  for (const Bucket& bucket : scratch.buckets) {
    for (const std::uint32_t* at = bucket.begin; at != bucket.end; ++at) {
      __builtin_prefetch(hashes + *at);
      scratch.candidates.push_back(*at);
    }
  }
}

// POPCNT is not in the baseline that Debian builds for: the loader picks the clone that the machine can run. The thread
// sanitizer's runtime is not up yet when it asks.
#ifndef __SANITIZE_THREAD__
__attribute__((target_clones("popcnt", "default")))
#endif
void verify(const std::uint32_t* candidates, std::size_t count, const Bits256* hashes, const Bits256& query,
            int radius_bits, std::vector<Found>& found) {
  for (std::size_t i = 0; i < count; ++i) {
    const int distance = distance_bits(hashes[candidates[i]], query);
    if (distance <= radius_bits) found.push_back({candidates[i], distance});
  }
}

}  // namespace

// A counting sort in two steps: first by the upper bits of the value, so that what the second step touches at a time
// lies in the nearest caches. In one step each hash costs two random lines of a table of 64 MiB.
Result<ChunkTables::Table> ChunkTables::build_table(std::span<const Bits256> hashes, const Chunk& chunk) {
  const unsigned upper_bits = std::min(chunk.width, upper_bits_max);
  const unsigned lower_bits = chunk.width - upper_bits;
  Table table;
  TRY_ASSIGN(table.starts, HugeArray<std::uint32_t>::make(count_starts(chunk)));
  TRY_ASSIGN(table.positions, HugeArray<std::uint32_t>::make(hashes.size()));
  TRY_ASSIGN(auto items, HugeArray<Item>::make(hashes.size()));
  std::vector<std::uint32_t> ends((std::size_t{1} << upper_bits) + 1);
  for (const Bits256& hash : hashes) ++ends[(value_of(hash, chunk) >> lower_bits) + 1];
  for (std::size_t upper = 1; upper < ends.size(); ++upper) ends[upper] += ends[upper - 1];
  for (std::uint32_t i = 0; i < hashes.size(); ++i) {
    const std::uint32_t value = value_of(hashes[i], chunk);
    items[ends[value >> lower_bits]++] = {value, i};  // moves each begin to its end
  }
  std::uint32_t begin = 0;
  std::vector<std::uint32_t> next(std::size_t{1} << lower_bits);
  for (std::size_t upper = 0; upper + 1 < ends.size(); ++upper) {
    const auto part = items.view().subspan(begin, ends[upper] - begin);
    place(part, begin, table.starts.data() + (upper << lower_bits), next, table.positions.data());
    begin = ends[upper];
  }
  table.starts[table.starts.size() - 2] = begin;
  table.starts[table.starts.size() - 1] = begin;
  return table;
}

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
      auto table = build_table(hashes, tables.plan_[i]);
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

ChunkTables ChunkTables::restore(std::span<const Bits256> hashes, ChunkPlan plan, std::vector<Table> tables) {
  CHECK(plan.size() == tables.size());
  ChunkTables restored;
  restored.plan_ = std::move(plan);
  restored.tables_ = std::move(tables);
  restored.hashes_ = hashes;
  return restored;
}

bool ChunkTables::is_table(const Table& table, const Chunk& chunk, std::size_t hash_count) {
  const auto starts = table.starts.view();
  const auto positions = table.positions.view();
  if (starts.size() != count_starts(chunk) || positions.size() != hash_count) return false;
  if (starts.front() != 0 || starts[starts.size() - 2] != hash_count) return false;
  bool is_good = true;
  for (std::size_t value = 0; value + 2 < starts.size(); ++value) is_good &= starts[value] <= starts[value + 1];
  for (const std::uint32_t position : positions) is_good &= position < hash_count;
  return is_good;
}

void ChunkTables::ask_together(std::span<const Bits256> queries, const std::vector<int>& radii, int radius_bits,
                               std::span<Answer> answers) const {
  thread_local std::array<Scratch, queries_together_max> scratches;
  for (std::size_t no = 0; no < queries.size(); ++no) {
    auto& probes = scratches.at(no).probes;
    probes.clear();
    for (std::size_t i = 0; i < plan_.size(); ++i) {
      if (radii[i] < 0) continue;
      const std::uint32_t value = value_of(queries[no], plan_[i]);
      const std::uint32_t* const starts = tables_[i].starts.data();
      for (const std::uint32_t mask : masks_within(plan_[i].width, radii[i])) {
        probes.push_back({starts + (value ^ mask), tables_[i].positions.data()});
      }
    }
    for (std::size_t i = 0; i < std::min(starts_ahead, probes.size()); ++i) __builtin_prefetch(probes[i].start);
  }
  const std::size_t candidates_max = std::max(candidates_min, hashes_.size() / 16);
  for (std::size_t no = 0; no < queries.size(); ++no) {
    answers[no].is_answered = find_buckets(scratches.at(no)) <= candidates_max;
  }
  for (std::size_t no = 0; no < queries.size(); ++no) {
    if (answers[no].is_answered) fetch_candidates(scratches.at(no), hashes_.data());
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
  for (const Table& table : tables_) count += 4 * (table.starts.size() + table.positions.size());
  return count;
}

}  // namespace redress::match
