// SPDX-License-Identifier: Apache-2.0
// report/dsa_ground.hpp — what a measure rests on, as Article 17 asks: a ground, a notice, and who decided.
//
// Use this when   inside report/dsa_statement.hpp.
// Errors          none: nothing where no statement is owed.
// Threads         pure functions.
// Lifetime        pointers lead into the case.
// Source          Regulation (EU) 2022/2065, Art. 17(1), (3)(b)-(e) and (5).
#pragma once

#include <optional>

#include "cases/case.hpp"

namespace redress::report {

struct DsaGround {
  const cases::Measure* measure = nullptr;
  const cases::Item* item = nullptr;
  const cases::Decision* decision = nullptr;  // nullptr: an interim measure
  const cases::CaseClock* duty = nullptr;     // nullptr: the ground is a clause of the terms
  const cases::Notice* notice = nullptr;      // the first that is no order

  [[nodiscard]] bool is_own() const;  // nobody notified the platform of this item
  [[nodiscard]] bool is_detected() const;
};

[[nodiscard]] std::optional<DsaGround> find_dsa_ground(const cases::Case& state, int measure_no);

}  // namespace redress::report
