// SPDX-License-Identifier: Apache-2.0
// server/tally.hpp — the public numbers, counted from the journal as it grows.
//
// Use this when   /transparency or a report needs counts that no read model holds: by duty, by order, by decision.
// Shapes          catch_up() reads at most record_count_max records a call, so that no page waits for a long journal.
// Errors          those of the store; what was counted so far stays.
// Threads         any; one caller counts at a time, the others see the numbers as they are.
// Never           holds anything that names a person, a case or an address.
#pragma once

#include <map>
#include <string>

#include "base/guarded.hpp"
#include "engine/engine.hpp"

namespace redress::server {

struct DutyCount {
  std::uint64_t started = 0, met = 0, missed = 0, voided = 0;
};

struct Figures {
  std::uint64_t position = 0;
  std::map<std::string, DutyCount> duties;
  std::uint64_t orders = 0, orders_defective = 0, orders_acted_on = 0;
  std::map<std::string, std::uint64_t> defects;  // by check
  std::uint64_t decisions = 0, reversed = 0, appeals = 0, appeals_upheld = 0, automatic = 0;
};

class Tally {
 public:
  static constexpr std::size_t record_count_max = 20'000;

  [[nodiscard]] Result<Figures> catch_up(const engine::Engine& engine);

 private:
  Guarded<Figures> figures_;
};

}  // namespace redress::server
