// SPDX-License-Identifier: Apache-2.0
// server/tally.hpp — the public numbers, counted from the journal as it grows; built anew at every start.
//
// Use this when   /transparency or a report needs counts that no read model holds: by duty, by order, by decision.
// Shapes          catch_up() reads at most record_count_max records a call, so that no page waits for a long journal.
// Errors          those of the store; what was counted so far stays.
// Threads         any; one caller counts at a time, the others see the numbers as they are.
// Cost            a case that a call meets in the middle is folded once from its own events.
// Never           holds anything that names a reporter, an uploader, a case or an address. Names of staff are for
//                 supervisors.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "engine/engine.hpp"
#include "report/fairness.hpp"

namespace redress::server {

struct DutyCount {
  std::uint64_t started = 0, met = 0, missed = 0, voided = 0;
};

// What a page shows of it: duties since the beginning, the rest of one month or of all.
struct Figures {
  std::uint64_t position = 0;
  std::map<std::string, DutyCount> duties;
  report::Month period;
  std::map<int, report::Group> months;  // each month as a whole, for the choice and the charts
};

class Tally {
 public:
  static constexpr std::size_t record_count_max = 20'000;

  [[nodiscard]] Result<Figures> catch_up(const engine::Engine& engine, std::optional<int> month = std::nullopt);

 private:
  struct Counted {
    std::uint64_t position = 0;
    std::map<std::string, DutyCount> duties;
    report::Fairness fairness;
  };
  [[nodiscard]] static Status count_new(Counted& counted, const engine::Engine& engine);

  Guarded<Counted> counted_;
};

}  // namespace redress::server
