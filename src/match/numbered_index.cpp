// SPDX-License-Identifier: Apache-2.0
#include "match/numbered_index.hpp"

#include "match/nearest.hpp"

namespace redress::match {

std::uint32_t* NumberedIndex::Slots::find(std::uint64_t number) {
  const auto page = pages_.find(number / page_numbers);
  if (page == pages_.end()) return nullptr;
  std::uint32_t& slot = page->second->slots[number % page_numbers];
  return slot == UINT32_MAX ? nullptr : &slot;
}

void NumberedIndex::Slots::set(std::uint64_t number, std::uint32_t slot) {
  auto& page = pages_[number / page_numbers];
  if (!page) page = std::make_unique<Page>();
  std::uint32_t& at = page->slots[number % page_numbers];
  if (at == UINT32_MAX) {
    ++page->count;
    ++count_;
  }
  at = slot;
}

void NumberedIndex::Slots::clear(std::uint64_t number) {
  const auto page = pages_.find(number / page_numbers);
  CHECK(page != pages_.end());
  page->second->slots[number % page_numbers] = UINT32_MAX;
  --count_;
  if (--page->second->count == 0) pages_.erase(page);
}

Status NumberedIndex::put(std::span<const Numbered> entries) {
  std::vector<Bits256> hashes;
  hashes.reserve(entries.size());
  for (const Numbered& entry : entries) hashes.push_back(entry.hash);
  return known_.write([&](Known& known) -> Status {
    std::size_t count = known.slots.count();
    for (const Numbered& entry : entries) count += known.slots.find(entry.number) == nullptr ? 1 : 0;
    if (count > count_max_) return Error{Code::exhausted, "the match index is full"};
    TRY_ASSIGN(std::uint32_t slot, hashes_.add_all(hashes));
    CHECK(slot == known.numbers.size());
    // For many at once only: room for one more each time would copy all there are each time.
    if (entries.size() > slot) known.numbers.reserve(slot + entries.size() + entries.size() / 8);
    for (const Numbered& entry : entries) {
      if (const std::uint32_t* const before = known.slots.find(entry.number)) hashes_.remove(*before);
      known.slots.set(entry.number, slot++);
      known.numbers.push_back(entry.number);
    }
    return Done{};
  });
}

bool NumberedIndex::remove(std::uint64_t number) {
  return known_.write([&](Known& known) {
    const std::uint32_t* const slot = known.slots.find(number);
    if (slot == nullptr) return false;
    hashes_.remove(*slot);
    known.slots.clear(number);
    return true;
  });
}

std::size_t NumberedIndex::count() const {
  return known_.read([](const Known& known) { return known.slots.count(); });
}

std::vector<NumberedHit> NumberedIndex::find(const media::Dihedral& turns, int radius_bits) const {
  const std::vector<Near> found = hashes_.find(list_queries(turns), radius_bits);
  std::vector<NumberedHit> hits;
  hits.reserve(found.size());
  known_.read([&](const Known& known) {
    for (const Near& near : found) hits.push_back({known.numbers[near.slot], near.distance_bits});
  });
  keep_nearest(hits, hit_count_max, &NumberedHit::number);
  return hits;
}

std::vector<Bits256> list_queries(const media::Dihedral& turns) {
  std::vector<Bits256> queries;
  for (const media::Pdq& pdq : turns) {
    if (pdq != media::Pdq{}) queries.push_back(bits_of(pdq));
  }
  return queries;
}

}  // namespace redress::match
