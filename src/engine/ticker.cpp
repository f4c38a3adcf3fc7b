// SPDX-License-Identifier: Apache-2.0
#include "engine/ticker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::engine {
namespace {

// Ticks leave room in the writer's queue for people.
constexpr std::size_t ticks_waiting_max = 512;
// Long enough to idle at under 1 % of a core, short enough to notice that the machine's clock was moved forward.
constexpr Milliseconds pause_max{20};
// Loading a case takes some tenths of a millisecond: begun in time, and a few at once so that firing does not wait.
constexpr Milliseconds ahead_span{250};
constexpr std::size_t ahead_count_max = 1'024;
constexpr int loads_at_once_max = 4;

}  // namespace

Status Ticker::load() {
  std::vector<store::Wake> wakes;
  TRY(core_.events.visit_wakes([&](const store::Wake& wake) { wakes.push_back(wake); }));
  heap_ = Heap(Later{}, std::move(wakes));
  ahead_.clear();
  core_.meters.wakes_armed = heap_.size();
  return Done{};
}

void Ticker::run_in_background() {
  thread_ = std::thread([this] { run(); });
}

void Ticker::join() {
  if (thread_.joinable()) thread_.join();
}

Milliseconds Ticker::find_pause(Instant now) const {
  Milliseconds pause = pause_max;
  if (!heap_.empty()) pause = std::min(pause, heap_.top().at - now - ahead_span);
  if (!ahead_.empty()) pause = std::min(pause, ahead_.begin()->first - now);
  return std::max(pause, Milliseconds{1});
}

void Ticker::run() {
  bool more = false;
  while (!core_.is_stopping) {
    for (auto& batch : core_.wakes.pop_all(1'024, more ? Milliseconds{0} : find_pause(core_.now()))) {
      for (const store::Wake& wake : batch) heap_.push(wake);
    }
    if (core_.wakes_lost.exchange(false)) {
      if (const Status loaded = load(); !loaded.ok()) {
        core_.wakes_lost = true;
        spdlog::error("timers: {}", loaded.error().message);
      }
    }
    more = load_ahead(core_.now());
    fire(core_.now());
    core_.meters.wakes_armed = heap_.size() + ahead_.size();
  }
}

bool Ticker::load_ahead(Instant now) {
  const auto is_near = [&] {
    return !heap_.empty() && heap_.top().at <= now + ahead_span && ahead_.size() < ahead_count_max;
  };
  for (int i = 0; i < loads_at_once_max && is_near(); ++i) {
    const store::Wake wake = heap_.top();
    heap_.pop();
    TickJob job{wake.case_id, wake.at, std::nullopt};
    // What cannot be loaded here the writer tries itself, and speaks of.
    if (auto live = load_live_case(core_.events, wake.case_id); live.ok()) job.ahead = std::move(live).value();
    ahead_.emplace(wake.at, std::move(job));
  }
  return is_near();
}

void Ticker::fire(Instant now) {
  while (!ahead_.empty() && ahead_.begin()->first <= now && core_.ticks_waiting < ticks_waiting_max) {
    ++core_.ticks_waiting;
    auto next = ahead_.begin();
    const store::Wake wake{next->second.due_at, next->second.case_id};
    const bool is_taken = core_.jobs.push(std::move(next->second)).ok();
    ahead_.erase(next);
    if (is_taken) continue;
    --core_.ticks_waiting;
    heap_.push(wake);
    return;  // full: the next round tries again
  }
}

}  // namespace redress::engine
