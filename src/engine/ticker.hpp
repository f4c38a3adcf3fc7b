// SPDX-License-Identifier: Apache-2.0
// engine/ticker.hpp — wakes cases when something in them is due: never early, and at most some milliseconds late.
//
// Shapes          a heap of (instant, case). A case may stand in it more than once: a wake that is out of date
//                 changes nothing. What is due within moments is loaded ahead, so that the writer only decides.
// Errors          none: what the writer cannot take now is given to it again.
// Threads         one thread of its own.
// Cost            24 bytes a wake; one pop a fired clock.
// Source          the instants are in the journal; after a crash the heap is made from the store again.
#pragma once

#include <map>
#include <queue>
#include <thread>

#include "engine/core.hpp"

namespace redress::engine {

class Ticker {
 public:
  explicit Ticker(Core& core) : core_(core) {}

  // Every wake of the store.
  [[nodiscard]] Status load();
  void run_in_background();
  void join();

 private:
  struct Later {
    bool operator()(const store::Wake& a, const store::Wake& b) const { return a.at > b.at; }
  };
  using Heap = std::priority_queue<store::Wake, std::vector<store::Wake>, Later>;

  void run();
  void fire(Instant now);
  // Loads a few of the cases that are due next. Returns whether more of them wait.
  [[nodiscard]] bool load_ahead(Instant now);
  [[nodiscard]] Milliseconds find_pause(Instant now) const;

  Core& core_;
  Heap heap_;
  std::multimap<Instant, TickJob> ahead_;  // left the heap, not yet due
  std::thread thread_;
};

}  // namespace redress::engine
