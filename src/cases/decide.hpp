// SPDX-License-Identifier: Apache-2.0
// cases/decide.hpp — the core: a wish and the time in, events or a refusal out; events in, the next state out.
//
// Use this when   anything at all is to happen in a case. There is no other way to change one.
// Shapes          decide returns the events of one command, in order; none when the command changes nothing (a repeat).
// Errors          decide: conflict (not in this state), forbidden (not by this person), invalid (something is missing).
//                 Messages say what to do instead.
// Threads         pure; the engine calls it on the writer thread.
// Cost            decide: one law evaluation per notice of the case; apply: O(1) in the number of events.
// Never           reads a clock, a disk or a network; makes an id; draws a random number.
#pragma once

#include <optional>
#include <vector>

#include "cases/command.hpp"
#include "cases/event.hpp"
#include "cases/policy.hpp"

namespace redress::cases {

[[nodiscard]] Result<std::vector<Event>> decide(const Case& state, const Command& command, const Actor& actor,
                                                const Policy& policy, Instant now);

[[nodiscard]] Case apply(Case state, const Event& event);

// When the case next needs a Tick, if ever.
[[nodiscard]] std::optional<Instant> find_next_wake(const Case& state, const Policy& policy);

}  // namespace redress::cases
