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

}  // namespace

Status Ticker::load() {
  std::vector<store::Wake> wakes;
  TRY(core_.events.visit_wakes([&](const store::Wake& wake) { wakes.push_back(wake); }));
  heap_ = Heap(Later{}, std::move(wakes));
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
  if (heap_.empty()) return pause_max;
  return std::clamp(heap_.top().at - now, Milliseconds{1}, pause_max);
}

void Ticker::run() {
  while (!core_.is_stopping) {
    for (auto& batch : core_.wakes.pop_all(1'024, find_pause(core_.now()))) {
      for (const store::Wake& wake : batch) heap_.push(wake);
    }
    if (core_.wakes_lost.exchange(false)) {
      if (const Status loaded = load(); !loaded.ok()) {
        core_.wakes_lost = true;
        spdlog::error("timers: {}", loaded.error().message);
      }
    }
    fire(core_.now());
    core_.meters.wakes_armed = heap_.size();
  }
}

void Ticker::fire(Instant now) {
  while (!heap_.empty() && heap_.top().at <= now && core_.ticks_waiting < ticks_waiting_max) {
    const store::Wake wake = heap_.top();
    ++core_.ticks_waiting;
    if (!core_.jobs.push(TickJob{wake.case_id, wake.at}).ok()) {
      --core_.ticks_waiting;
      return;  // full: the next round tries again
    }
    heap_.pop();
  }
}

}  // namespace redress::engine
