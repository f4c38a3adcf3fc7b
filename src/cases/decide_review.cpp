// SPDX-License-Identifier: Apache-2.0
// cases/decide_review.cpp — what a reviewer may do: hold a case, restrict in the interim, decide, take a decision back, close.
#include <algorithm>

#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

// The items a command speaks of: those it names, or all that need no closer look.
Result<std::vector<int>> select_items(const Case& state, const std::vector<int>& named) {
  for (const int no : named) {
    if (no < 1 || static_cast<std::size_t>(no) > state.items.size()) {
      return Error{Code::invalid, "this case has no item " + std::to_string(no)};
    }
  }
  if (!named.empty()) return named;
  std::vector<int> all;
  for (const Item& item : state.items) {
    if (!item.facts.match || !item.facts.match->needs_look) all.push_back(item.no);
  }
  return all;
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

// Least territory: as far as the ground reaches. A clause of the terms reaches everywhere the service does.
Result<law::Territory> reach_of(const Case& state, const Ground& ground) {
  if (ground.kind == GroundKind::contractual) return law::everywhere();
  law::Territory reach;
  for (const CaseClock& clock : state.clocks) {
    if (clock.duty == ground.duty) reach = law::join(reach, territory_of(clock));
  }
  if (reach.is_empty()) {
    return Error{Code::invalid,
                 "the ground must be a duty that a notice of this case started, or a clause of the terms"};
  }
  return reach;
}

Result<law::Territory> choose_territory(const Case& state, const Decide& command) {
  TRY_ASSIGN(const law::Territory reach, reach_of(state, command.ground));
  if (command.territory.is_empty()) return reach;
  if (!covers(reach, command.territory)) {
    return Error{Code::forbidden,
                 "the territory goes further than its ground: narrow it, or decide on a ground that reaches that far"};
  }
  return command.territory;
}

Status check_statement(const Decide& command) {
  if (command.facts.empty()) return Error{Code::invalid, "write the facts the decision rests on"};
  if (command.reasons.empty())
    return Error{Code::invalid, "write the reasons: the uploader and the reporter will read them"};
  if (command.ground.duty.empty() || command.ground.provision.empty()) {
    return Error{Code::invalid, "name the ground: the duty or clause, and the provision as it is cited"};
  }
  return Done{};
}

MeasureKind measure_of(Outcome outcome) {
  if (outcome == Outcome::remove) return MeasureKind::remove;
  if (outcome == Outcome::restrict) return MeasureKind::restrict;
  CHECK(outcome == Outcome::label);
  return MeasureKind::label;
}

void void_take_down_clocks(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    const bool runs = clock.state == law::ClockState::running || clock.state == law::ClockState::paused;
    if (!runs || clock.step != law::Step::take_down) continue;
    draft.add_by_system(
        ClockEnded{clock.no, law::ClockState::voided, "decided: the provision does not reach this content"});
  }
}

law::Territory interim_territory(const Case& state) {
  law::Territory wanted;
  for (const CaseClock& clock : state.clocks) {
    const bool binds = clock.bearer == law::Bearer::provider && clock.step == law::Step::take_down;
    if (binds && clock.state == law::ClockState::running) wanted = law::join(wanted, territory_of(clock));
  }
  return wanted;
}

}  // namespace

Status require_staff(const Draft& draft) {
  const ActorKind kind = draft.actor.kind;
  if (kind == ActorKind::reviewer || kind == ActorKind::officer) return Done{};
  return Error{Code::forbidden, "only a reviewer or an officer may do this"};
}

Status require_not_closed(const Draft& draft) {
  if (draft.state.phase != Phase::closed) return Done{};
  return Error{Code::conflict, "this case is closed: a new notice opens a new one"};
}

Status require_hold(const Draft& draft) {
  const auto& hold = draft.state.claim;
  if (!hold || hold->until <= draft.now || hold->reviewer == draft.actor.name) return Done{};
  return Error{Code::conflict, "another reviewer holds this case until " + render_instant(hold->until) +
                                   ": take another, or ask for it to be released"};
}

Status claim(Draft& draft, const Claim&) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_hold(draft));
  draft.add(Claimed{draft.actor.name, draft.now + draft.policy.claim_lease});
  return Done{};
}

Status release(Draft& draft, const Release&) {
  TRY(require_staff(draft));
  if (!draft.state.claim) return Done{};
  if (draft.actor.kind != ActorKind::officer) TRY(require_hold(draft));
  draft.add(Released{draft.state.claim->reviewer});
  return Done{};
}

Status restrict_items(Draft& draft, const Restrict& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_hold(draft));
  if (draft.state.phase == Phase::decided) {
    return Error{Code::conflict, "this case is decided: reverse the decision or decide the appeal instead"};
  }
  TRY_ASSIGN(const std::vector<int> items, select_items(draft.state, command.item_nos));
  if (items.empty()) return Error{Code::invalid, "there is nothing to restrict: ask the reporter for a link"};
  const law::Territory reach = interim_territory(draft.state);
  const law::Territory territory = command.territory.is_empty() ? reach : command.territory;
  if (territory.is_empty()) return Error{Code::invalid, "no running duty asks for a territory: name one"};
  if (!covers(reach, territory)) {
    return Error{Code::forbidden,
                 "an interim measure may not go further than the duties that run: narrow the territory"};
  }
  for (const int no : items) {
    if (draft.state.items[static_cast<std::size_t>(no) - 1].status == ItemStatus::removed) continue;
    order_measure(draft, no, MeasurePlan{MeasureKind::restrict, territory, 0, false, command.reason});
  }
  start_house_clock(draft, house_review, law::Step::decide, draft.policy.interim_review,
                    "an interim restriction must be confirmed by a person or it lifts");
  hold_copies(draft);
  sync_clocks(draft);
  return Done{};
}

Status decide_outcome(Draft& draft, const Decide& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_hold(draft));
  if (draft.state.phase == Phase::decided) {
    return Error{Code::conflict, "this case is decided already: reverse the decision or decide the appeal instead"};
  }
  return conclude(draft, command);
}

Status conclude(Draft& draft, const Decide& command) {
  TRY(check_statement(command));
  TRY_ASSIGN(const std::vector<int> items, select_items(draft.state, command.item_nos));
  if (items.empty() && command.outcome != Outcome::reject) {
    return Error{Code::invalid, "there is nothing to act on: ask the reporter for a link, or reject with reasons"};
  }
  law::Territory territory;
  if (command.outcome != Outcome::reject) {
    TRY_ASSIGN(territory, choose_territory(draft.state, command));
  }
  draft.add(Decided{command.outcome, command.ground, command.facts, command.reasons, territory, items});
  if (draft.state.claim) draft.add(Released{draft.state.claim->reviewer});
  end_house_clock(draft, house_review, law::ClockState::met, "a person decided");
  const int decision_no = static_cast<int>(draft.state.decisions.size());
  if (command.outcome == Outcome::reject) {
    void_take_down_clocks(draft);
    restore_items(draft, "the complaint was rejected", false);
  } else {
    for (const int no : items) {
      order_measure(draft, no,
                    MeasurePlan{measure_of(command.outcome), territory, decision_no, false, command.reasons});
    }
    hold_copies(draft);
  }
  sync_clocks(draft);
  return Done{};
}

Status reverse(Draft& draft, const Reverse& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  if (command.reasons.empty()) return Error{Code::invalid, "write why the decision is taken back"};
  const Decision* standing = find_standing_decision(draft.state);
  if (standing == nullptr || standing->outcome == Outcome::reject) {
    return Error{Code::conflict, "no decision that holds anything stands: there is nothing to reverse"};
  }
  draft.add(DecisionReversed{standing->no, command.reasons});
  restore_items(draft, command.reasons, false);
  sync_clocks(draft);
  return Done{};
}

Status close(Draft& draft, const Close&) {
  TRY(require_staff(draft));
  if (draft.state.phase == Phase::closed) return Done{};
  const bool withdrawn = std::all_of(draft.state.notices.begin(), draft.state.notices.end(),
                                     [](const Notice& notice) { return notice.is_withdrawn || !notice.acted_on; });
  if (draft.state.phase == Phase::open && !withdrawn) return Error{Code::conflict, "decide the case before closing it"};
  if (has_pending_appeal(draft.state)) return Error{Code::conflict, "an appeal is waiting: decide it first"};
  for (const Item& item : draft.state.items) {
    const Measure* measure = find_active_measure(draft.state, item.no);
    if (measure != nullptr && !measure->acknowledged_at) {
      return Error{Code::conflict,
                   "a measure is not acknowledged yet: close the case when the platform has confirmed it"};
    }
  }
  draft.add(Closed{});
  return Done{};
}

Status erase_personal(Draft& draft, const ErasePersonal&) {
  if (draft.state.personal_erased) return Done{};
  draft.add(PersonalErased{});
  return Done{};
}

}  // namespace redress::cases
