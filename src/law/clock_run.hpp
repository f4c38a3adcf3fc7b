// SPDX-License-Identifier: Apache-2.0
// law/clock_run.hpp — one clock from its start through everything that happened since.
//
// Shapes          happenings in order of time; those before the start matter only to a take-down that is already done.
// Errors          none: what moves no clock is told in `notes`.
// Threads         pure.
// Source          Regulation (EU) 2021/784 Art. 3(7)-(8) for the only restart; each row's `extension`, `merits_exit`.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "law/evaluate.hpp"
#include "law/pack.hpp"

namespace redress::law {

struct ClockRun {
  Instant starts_at;
  std::optional<Instant> due_at;
  ClockState state = ClockState::running;
  std::string notes;  // whole sentences, each with a leading space
};

// `stage` is nullptr for the duty's own clock.
[[nodiscard]] ClockRun run_clock(const Duty& duty, const Stage* stage, const Pack& pack, Instant start,
                                 std::span<const Happening> then, Instant now);

}  // namespace redress::law
