// SPDX-License-Identifier: Apache-2.0
// simulation/hostile.hpp — every command there is, by every kind of actor and every colleague.
//
// Errors          none.
// Threads         one history, one thread.
#pragma once

#include "simulation/wishes.hpp"

namespace redress::simulation {

[[nodiscard]] std::vector<Wish> list_everything(Chance& chance, const cases::Case& state, Instant now);

}  // namespace redress::simulation
