// SPDX-License-Identifier: Apache-2.0
#include "cases/measures.hpp"

#include <algorithm>

#include "cases/clocks.hpp"

namespace redress::cases {
namespace {

bool is_held(const Item& item) {
  return item.status == ItemStatus::restricted || item.status == ItemStatus::removed ||
         item.status == ItemStatus::labelled;
}

Result<Measure> find_measure(const Case& state, int no) {
  if (no < 1 || static_cast<std::size_t>(no) > state.measures.size()) {
    return Error{Code::conflict, "this case has no such measure"};
  }
  return state.measures[static_cast<std::size_t>(no) - 1];
}

}  // namespace

void order_measure(Draft& draft, int item_no, const MeasurePlan& plan) {
  const Measure* active = find_active_measure(draft.state, item_no);
  const bool same = active != nullptr && active->kind == plan.kind && active->territory == plan.territory &&
                    active->decision_no == plan.decision_no;
  if (same) return;
  MeasureOrdered ordered{item_no,          plan.kind,      plan.territory,
                         plan.decision_no, plan.automatic, std::string(plan.reason)};
  plan.automatic ? draft.add_by_system(std::move(ordered)) : draft.add(std::move(ordered));
}

void restore_items(Draft& draft, const std::vector<int>& item_nos, std::string_view reason, bool automatic) {
  bool any = false;
  for (const int no : item_nos) {
    const Item item = draft.state.items[static_cast<std::size_t>(no) - 1];
    if (!is_held(item)) continue;
    if (const auto hold = find_standing_hold(draft.state, item)) {
      order_measure(draft, no, MeasurePlan{hold->kind, hold->territory, hold->decision_no, automatic, reason});
      continue;
    }
    order_measure(draft, no, MeasurePlan{MeasureKind::restore, item.held_in, 0, automatic, reason});
    any = true;
  }
  if (!any) return;
  start_house_clock(draft, house_restore, law::Step::restore, house_clock_length(draft.state, draft.policy),
                    "what was held is put back as fast as it was taken down");
}

void hold_copies(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.items.size(); ++i) {
    const Item item = draft.state.items[i];
    if (!item.facts.match || item.facts.match->needs_look || item.status != ItemStatus::live) continue;
    if (item.facts.match->item_no >= item.no) continue;  // a copy comes after what it copies
    const Measure* of_original = find_active_measure(draft.state, item.facts.match->item_no);
    if (of_original == nullptr || of_original->kind == MeasureKind::restore) continue;
    const MeasurePlan plan{of_original->kind, of_original->territory, of_original->decision_no, true,
                           "a copy of an item that is already held"};
    order_measure(draft, item.no, plan);
  }
}

Status move_measure(Draft& draft, const MoveMeasure& command) {
  TRY_ASSIGN(const Measure measure, find_measure(draft.state, command.measure_no));
  // Late and repeated reports are normal with at-least-once delivery: they change nothing.
  if (measure.state == MeasureState::superseded || command.state <= measure.state) return Done{};
  if (command.state == MeasureState::superseded) {
    return Error{Code::invalid,
                 "a measure is superseded only by a newer one; report dispatched, acknowledged or verified"};
  }
  draft.add(MeasureMoved{command.measure_no, command.state, command.detail});
  const auto waits = [&](const Item& item) {
    const Measure* active = find_active_measure(draft.state, item.no);
    return active != nullptr && active->kind == MeasureKind::restore && !active->acknowledged_at;
  };
  const bool restoring = std::any_of(draft.state.items.begin(), draft.state.items.end(), waits);
  if (measure.kind == MeasureKind::restore && !restoring) {
    end_house_clock(draft, house_restore, law::ClockState::met, "everything that was held is back");
  }
  sync_clocks(draft);
  return Done{};
}

Status report_reachable(Draft& draft, const ReportReachable& command) {
  TRY_ASSIGN(const Measure measure, find_measure(draft.state, command.measure_no));
  if (measure.state == MeasureState::superseded || measure.kind == MeasureKind::restore) return Done{};
  draft.add(FoundReachable{command.measure_no, command.vantage});
  return Done{};
}

}  // namespace redress::cases
