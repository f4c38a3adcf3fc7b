// SPDX-License-Identifier: Apache-2.0
// simulation/figures.hpp — the plain twin of report/fairness.hpp: counts whole journals anew and keeps every time.
//
// Use this when   a history is over: its cases' events, each case's in order.
// Shapes          the answer is empty, or says which figure differs.
// Errors          none.
// Threads         pure.
#pragma once

#include <string>
#include <vector>

#include "cases/event.hpp"
#include "simulation/chance.hpp"

namespace redress::simulation {

// The fold sees the cases interleaved as chance has it; the twin one after the other.
[[nodiscard]] std::string compare_figures(const std::vector<std::vector<cases::Event>>& journals, Chance& chance);

}  // namespace redress::simulation
