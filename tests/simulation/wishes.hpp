// SPDX-License-Identifier: Apache-2.0
// simulation/wishes.hpp — random commands: mostly sensible, sometimes mistaken, sometimes by the wrong person.
//
// Errors          none.
// Threads         one history, one thread.
#pragma once

#include "cases/decide.hpp"
#include "simulation/chance.hpp"

namespace redress::simulation {

struct Wish {
  cases::Command command;
  cases::Actor actor;
};

[[nodiscard]] const std::vector<std::string>& colleagues();
[[nodiscard]] cases::Decide make_decision(Chance& chance, const cases::Case& state);
[[nodiscard]] Wish make_notice(Chance& chance, Instant now);
// Anything but a measure's report, which the simulated platform makes.
[[nodiscard]] Wish make_wish(Chance& chance, const cases::Case& state, Instant now);

}  // namespace redress::simulation
