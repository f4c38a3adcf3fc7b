// SPDX-License-Identifier: Apache-2.0
#include "cases/case.hpp"

#include <algorithm>

namespace redress::cases {

const Decision* find_standing_decision(const Case& state) {
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (!decision->is_reversed) return &*decision;
  }
  return nullptr;
}

const Measure* find_active_measure(const Case& state, int item_no) {
  for (auto measure = state.measures.rbegin(); measure != state.measures.rend(); ++measure) {
    if (measure->item_no == item_no && measure->state != MeasureState::superseded) return &*measure;
  }
  return nullptr;
}

const CaseClock* find_leading_clock(const Case& state) {
  const CaseClock* leader = nullptr;
  const auto is_tighter = [](const CaseClock& a, const CaseClock& b) {
    if (a.is_target != b.is_target) return !a.is_target;
    return *a.due_at < *b.due_at;
  };
  for (const CaseClock& clock : state.clocks) {
    const bool runs = clock.state == law::ClockState::running && clock.due_at &&
                      clock.bearer == law::Bearer::provider && clock.step != law::Step::preserve;
    if (runs && (leader == nullptr || is_tighter(clock, *leader))) leader = &clock;
  }
  return leader;
}

bool has_pending_appeal(const Case& state) {
  return std::any_of(state.appeals.begin(), state.appeals.end(),
                     [](const CaseAppeal& appeal) { return appeal.outcome == AppealOutcome::pending; });
}

}  // namespace redress::cases
