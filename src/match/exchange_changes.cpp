// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_changes.hpp"

#include <algorithm>
#include <map>

namespace redress::match {
namespace {

using Entries = std::vector<ExchangeEntry>;

bool is_same_signal(const ExchangeEntry& a, const ExchangeEntry& b) { return a.kind == b.kind && a.signal == b.signal; }

// What one ref is after the page: nothing, when it was withdrawn at `at`.
struct Snapshot {
  Entries live;
  Instant at;
  bool is_withdrawn = false;
};

void begin(Snapshot& snapshot, const ExchangeEntry& entry) {
  snapshot.live.clear();
  snapshot.at = entry.changed_at;
  snapshot.is_withdrawn = entry.is_withdrawn;
  if (!entry.is_withdrawn) snapshot.live.push_back(entry);
}

void join(Snapshot& snapshot, const ExchangeEntry& entry) {
  const auto same = std::find_if(snapshot.live.begin(), snapshot.live.end(),
                                 [&](const ExchangeEntry& one) { return is_same_signal(one, entry); });
  snapshot.at = std::max(snapshot.at, entry.changed_at);
  if (same == snapshot.live.end()) {
    snapshot.live.push_back(entry);
  } else {
    *same = entry;
  }
}

// An entry of a ref that the page named before. In a page without order a later time begins the snapshot again.
void add_in_order(Snapshot& snapshot, const ExchangeEntry& entry) {
  if (entry.is_withdrawn || snapshot.is_withdrawn) return begin(snapshot, entry);
  join(snapshot, entry);
}

void add_by_time(Snapshot& snapshot, const ExchangeEntry& entry) {
  if (entry.changed_at > snapshot.at) return begin(snapshot, entry);
  if (entry.changed_at < snapshot.at || snapshot.is_withdrawn) return;
  if (entry.is_withdrawn) return begin(snapshot, entry);
  join(snapshot, entry);
}

std::map<std::string, Snapshot> gather(const ExchangePage& page) {
  std::map<std::string, Snapshot> snapshots;
  for (const ExchangeEntry& entry : page.entries) {
    const auto [place, is_new] = snapshots.try_emplace(entry.source_ref);
    if (is_new) {
      begin(place->second, entry);
    } else if (page.is_in_order) {
      add_in_order(place->second, entry);
    } else {
      add_by_time(place->second, entry);
    }
  }
  return snapshots;
}

// Held: the newest instant, and whether it is one of a withdrawal.
bool is_stale(const Snapshot& snapshot, const Entries& held) {
  return std::any_of(held.begin(), held.end(), [&](const ExchangeEntry& one) {
    if (one.changed_at > snapshot.at) return true;
    return one.changed_at == snapshot.at && one.is_withdrawn && !snapshot.is_withdrawn;
  });
}

void compare(const Snapshot& snapshot, const Entries& held, ExchangeChanges& changes) {
  for (const ExchangeEntry& entry : snapshot.live) {
    const auto same = std::find_if(held.begin(), held.end(), [&](const ExchangeEntry& one) {
      return !one.is_withdrawn && is_same_signal(one, entry);
    });
    if (same == held.end()) {
      changes.added.push_back(entry);
    } else if (*same == entry) {
      ++changes.unchanged_count;
    } else {
      changes.replaced.push_back(entry);
    }
  }
  for (ExchangeEntry one : held) {
    const bool stays = std::any_of(snapshot.live.begin(), snapshot.live.end(),
                                   [&](const ExchangeEntry& entry) { return is_same_signal(one, entry); });
    if (one.is_withdrawn || stays) continue;
    one.is_withdrawn = true;
    one.changed_at = snapshot.at;
    changes.withdrawn.push_back(std::move(one));
  }
}

ExchangeEntry make_mark(const std::string& source_ref, Instant at) {
  ExchangeEntry mark;
  mark.source_ref = source_ref;
  mark.is_withdrawn = true;
  mark.changed_at = at;
  return mark;
}

}  // namespace

ExchangeChanges apply_page(const ExchangePage& page, const FindHeld& find_held) {
  ExchangeChanges changes;
  for (const auto& [source_ref, snapshot] : gather(page)) {
    const Entries held = find_held(source_ref);
    if (!page.is_in_order && is_stale(snapshot, held)) {
      ++changes.stale_count;
      continue;
    }
    compare(snapshot, held, changes);
    if (snapshot.is_withdrawn && !page.is_in_order) changes.marks.push_back(make_mark(source_ref, snapshot.at));
  }
  return changes;
}

}  // namespace redress::match
