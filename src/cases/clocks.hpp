// SPDX-License-Identifier: Apache-2.0
// cases/clocks.hpp — keeps a case's clocks equal to what the law says of its facts, and runs the house's own clocks.
//
// Errors          none.
// Threads         pure on the draft.
// Cost            one law evaluation per notice that is acted on.
// Source          docs/explanation/two-speeds.md.
#pragma once

#include <string_view>

#include "cases/draft.hpp"

namespace redress::cases {

// Asks the law about every notice and records what differs: clocks that start, move or end.
void sync_clocks(Draft& draft);

// Why the law would not extend this duty: the reason it gives. Used to refuse an extension in the law's own words.
[[nodiscard]] std::string explain_duty(const Case& state, const Policy& policy, std::string_view duty, Instant now);

// The house's clocks bind the operator where the law is silent. start does nothing while one of that name runs.
void start_house_clock(Draft& draft, std::string_view duty, law::Step step, std::chrono::milliseconds length,
                       std::string_view reason);
void end_house_clock(Draft& draft, std::string_view duty, law::ClockState state, std::string_view reason);
// As long as the removal clock was; never longer than the policy's maximum.
[[nodiscard]] std::chrono::milliseconds house_clock_length(const Case& state, const Policy& policy);

}  // namespace redress::cases
