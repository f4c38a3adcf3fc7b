// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_table.hpp"

#include <algorithm>
#include <array>

namespace redress::match {
namespace {

constexpr unsigned upper_bits_max = 11;  // so many write ends at once stay in the second cache
constexpr std::uint32_t count_max = 14;  // of one value, in a group that is not spilled

struct Item {
  std::uint32_t value = 0;
  std::uint32_t entry = 0;
};

// Of the values of one group: how many hashes have each.
using Counts = std::span<std::uint32_t, BucketGroup::value_count>;

bool is_spilled(Counts counts) {
  return std::any_of(counts.begin(), counts.end(), [](auto n) { return n > count_max; });
}

// Writes down the group, and turns each count into where that value's entries begin. The end of the group is returned.
std::uint32_t place_group(Counts counts, std::uint32_t begin, BucketGroup& group, std::uint32_t* entries) {
  const bool spills = is_spilled(counts);
  group = {spills ? BucketGroup::spilled : 0, begin, 0};
  std::uint32_t at = spills ? begin + BucketGroup::value_count : begin;
  for (unsigned place = 0; place < counts.size(); ++place) {
    const std::uint32_t count = counts[place];
    if (!spills) group.counts |= std::uint64_t{count} << (4 * place);
    counts[place] = at;
    at += count;
    if (spills) entries[begin + place] = at;
  }
  return at;
}

// Items that share their upper bits, to their groups; `next` has room for every value of the lower ones.
std::uint32_t place(std::span<const Item> items, std::uint32_t begin, BucketGroup* groups,
                    std::vector<std::uint32_t>& next, std::uint32_t* entries) {
  const std::size_t lower = next.size() - 1;
  std::fill(next.begin(), next.end(), 0);
  for (const Item& item : items) ++next[item.value & lower];
  for (std::size_t value = 0; value < next.size(); value += BucketGroup::value_count) {
    const Counts counts(next.data() + value, BucketGroup::value_count);
    begin = place_group(counts, begin, groups[value / BucketGroup::value_count], entries);
  }
  for (const Item& item : items) entries[next[item.value & lower]++] = item.entry;
  return begin;
}

}  // namespace

std::uint32_t value_of(const Bits256& hash, const Chunk& chunk) {
  const unsigned word = chunk.first_bit / 64;
  const unsigned shift = chunk.first_bit % 64;
  std::uint64_t value = hash[word] >> shift;
  if (shift + chunk.width > 64) value |= hash[word + 1] << (64 - shift);
  return static_cast<std::uint32_t>(value & ((std::uint64_t{1} << chunk.width) - 1));
}

// A counting sort in two steps: first by the upper bits of the value, so that what the second step touches at a time
// lies in the nearest caches. In one step each hash costs two random lines of a table of many MiB.
Result<ChunkTable> ChunkTable::build(std::span<const Bits256> hashes, const Chunk& chunk, const Chunk& next) {
  CHECK(chunk.width > BucketGroup::value_bits && hashes.size() < UINT32_MAX / 3);
  const unsigned upper_bits = std::min(chunk.width - BucketGroup::value_bits, upper_bits_max);
  const unsigned lower_bits = chunk.width - upper_bits;
  const EntryShape shape(hashes.size());
  ChunkTable table;
  TRY_ASSIGN(table.groups, HugeArray<BucketGroup>::make(count_groups(chunk)));
  // Every fifteen hashes may spill one group; what is not written to takes no memory.
  const std::size_t spill_max = hashes.size() / (count_max + 1) * BucketGroup::value_count;
  TRY_ASSIGN(table.entries, HugeArray<std::uint32_t>::make(hashes.size() + spill_max));
  TRY_ASSIGN(auto items, HugeArray<Item>::make(hashes.size()));
  std::vector<std::uint32_t> ends((std::size_t{1} << upper_bits) + 1);
  for (const Bits256& hash : hashes) ++ends[(value_of(hash, chunk) >> lower_bits) + 1];
  for (std::size_t upper = 1; upper < ends.size(); ++upper) ends[upper] += ends[upper - 1];
  for (std::uint32_t i = 0; i < hashes.size(); ++i) {
    const std::uint32_t value = value_of(hashes[i], chunk);
    items[ends[value >> lower_bits]++] = {value, shape.pack(i, value_of(hashes[i], next))};  // a begin becomes an end
  }
  std::uint32_t begin = 0;
  std::vector<std::uint32_t> places(std::size_t{1} << lower_bits);
  for (std::size_t upper = 0; upper + 1 < ends.size(); ++upper) {
    const std::size_t first = upper == 0 ? 0 : ends[upper - 1];
    const auto part = items.view().subspan(first, ends[upper] - first);
    BucketGroup* const groups = table.groups.data() + (upper << (lower_bits - BucketGroup::value_bits));
    begin = place(part, begin, groups, places, table.entries.data());
  }
  table.entries.cut(begin);
  return table;
}

bool ChunkTable::is_sound(const Chunk& chunk, std::size_t hash_count) const {
  if (groups.size() != count_groups(chunk) || entries.size() < hash_count) return false;
  const EntryShape shape(hash_count);
  std::uint64_t begin = 0;
  std::uint64_t seen = 0;
  for (const BucketGroup& group : groups.view()) {
    const bool spills = group.counts == BucketGroup::spilled;
    const std::uint64_t head = spills ? BucketGroup::value_count : 0;
    if (group.begin != begin || begin + head > entries.size()) return false;
    std::uint64_t at = begin + head;
    for (unsigned place = 0; place < BucketGroup::value_count; ++place) {
      const Bucket bucket = find(group, place);
      if (bucket.begin != at || bucket.count > entries.size() - at) return false;
      for (std::uint64_t end = at + bucket.count; at < end; ++at) {
        if (shape.position_of(entries[at]) >= hash_count) return false;
      }
      seen += bucket.count;
    }
    begin = at;
  }
  return seen == hash_count && begin == entries.size();
}

}  // namespace redress::match
