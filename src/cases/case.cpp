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

const Decision* find_holding_decision(const Case& state) {
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (!decision->is_reversed && decision->outcome != Outcome::reject) return &*decision;
  }
  return nullptr;
}

bool is_about(const Case& state, const Decision& decision, const Item& item) {
  for (const Item* one = &item; one != nullptr;) {
    const auto& nos = decision.item_nos;
    if (std::find(nos.begin(), nos.end(), one->no) != nos.end()) return true;
    const auto& match = one->facts.match;
    const bool follows = match && !match->needs_look && match->item_no >= 1 && match->item_no < one->no;
    one = follows ? &state.items[static_cast<std::size_t>(match->item_no) - 1] : nullptr;
  }
  return false;
}

const Decision* find_decision_on(const Case& state, const Item& item) {
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (!decision->is_reversed && is_about(state, *decision, item)) return &*decision;
  }
  return nullptr;
}

std::optional<StandingHold> find_standing_hold(const Case& state, const Item& item) {
  std::optional<StandingHold> hold;
  for (const Decision& decision : state.decisions) {
    if (decision.is_reversed || decision.outcome == Outcome::reject || !is_about(state, decision, item)) continue;
    const MeasureKind kind = decision.outcome == Outcome::remove     ? MeasureKind::remove
                             : decision.outcome == Outcome::restrict ? MeasureKind::restrict
                                                                     : MeasureKind::label;
    const law::Territory territory = hold ? law::join(hold->territory, decision.territory) : decision.territory;
    hold = StandingHold{kind, territory, decision.no};
  }
  return hold;
}

const Measure* find_active_measure(const Case& state, int item_no) {
  for (auto measure = state.measures.rbegin(); measure != state.measures.rend(); ++measure) {
    if (measure->item_no == item_no && measure->state != MeasureState::superseded) return &*measure;
  }
  return nullptr;
}

bool gives_back(const Case& state, const Measure& measure) {
  if (measure.kind == MeasureKind::restore) return true;
  for (int no = measure.no - 1; no >= 1; --no) {
    const Measure& before = state.measures[static_cast<std::size_t>(no) - 1];
    if (before.item_no != measure.item_no) continue;
    const bool is_eased = measure.kind == MeasureKind::label && before.kind != MeasureKind::label;
    const bool is_less = is_eased || !covers(measure.territory, before.territory);
    if (before.kind != MeasureKind::restore && is_less) return true;
    // What lies further back is undone already; before that the platform may still have it in force.
    if (before.acknowledged_at) return false;
  }
  return false;
}

bool waits_for_restore(const Case& state, const Item& item) {
  const Measure* active = find_active_measure(state, item.no);
  return active != nullptr && !active->acknowledged_at && gives_back(state, *active);
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

const Decision* find_awaiting_look(const Case& state) {
  if (state.phase == Phase::closed) return nullptr;
  const auto waits = [&](const Decision& decision) {
    const bool is_appealed = std::any_of(state.appeals.begin(), state.appeals.end(),
                                         [&](const CaseAppeal& appeal) { return appeal.decision_no == decision.no; });
    return decision.picked_of && !decision.look && !decision.is_reversed && !is_appealed;
  };
  const auto found = std::find_if(state.decisions.begin(), state.decisions.end(), waits);
  return found == state.decisions.end() ? nullptr : &*found;
}

bool waits_for_look(const Case& state, const Item& item) {
  return item.facts.match && item.facts.match->needs_look && find_decision_on(state, item) == nullptr;
}

bool is_interim(const Case& state, const Item& item) {
  const Measure* active = find_active_measure(state, item.no);
  return active != nullptr && active->kind == MeasureKind::restrict && active->decision_no == 0;
}

bool is_turned_down(const Case& state, const Item& item, Instant received_at) {
  const Decision* decision = find_decision_on(state, item);
  return decision != nullptr && decision->outcome == Outcome::reject && decision->at >= received_at;
}

bool is_answered(const Case& state, const Item& item) {
  const Decision* decision = find_decision_on(state, item);
  if (decision == nullptr) return false;
  const auto hold = find_standing_hold(state, item);
  const bool takes_down = hold && hold->kind != MeasureKind::label;
  return std::all_of(state.notices.begin(), state.notices.end(), [&](const Notice& notice) {
    if (notice.is_withdrawn || !notice.acted_on || decision->at >= notice.received_at) return true;
    const auto& asked = notice.facts.jurisdictions;
    return takes_down && std::all_of(asked.begin(), asked.end(),
                                     [&](const std::string& where) { return hold->territory.covers(where); });
  });
}

bool is_all_answered(const Case& state) {
  return std::all_of(state.items.begin(), state.items.end(),
                     [&](const Item& item) { return waits_for_look(state, item) || is_answered(state, item); });
}

namespace {

// Down since a measure that the platform confirmed: one that follows it and still waits changes nothing about that.
bool is_down(const Case& state, const Item& item, const law::Territory& territory) {
  if (!covers(item.held_in, territory)) return false;
  for (auto measure = state.measures.rbegin(); measure != state.measures.rend(); ++measure) {
    if (measure->item_no != item.no) continue;
    if (measure->kind != MeasureKind::restrict && measure->kind != MeasureKind::remove) return false;
    if (measure->acknowledged_at && covers(measure->territory, territory)) return true;
  }
  return false;
}

}  // namespace

bool is_all_down(const Case& state, const law::Territory& territory, Instant received_at) {
  bool any = false;
  for (const Item& item : state.items) {
    if (is_down(state, item, territory)) {
      any = true;
    } else if (!waits_for_look(state, item) && !is_turned_down(state, item, received_at)) {
      return false;
    }
  }
  return any;
}

bool covers(const law::Territory& wide, const law::Territory& narrow) {
  if (wide.worldwide) return true;
  if (narrow.worldwide) return false;
  return std::all_of(narrow.countries.begin(), narrow.countries.end(),
                     [&](const std::string& country) { return wide.covers(country); });
}

law::Territory territory_of(const CaseClock& clock) {
  if (!clock.territory.is_empty()) return clock.territory;
  law::Territory own;
  if (!clock.jurisdiction.empty()) own.countries.push_back(clock.jurisdiction);
  return own;
}

}  // namespace redress::cases
