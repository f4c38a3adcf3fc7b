// SPDX-License-Identifier: Apache-2.0
// engine/case_cache.hpp — the cases last worked on, folded and ready: most commands need no look at the disk.
//
// Errors          none: what is not here is loaded by the asker.
// Threads         one owner: the writer has one, sealing has another.
// Cost            find and put: one hash; the least recently used goes when count_max is reached.
#pragma once

#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/live_case.hpp"

namespace redress::engine {

template <class Kept>
class RecentCases {
 public:
  explicit RecentCases(std::size_t count_max) : count_max_(count_max) { CHECK(count_max > 0); }

  // Borrowed until the next put.
  [[nodiscard]] Kept* find(const Id& id) {
    const auto found = places_.find(id);
    if (found == places_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, found->second);
    return &found->second->second;
  }
  void put(const Id& id, Kept kept) {
    if (const auto found = places_.find(id); found != places_.end()) {
      found->second->second = std::move(kept);
      recent_.splice(recent_.begin(), recent_, found->second);
      return;
    }
    if (recent_.size() >= count_max_) {
      places_.erase(recent_.back().first);
      recent_.pop_back();
    }
    recent_.emplace_front(id, std::move(kept));
    places_[id] = recent_.begin();
  }
  void clear() {
    recent_.clear();
    places_.clear();
  }

 private:
  const std::size_t count_max_;
  std::list<std::pair<Id, Kept>> recent_;
  std::unordered_map<Id, typename std::list<std::pair<Id, Kept>>::iterator> places_;
};

using CaseCache = RecentCases<LiveCase>;

}  // namespace redress::engine
