// SPDX-License-Identifier: Apache-2.0
#include "store/journal_tail.hpp"

#include <algorithm>

namespace redress::store {
namespace {

std::size_t cost_of(const JournalTail::Row& row) { return sizeof(JournalTail::Row) + row.byte_count; }

}  // namespace

void JournalTail::extend(std::vector<Row> committed) {
  std::vector<std::shared_ptr<const Row>> rows;
  rows.reserve(committed.size());
  for (Row& row : committed) rows.push_back(std::make_shared<const Row>(std::move(row)));
  std::vector<std::shared_ptr<const Row>> gone;  // freed when nobody waits for the lock any more
  kept_.write([&](Kept& kept) {
    for (auto& row : rows) {
      CHECK(kept.rows.empty() || kept.rows.back()->record.position + 1 == row->record.position);
      kept.byte_count += cost_of(*row);
      kept.rows.push_back(std::move(row));
    }
    while (kept.byte_count > byte_count_max_) {
      kept.byte_count -= cost_of(*kept.rows.front());
      gone.push_back(std::move(kept.rows.front()));
      kept.rows.pop_front();
    }
  });
}

void JournalTail::forget() {
  kept_.write([](Kept& kept) { kept = Kept{}; });
}

std::optional<std::vector<Record>> JournalTail::find_after(std::uint64_t position, std::size_t count_max) const {
  std::vector<std::shared_ptr<const Row>> found;
  const bool is_here = kept_.read([&](const Kept& kept) {
    if (kept.rows.empty() || kept.rows.front()->record.position > position + 1) return false;
    const std::uint64_t first = kept.rows.front()->record.position;
    const std::size_t from = std::min<std::size_t>(position + 1 - first, kept.rows.size());
    const std::size_t count = std::min(count_max, kept.rows.size() - from);
    const auto begin = kept.rows.begin() + static_cast<std::ptrdiff_t>(from);
    found.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    return true;
  });
  if (!is_here) return std::nullopt;
  std::vector<Record> records;
  records.reserve(found.size());
  for (const auto& row : found) records.push_back(row->record);
  return records;
}

}  // namespace redress::store
