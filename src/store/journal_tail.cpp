// SPDX-License-Identifier: Apache-2.0
#include "store/journal_tail.hpp"

#include <algorithm>

namespace redress::store {
namespace {

constexpr std::size_t copied_at_once = 64;

std::size_t cost_of(const JournalTail::Row& row) { return sizeof(JournalTail::Row) + row.byte_count; }

}  // namespace

void JournalTail::extend(std::vector<Row> committed) {
  std::vector<Row> gone;  // freed when nobody waits for the lock any more
  kept_.write([&](Kept& kept) {
    for (Row& row : committed) {
      CHECK(kept.rows.empty() || kept.rows.back().record.position + 1 == row.record.position);
      kept.byte_count += cost_of(row);
      kept.rows.push_back(std::move(row));
    }
    while (kept.byte_count > byte_count_max_) {
      kept.byte_count -= cost_of(kept.rows.front());
      gone.push_back(std::move(kept.rows.front()));
      kept.rows.pop_front();
    }
  });
}

void JournalTail::forget() {
  kept_.write([](Kept& kept) { kept = Kept{}; });
}

std::optional<std::vector<Record>> JournalTail::find_after(std::uint64_t position, std::size_t count_max) const {
  std::vector<Record> records;
  bool has_more = true;
  while (has_more) {
    const std::uint64_t after = records.empty() ? position : records.back().position;
    const bool is_here = kept_.read([&](const Kept& kept) {
      if (kept.rows.empty() || kept.rows.front().record.position > after + 1) return false;
      const std::uint64_t first = kept.rows.front().record.position;
      const std::size_t from = std::min<std::size_t>(after + 1 - first, kept.rows.size());
      const std::size_t until = std::min({kept.rows.size(), from + copied_at_once, from + count_max - records.size()});
      for (std::size_t i = from; i < until; ++i) records.push_back(kept.rows[i].record);
      has_more = until == from + copied_at_once;
      return true;
    });
    if (!is_here && records.empty()) return std::nullopt;
    has_more = has_more && is_here;
  }
  return records;
}

}  // namespace redress::store
