// SPDX-License-Identifier: Apache-2.0
// simulation/history.hpp — one seeded history: cases, an engine that may crash, a platform that reports late and twice.
//
// Shapes          the answer is empty, or says what went wrong at which step; the same seed gives the same history.
// Errors          none.
// Threads         histories share a rulebook and nothing else.
#pragma once

#include <cstdint>
#include <string>

#include "cases/policy.hpp"

namespace redress::simulation {

struct Tally {
  std::uint64_t commands = 0;
  std::uint64_t refusals = 0;
  std::uint64_t events = 0;
  std::uint64_t crashes = 0;
  std::uint64_t tries = 0;  // hostile ones, of everything by everybody
};

[[nodiscard]] std::string play_history(std::uint64_t seed, const law::Rulebook& rulebook, Tally& tally);

}  // namespace redress::simulation
