// SPDX-License-Identifier: Apache-2.0
#include "match/hamming_index.hpp"

#include <algorithm>

#include "match/scan.hpp"

namespace redress::match {
namespace {

constexpr std::size_t growth = 8;
constexpr std::size_t tail_blocks = 16;

}  // namespace

struct HammingIndex::Segment {
  std::uint32_t first_slot = 0;
  std::vector<std::uint32_t> slots;  // of each position; empty where none is missing: first_slot + position
  HugeArray<Bits256> hashes;
  ChunkTables tables;

  [[nodiscard]] std::uint32_t slot_of(std::uint32_t position) const {
    return slots.empty() ? first_slot + position : slots[position];
  }
};

// What a search works on. Only the free end of the last block is written to, by add, before tail_count counts it.
struct HammingIndex::View {
  using Block = std::vector<Bits256>;                    // in the secret order of bits
  std::vector<std::shared_ptr<const Segment>> segments;  // the oldest first
  std::vector<std::shared_ptr<Block>> blocks;            // of the tail
  std::uint32_t tail_slot = 0;                           // of the first in the tail
};

// The segments from one on, and the whole blocks behind them.
struct HammingIndex::Merge {
  std::shared_ptr<const View> view;
  std::size_t first_segment = 0;
  std::size_t block_count = 0;
  std::vector<bool> is_there;

  [[nodiscard]] Result<std::shared_ptr<const Segment>> make() const;

 private:
  template <class Each>
  void visit(Each&& each) const {
    const auto offer = [&](std::uint32_t slot, const Bits256& hash) {
      if (is_there[slot]) each(slot, hash);
    };
    for (std::size_t no = first_segment; no < view->segments.size(); ++no) {
      const Segment& segment = *view->segments[no];
      for (std::uint32_t i = 0; i < segment.hashes.size(); ++i) offer(segment.slot_of(i), segment.hashes[i]);
    }
    std::uint32_t slot = view->tail_slot;
    for (std::size_t no = 0; no < block_count; ++no) {
      for (const Bits256& hash : *view->blocks[no]) offer(slot++, hash);
    }
  }
};

Result<std::shared_ptr<const HammingIndex::Segment>> HammingIndex::Merge::make() const {
  std::size_t count = 0;
  visit([&](std::uint32_t, const Bits256&) { ++count; });
  auto made = std::make_shared<Segment>();
  TRY_ASSIGN(made->hashes, HugeArray<Bits256>::make(count));
  std::uint32_t next = 0;
  bool has_holes = false;
  visit([&](std::uint32_t slot, const Bits256& hash) {
    if (next == 0) made->first_slot = slot;
    if (!has_holes && slot != made->first_slot + next) {
      has_holes = true;
      for (std::uint32_t i = 0; i < next; ++i) made->slots.push_back(made->first_slot + i);
    }
    if (has_holes) made->slots.push_back(slot);
    made->hashes[next++] = hash;
  });
  made->slots.shrink_to_fit();
  TRY_ASSIGN(made->tables, ChunkTables::build(made->hashes.view(), choose_plan(count)));
  return std::shared_ptr<const Segment>(std::move(made));
}

HammingIndex::HammingIndex(HammingOptions options)
    : options_(options), block_count_(std::max<std::size_t>(options.tail_count_max / tail_blocks, 1)) {
  CHECK(options.tail_count_max > 0);
  state_.write([&](State& state) {
    state.view = std::make_shared<View>();
    state.merge_from = options.tail_count_max;
  });
}

HammingIndex::~HammingIndex() {
  asked_.close();
  if (worker_.joinable()) worker_.join();
}

std::uint32_t HammingIndex::add(const Bits256& hash) {
  const Bits256 ordered = order_.apply(hash);
  return state_.write([&](State& state) {
    CHECK(state.is_there.size() < UINT32_MAX);
    const auto slot = static_cast<std::uint32_t>(state.is_there.size());
    if (state.tail_count == state.view->blocks.size() * block_count_) {
      auto longer = std::make_shared<View>(*state.view);
      longer->blocks.push_back(std::make_shared<View::Block>(block_count_));
      state.view = std::move(longer);
    }
    (*state.view->blocks.back())[state.tail_count++ % block_count_] = ordered;
    state.is_there.push_back(true);
    if (state.tail_count < state.merge_from || state.is_merging) return slot;
    state.is_merging = true;
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
    CHECK(asked_.push({}).ok());  // one at a time: is_merging says so
    return slot;
  });
}

void HammingIndex::remove(std::uint32_t slot) {
  state_.write([&](State& state) {
    CHECK(slot < state.is_there.size());
    state.is_there[slot] = false;
  });
}

std::vector<Near> HammingIndex::find(std::span<const Bits256> queries, int radius_bits) const {
  const auto [view, tail_count] = state_.read([](const State& state) {
    return std::pair{state.view, state.tail_count};
  });
  std::vector<Near> near;
  std::vector<Found> found;
  for (const Bits256& query : queries) {
    const Bits256 ordered = order_.apply(query);
    for (const auto& segment : view->segments) {
      found.clear();
      if (!segment->tables.find(ordered, radius_bits, found)) scan(segment->hashes.view(), ordered, radius_bits, found);
      for (const Found& one : found) near.push_back({segment->slot_of(one.position), one.distance_bits});
    }
    for (std::size_t first = 0; first < tail_count; first += block_count_) {
      found.clear();
      const std::span<const Bits256> block = *view->blocks[first / block_count_];
      scan(block.first(std::min(block_count_, tail_count - first)), ordered, radius_bits, found);
      const auto slot = static_cast<std::uint32_t>(view->tail_slot + first);
      for (const Found& one : found) near.push_back({slot + one.position, one.distance_bits});
    }
  }
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return a.slot != b.slot ? a.slot < b.slot : a.distance_bits < b.distance_bits;
  });
  near.erase(std::unique(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.slot == b.slot; }),
             near.end());
  state_.read(
      [&](const State& state) { std::erase_if(near, [&](const Near& one) { return !state.is_there[one.slot]; }); });
  return near;
}

HammingIndex::Merge HammingIndex::plan_merge(const State& state) const {
  const View& view = *state.view;
  Merge merge{state.view, view.segments.size(), state.tail_count / block_count_, state.is_there};
  std::size_t count = merge.block_count * block_count_;
  while (merge.first_segment > 0 && view.segments[merge.first_segment - 1]->hashes.size() < growth * count) {
    count += view.segments[--merge.first_segment]->hashes.size();
  }
  return merge;
}

void HammingIndex::put_in_place(State& state, const Merge& merge, std::shared_ptr<const Segment> made) const {
  auto shorter = std::make_shared<View>(*state.view);
  shorter->segments.resize(merge.first_segment);
  shorter->segments.push_back(std::move(made));
  shorter->blocks.erase(shorter->blocks.begin(),
                        shorter->blocks.begin() + static_cast<std::ptrdiff_t>(merge.block_count));
  shorter->tail_slot += static_cast<std::uint32_t>(merge.block_count * block_count_);
  state.tail_count -= merge.block_count * block_count_;
  state.merge_from = options_.tail_count_max;
  state.view = std::move(shorter);
}

bool HammingIndex::merge_once() {
  // It keeps what was merged until the end, so that gigabytes are given back while nobody waits for the lock.
  const Merge merge = state_.read([&](const State& state) { return plan_merge(state); });
  auto made = merge.make();
  return state_.write([&](State& state) {
    if (made.ok()) {
      put_in_place(state, merge, std::move(made).value());
    } else {
      state.merge_from = 2 * state.tail_count;  // no memory now: what is there is found all the same
    }
    state.is_merging = state.tail_count >= state.merge_from;
    return state.is_merging;
  });
}

void HammingIndex::work() {
  while (asked_.pop()) {
    while (!asked_.is_closed() && merge_once()) continue;
  }
}

void HammingIndex::settle() const {
  const auto is_merging = [this] { return state_.read([](const State& state) { return state.is_merging; }); };
  while (is_merging()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

std::size_t HammingIndex::byte_count() const {
  const auto view = state_.read([](const State& state) { return state.view; });
  std::size_t count = 0;
  for (const auto& segment : view->segments) {
    count += segment->hashes.size() * sizeof(Bits256) + segment->slots.size() * 4 + segment->tables.byte_count();
  }
  return count;
}

std::size_t HammingIndex::segment_count() const {
  return state_.read([](const State& state) { return state.view->segments.size(); });
}

}  // namespace redress::match
