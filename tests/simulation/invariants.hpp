// SPDX-License-Identifier: Apache-2.0
// simulation/invariants.hpp — what must hold after every step of every history, whatever happened.
//
// Use this when   a step is known: the state before, the command, its events, and the state after.
// Shapes          the answer is empty, or says in one sentence what does not hold.
// Errors          none: a broken invariant is the answer.
// Threads         pure functions.
// Source          blueprint section 4; docs/reference/states-and-moves.md.
#pragma once

#include <string>
#include <vector>

#include "cases/decide.hpp"

namespace redress::simulation {

struct Step {
  const cases::Case& before;
  const cases::Command& command;
  const std::vector<cases::Event>& events;
  const cases::Case& after;
  const cases::Policy& policy;
  Instant now;
};

[[nodiscard]] std::string find_broken(const Step& step);
// After the tick of a wake, the next wake lies in the future: an engine that follows it comes to rest.
[[nodiscard]] std::string find_livelock(const cases::Case& after_tick, const cases::Policy& policy, Instant now);

}  // namespace redress::simulation
