// SPDX-License-Identifier: Apache-2.0
#include "cases/measures.hpp"

#include <algorithm>

#include "cases/clocks.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

bool is_held(const Item& item) {
  return item.status == ItemStatus::restricted || item.status == ItemStatus::removed ||
         item.status == ItemStatus::labelled;
}

// Wherever the platform may hold it: what it has not confirmed may not have happened, and then what was before still
// holds.
law::Territory may_be_held_in(const Case& state, const Item& item) {
  law::Territory held = item.held_in;
  for (auto measure = state.measures.rbegin(); measure != state.measures.rend(); ++measure) {
    if (measure->item_no != item.no) continue;
    if (measure->kind != MeasureKind::restore) held = law::join(held, measure->territory);
    if (measure->acknowledged_at) break;
  }
  return held;
}

Result<Measure> find_measure(const Case& state, int no) {
  if (no < 1 || static_cast<std::size_t>(no) > state.measures.size()) {
    return Error{Code::conflict, "this case has no such measure"};
  }
  return state.measures[static_cast<std::size_t>(no) - 1];
}

}  // namespace

law::Territory interim_territory(const Case& state) {
  law::Territory wanted;
  for (const CaseClock& clock : state.clocks) {
    const bool binds = clock.bearer == law::Bearer::provider && clock.step == law::Step::take_down;
    if (binds && clock.state != law::ClockState::voided) wanted = law::join(wanted, territory_of(clock));
  }
  return wanted;
}

law::Territory overlap(const law::Territory& a, const law::Territory& b) {
  if (a.worldwide || covers(a, b)) return b;
  if (b.worldwide || covers(b, a)) return a;
  law::Territory both;
  for (const std::string& country : a.countries) {
    if (b.covers(country)) both.countries.push_back(country);
  }
  for (const std::string& country : b.countries) {
    if (a.covers(country)) both.countries.push_back(country);
  }
  // What both name themselves was found from either side.
  std::sort(both.countries.begin(), both.countries.end());
  both.countries.erase(std::unique(both.countries.begin(), both.countries.end()), both.countries.end());
  return both;
}

void order_measure(Draft& draft, int item_no, const MeasurePlan& plan) {
  const Measure* active = find_active_measure(draft.state, item_no);
  const bool same = active != nullptr && active->kind == plan.kind && active->territory == plan.territory &&
                    active->decision_no == plan.decision_no;
  if (same) return;
  MeasureOrdered ordered{item_no,          plan.kind,      plan.territory,
                         plan.decision_no, plan.automatic, std::string(plan.reason)};
  plan.automatic ? draft.add_by_system(std::move(ordered)) : draft.add(std::move(ordered));
  if (!gives_back(draft.state, draft.state.measures.back())) return;
  start_house_clock(draft, house_restore, law::Step::restore, house_clock_length(draft.state, draft.policy),
                    "what was held is put back as fast as it was taken down");
}

void restore_items(Draft& draft, const std::vector<int>& item_nos, std::string_view reason, bool automatic) {
  for (const int no : item_nos) {
    const Item item = draft.state.items[static_cast<std::size_t>(no) - 1];
    if (!is_held(item)) continue;
    if (const auto hold = find_standing_hold(draft.state, item)) {
      order_measure(draft, no, MeasurePlan{hold->kind, hold->territory, hold->decision_no, automatic, reason});
      continue;
    }
    const law::Territory held_in = may_be_held_in(draft.state, item);
    order_measure(draft, no, MeasurePlan{MeasureKind::restore, held_in, 0, automatic, reason});
  }
}

namespace {

// Where notices that the decision did not answer ask for something to be taken down.
law::Territory asked_since(const Case& state, Instant decided_at) {
  law::Territory asked;
  for (const CaseClock& clock : state.clocks) {
    const bool binds = clock.notice_no > 0 && clock.bearer == law::Bearer::provider &&
                       clock.step == law::Step::take_down && clock.state != law::ClockState::voided;
    if (!binds || state.notices[static_cast<std::size_t>(clock.notice_no) - 1].received_at <= decided_at) continue;
    asked = law::join(asked, territory_of(clock));
  }
  return asked;
}

}  // namespace

void give_back_held(Draft& draft, const Decision& fallen, std::string_view reason) {
  std::vector<int> whole;
  for (const int no : list_about(draft.state, fallen)) {
    const Item item = draft.state.items[static_cast<std::size_t>(no) - 1];
    const law::Territory kept = overlap(item.held_in, asked_since(draft.state, fallen.at));
    if (!is_interim(draft.state, item) || kept.is_empty()) {
      whole.push_back(no);
      continue;
    }
    const auto hold = find_standing_hold(draft.state, item);
    const law::Territory wanted = hold ? law::join(kept, hold->territory) : kept;
    order_measure(draft, no, MeasurePlan{MeasureKind::restrict, wanted, 0, false, reason});
  }
  restore_items(draft, whole, reason, false);
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
  const bool restoring = std::any_of(draft.state.items.begin(), draft.state.items.end(),
                                     [&](const Item& item) { return waits_for_restore(draft.state, item); });
  if (gives_back(draft.state, measure) && !restoring) {
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
