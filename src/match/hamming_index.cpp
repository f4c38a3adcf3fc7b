// SPDX-License-Identifier: Apache-2.0
#include "match/hamming_index.hpp"

#include <algorithm>

#include "match/scan.hpp"

namespace redress::match {
namespace {

constexpr std::size_t growth = 8;
constexpr std::size_t tail_blocks = 16;

// Each slot once, with its least distance.
void tidy(std::vector<Near>& near) {
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return a.slot != b.slot ? a.slot < b.slot : a.distance_bits < b.distance_bits;
  });
  near.erase(std::unique(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.slot == b.slot; }),
             near.end());
}

}  // namespace

// What a search works on. Only the free end of the open block is written to, by add, before open_count counts it.
struct HammingIndex::View {
  struct Block {
    std::shared_ptr<std::vector<Bits256>> hashes;  // in the secret order of bits
    std::uint32_t first_slot = 0;
    std::size_t count = 0;
  };
  std::vector<std::shared_ptr<const Segment>> segments;  // the largest first
  std::vector<Block> closed;                             // of the tail; open.count is 0, the state counts it
  Block open;

  void close(std::size_t open_count) {
    open.count = open_count;
    if (open_count > 0) closed.push_back(open);
    open = Block{};
  }
  void insert(std::shared_ptr<const Segment> segment) {
    const auto is_smaller = [&](const auto& other) { return other->hashes.size() < segment->hashes.size(); };
    segments.insert(std::find_if(segments.begin(), segments.end(), is_smaller), std::move(segment));
  }
};

struct HammingIndex::Seen {
  std::shared_ptr<const View> view;
  std::size_t open_count = 0;

  template <class Each>
  void visit_tail(Each&& each) const {
    for (const View::Block& block : view->closed) each(std::span(*block.hashes).first(block.count), block.first_slot);
    if (open_count > 0) each(std::span(*view->open.hashes).first(open_count), view->open.first_slot);
  }
};

// The segments from one on, and the closed blocks.
struct HammingIndex::Merge {
  std::shared_ptr<const View> view;
  std::size_t first_segment = 0;
  std::vector<bool> is_there;

  [[nodiscard]] bool has_segments() const { return first_segment < view->segments.size(); }
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
    for (const View::Block& block : view->closed) {
      for (std::uint32_t i = 0; i < block.count; ++i) offer(block.first_slot + i, (*block.hashes)[i]);
    }
  }
};

Result<std::shared_ptr<const Segment>> HammingIndex::Merge::make() const {
  auto made = std::make_shared<Segment>();
  std::uint32_t count = 0;
  bool has_holes = false;
  visit([&](std::uint32_t slot, const Bits256&) {
    if (count == 0) made->first_slot = slot;
    has_holes |= slot != made->first_slot + count;
    ++count;
  });
  TRY_ASSIGN(made->hashes, HugeArray<Bits256>::make(count));
  TRY_ASSIGN(made->slots, HugeArray<std::uint32_t>::make(has_holes ? count : 0));
  std::uint32_t next = 0;
  visit([&](std::uint32_t slot, const Bits256& hash) {
    if (has_holes) made->slots[next] = slot;
    made->hashes[next++] = hash;
  });
  TRY_ASSIGN(made->tables, ChunkTables::build(made->hashes.view(), choose_plan(count)));
  return std::shared_ptr<const Segment>(std::move(made));
}

HammingIndex::HammingIndex(HammingOptions options) : HammingIndex(options, BitOrder::random()) {}

HammingIndex::HammingIndex(HammingOptions options, BitOrder order)
    : options_(options),
      block_count_(std::max<std::size_t>(options.tail_count_max / tail_blocks, 1)),
      order_(std::move(order)) {
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

std::uint32_t HammingIndex::put_in_tail(State& state, const Bits256& ordered) {
  CHECK(state.is_there.size() < UINT32_MAX);
  const auto slot = static_cast<std::uint32_t>(state.is_there.size());
  if (!state.view->open.hashes) {
    auto longer = std::make_shared<View>(*state.view);
    longer->open = {std::make_shared<std::vector<Bits256>>(block_count_), slot, 0};
    state.view = std::move(longer);
  }
  (*state.view->open.hashes)[state.open_count++] = ordered;
  ++state.tail_count;
  state.is_there.push_back(true);
  if (state.open_count == block_count_) {
    auto closed = std::make_shared<View>(*state.view);
    closed->close(std::exchange(state.open_count, 0));
    state.view = std::move(closed);
  }
  if (state.tail_count >= state.merge_from) ask_for_merge(state);
  return slot;
}

std::uint32_t HammingIndex::add(const Bits256& hash) {
  const Bits256 ordered = order_.apply(hash);
  return state_.write([&](State& state) { return put_in_tail(state, ordered); });
}

Result<std::shared_ptr<Segment>> HammingIndex::make_segment(std::span<const Bits256> hashes) const {
  auto made = std::make_shared<Segment>();
  TRY_ASSIGN(made->hashes, HugeArray<Bits256>::make(hashes.size()));
  const auto reorder = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) made->hashes[i] = order_.apply(hashes[i]);
  };
  {
    const std::jthread other([&] { reorder(0, hashes.size() / 2); });
    reorder(hashes.size() / 2, hashes.size());
  }
  TRY_ASSIGN(made->tables, ChunkTables::build(made->hashes.view(), choose_plan(hashes.size())));
  return made;
}

// Its slots are the next ones; the tail's go on behind them, in a block of their own.
std::uint32_t HammingIndex::put_segment(State& state, std::shared_ptr<Segment> made) {
  CHECK(made->hashes.size() < UINT32_MAX - state.is_there.size());
  made->first_slot = static_cast<std::uint32_t>(state.is_there.size());
  state.is_there.resize(state.is_there.size() + made->hashes.size(), true);
  const std::uint32_t first_slot = made->first_slot;
  auto longer = std::make_shared<View>(*state.view);
  longer->close(std::exchange(state.open_count, 0));
  longer->insert(std::move(made));
  state.view = std::move(longer);
  if (plan_merge(state).has_segments()) ask_for_merge(state);
  return first_slot;
}

Result<std::uint32_t> HammingIndex::add_all(std::span<const Bits256> hashes) {
  if (hashes.size() >= options_.tail_count_max) {
    TRY_ASSIGN(auto made, make_segment(hashes));
    return state_.write([&](State& state) { return put_segment(state, std::move(made)); });
  }
  std::vector<Bits256> ordered;
  ordered.reserve(hashes.size());
  for (const Bits256& hash : hashes) ordered.push_back(order_.apply(hash));
  return state_.write([&](State& state) {
    const auto first_slot = static_cast<std::uint32_t>(state.is_there.size());
    for (const Bits256& hash : ordered) put_in_tail(state, hash);
    return first_slot;
  });
}

void HammingIndex::remove(std::uint32_t slot) {
  state_.write([&](State& state) {
    CHECK(slot < state.is_there.size());
    state.is_there[slot] = false;
  });
}

HammingIndex::Seen HammingIndex::see() const {
  return state_.read([](const State& state) { return Seen{state.view, state.open_count}; });
}

std::vector<std::vector<Near>> HammingIndex::search(const Seen& seen, std::span<const Bits256> queries,
                                                    int radius_bits) const {
  std::vector<Bits256> ordered;
  ordered.reserve(queries.size());
  for (const Bits256& query : queries) ordered.push_back(order_.apply(query));
  std::vector<std::vector<Near>> lists(queries.size());
  std::vector<std::vector<Found>> found(queries.size());
  for (const auto& segment : seen.view->segments) {
    auto answers = segment->tables.find_each(ordered, radius_bits);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      found[i] = std::move(answers[i].found);
      if (!answers[i].is_answered) scan(segment->hashes.view(), ordered[i], radius_bits, found[i]);
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const Found& one : found[i]) lists[i].push_back({segment->slot_of(one.position), one.distance_bits});
    }
  }
  seen.visit_tail([&](std::span<const Bits256> block, std::uint32_t first_slot) {
    for (auto& one : found) one.clear();
    scan_each(block, ordered, radius_bits, found);
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const Found& one : found[i]) lists[i].push_back({first_slot + one.position, one.distance_bits});
    }
  });
  return lists;
}

void HammingIndex::drop_removed(std::span<std::vector<Near>> lists) const {
  state_.read([&](const State& state) {
    for (auto& near : lists) std::erase_if(near, [&](const Near& one) { return !state.is_there[one.slot]; });
  });
}

std::vector<Near> HammingIndex::find(std::span<const Bits256> queries, int radius_bits) const {
  std::vector<Near> near;
  for (const auto& list : search(see(), queries, radius_bits)) near.insert(near.end(), list.begin(), list.end());
  tidy(near);
  drop_removed(std::span(&near, 1));
  return near;
}

std::vector<std::vector<Near>> HammingIndex::find_each(std::span<const Bits256> queries, int radius_bits) const {
  auto lists = search(see(), queries, radius_bits);
  for (auto& near : lists) tidy(near);
  drop_removed(lists);
  return lists;
}

HammingIndex::Rung HammingIndex::find_nearest_rung(std::span<const Bits256> queries) const {
  Rung rung;
  for (const int radius_bits : rungs_bits) {
    rung = {radius_bits, find(queries, radius_bits)};
    if (!rung.near.empty()) break;
  }
  return rung;
}

// Whatever has less than `growth` times as many hashes as all behind it together.
HammingIndex::Merge HammingIndex::plan_merge(const State& state) {
  const auto& segments = state.view->segments;
  std::size_t first = segments.size();
  std::size_t count = 0;
  for (const View::Block& block : state.view->closed) count += block.count;
  for (std::size_t no = segments.size(); no-- > 0;) {
    if (segments[no]->hashes.size() < growth * count) first = no;
    count += segments[no]->hashes.size();
  }
  return {state.view, first, {}};
}

void HammingIndex::ask_for_merge(State& state) {
  if (state.is_merging) return;
  state.is_merging = true;
  if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
  CHECK(asked_.push({}).ok());  // one at a time: is_merging says so
}

void HammingIndex::put_in_place(State& state, const Merge& merge, std::shared_ptr<const Segment> made) const {
  auto shorter = std::make_shared<View>(*state.view);
  // By name: add_all may have put another one between them meanwhile.
  const auto& merged = merge.view->segments;
  std::erase_if(shorter->segments, [&](const auto& segment) {
    const auto from = merged.begin() + static_cast<std::ptrdiff_t>(merge.first_segment);
    return std::find(from, merged.end(), segment) != merged.end();
  });
  if (made->hashes.size() > 0) shorter->insert(std::move(made));
  for (const View::Block& block : merge.view->closed) state.tail_count -= block.count;
  shorter->closed.erase(shorter->closed.begin(),
                        shorter->closed.begin() + static_cast<std::ptrdiff_t>(merge.view->closed.size()));
  state.merge_from = options_.tail_count_max;
  state.view = std::move(shorter);
}

bool HammingIndex::merge_once() {
  // It keeps what was merged until the end, so that gigabytes are given back while nobody waits for the lock.
  const Merge merge = state_.read([](const State& state) {
    Merge planned = plan_merge(state);
    planned.is_there = state.is_there;
    return planned;
  });
  auto made = merge.make();
  return state_.write([&](State& state) {
    if (made.ok()) {
      put_in_place(state, merge, std::move(made).value());
      state.is_merging = state.tail_count >= state.merge_from || plan_merge(state).has_segments();
    } else {
      // No memory now: what is there is found all the same.
      state.merge_from = std::max(options_.tail_count_max, 2 * state.tail_count);
      state.is_merging = false;
    }
    return state.is_merging;
  });
}

void HammingIndex::work() {
  while (asked_.pop()) {
    while (!asked_.is_closed() && merge_once()) continue;
  }
}

Status HammingIndex::save(const std::string& path) const {
  SnapshotParts parts;
  const Seen seen = state_.read([&](const State& state) {
    parts.is_there = state.is_there;
    return Seen{state.view, state.open_count};
  });
  parts.places = order_.places();
  for (const auto& segment : seen.view->segments) parts.segments.push_back(segment.get());
  seen.visit_tail([&](std::span<const Bits256> block, std::uint32_t first_slot) {
    for (std::uint32_t i = 0; i < block.size(); ++i) parts.tail.slots.push_back(first_slot + i);
    parts.tail.hashes.insert(parts.tail.hashes.end(), block.begin(), block.end());
  });
  return save_snapshot(path, parts);
}

Result<std::unique_ptr<HammingIndex>> HammingIndex::load(const std::string& path, HammingOptions options) {
  TRY_ASSIGN(Snapshot snapshot, load_snapshot(path));
  std::unique_ptr<HammingIndex> index(new HammingIndex(options, BitOrder(snapshot.places)));
  auto view = std::make_shared<View>();
  for (Segment& segment : snapshot.segments) view->insert(std::make_shared<const Segment>(std::move(segment)));
  const SnapshotTail& tail = snapshot.tail;
  for (std::size_t i = 0; i < tail.slots.size(); ++i) {
    const bool is_next = !view->closed.empty() && view->closed.back().count < index->block_count_ &&
                         tail.slots[i] == view->closed.back().first_slot + view->closed.back().count;
    if (!is_next) {
      auto block = std::make_shared<std::vector<Bits256>>(index->block_count_);
      view->closed.push_back({std::move(block), tail.slots[i], 0});
    }
    View::Block& last = view->closed.back();
    (*last.hashes)[last.count++] = tail.hashes[i];
  }
  index->state_.write([&](State& state) {
    state.tail_count = tail.slots.size();
    state.is_there = std::move(snapshot.is_there);
    state.view = std::move(view);
    if (state.tail_count >= state.merge_from) index->ask_for_merge(state);
  });
  return index;
}

void HammingIndex::settle() const {
  const auto is_merging = [this] { return state_.read([](const State& state) { return state.is_merging; }); };
  while (is_merging()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

std::size_t HammingIndex::byte_count() const {
  std::size_t count = 0;
  for (const auto& segment : see().view->segments) count += segment->byte_count();
  return count;
}

std::size_t HammingIndex::segment_count() const { return see().view->segments.size(); }

}  // namespace redress::match
