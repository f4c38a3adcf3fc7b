// SPDX-License-Identifier: Apache-2.0
// cases/decide_review.cpp — what a reviewer may do: hold a case, restrict in the interim, decide, reverse, close.
#include <algorithm>

#include "base/digest.hpp"
#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

Status check_items(const Case& state, const std::vector<int>& named) {
  for (const int no : named) {
    if (no < 1 || static_cast<std::size_t>(no) > state.items.size()) {
      return Error{Code::invalid, "this case has no item " + std::to_string(no)};
    }
  }
  return Done{};
}

template <class Wanted>
std::vector<int> list_items(const Case& state, Wanted wanted) {
  std::vector<int> nos;
  for (const Item& item : state.items) {
    if (wanted(item)) nos.push_back(item.no);
  }
  return nos;
}

// The items a command speaks of: those it names, or all that need no closer look.
Result<std::vector<int>> select_items(const Case& state, const std::vector<int>& named) {
  TRY(check_items(state, named));
  if (!named.empty()) return named;
  return list_items(state, [&](const Item& item) { return !waits_for_look(state, item); });
}

// What a decision speaks of: the items it names, or all that wait for an answer, or else all that need no closer look.
Result<std::vector<int>> select_undecided(const Case& state, const std::vector<int>& named) {
  TRY(check_items(state, named));
  if (!named.empty()) return named;
  auto waiting =
      list_items(state, [&](const Item& item) { return !waits_for_look(state, item) && !is_answered(state, item); });
  if (!waiting.empty()) return waiting;
  return select_items(state, named);
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
  if (command.weighing && !command.weighing->unfounded.empty() && command.outcome != Outcome::reject) {
    return Error{Code::invalid, "only a rejection can say that a notice is manifestly unfounded"};
  }
  return Done{};
}

// The ground with the text of the law that it was read from: a pack may change, a decision does not.
Ground pin(const Case& state, Ground ground) {
  ground.pack_sha256.clear();
  for (const CaseClock& clock : state.clocks) {
    if (ground.kind == GroundKind::legal && clock.duty == ground.duty) ground.pack_sha256 = clock.pack_sha256;
  }
  return ground;
}

MeasureKind measure_of(Outcome outcome) {
  if (outcome == Outcome::remove) return MeasureKind::remove;
  if (outcome == Outcome::restrict) return MeasureKind::restrict;
  CHECK(outcome == Outcome::label);
  return MeasureKind::label;
}

// Two decisions that stand may hold one item together in more places; they cannot ask for two different things, nor
// through a copy that follows.
Status check_agreement(const Case& state, const std::vector<int>& items, Outcome outcome) {
  if (outcome == Outcome::reject) return Done{};
  Decision about;
  about.item_nos = items;
  for (const int no : list_about(state, about)) {
    const auto hold = find_standing_hold(state, state.items[static_cast<std::size_t>(no) - 1]);
    if (!hold || hold->kind == measure_of(outcome)) continue;
    return Error{Code::conflict, "decision " + std::to_string(hold->decision_no) + " stands and says " +
                                     std::string(render(hold->kind)) + " for item " + std::to_string(no) +
                                     ": reverse it first, or decide the same"};
  }
  return Done{};
}

// A clock to take down ends when everything its notice asks for has been turned down since.
void void_take_down_clocks(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    const bool runs = clock.state == law::ClockState::running || clock.state == law::ClockState::paused;
    if (!runs || clock.step != law::Step::take_down) continue;
    const Instant since = clock.notice_no == 0
                              ? clock.starts_at
                              : draft.state.notices[static_cast<std::size_t>(clock.notice_no) - 1].received_at;
    const auto& items = draft.state.items;
    const bool turned_down = std::all_of(items.begin(), items.end(), [&](const Item& item) {
      return waits_for_look(draft.state, item) || is_turned_down(draft.state, item, since);
    });
    if (!turned_down) continue;
    draft.add_by_system(
        ClockEnded{clock.no, law::ClockState::voided, "decided: the provision does not reach this content"});
  }
}

// Every item that the decision speaks of, and every copy that follows one, as all standing decisions together ask.
void hold_decided(Draft& draft, int decision_no) {
  const Decision decision = draft.state.decisions[static_cast<std::size_t>(decision_no) - 1];
  for (const int no : list_about(draft.state, decision)) {
    const Item item = draft.state.items[static_cast<std::size_t>(no) - 1];
    const auto hold = find_standing_hold(draft.state, item);
    CHECK(hold.has_value());
    const auto& named = decision.item_nos;
    const bool follows = std::find(named.begin(), named.end(), no) == named.end();
    order_measure(draft, no, MeasurePlan{hold->kind, hold->territory, hold->decision_no, follows, decision.reasons});
  }
}

// By the case's id and the decision's number alone: nobody can choose which decisions are looked at again, and the same
// history picks the same.
std::optional<int> pick(const Draft& draft) {
  const int every = draft.policy.second_look_every;
  if (every < 1) return std::nullopt;
  const Digest digest = sha256(render_id(draft.state.id) + "/" + std::to_string(draft.state.decisions.size() + 1));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8U | digest.at(i);
  return number % static_cast<std::uint64_t>(every) == 0 ? std::optional<int>(every) : std::nullopt;
}

// A known picture that its bank blocks at the door: the only thing that is held before anybody looked and before any
// clock is close.
bool is_known_match(const Draft& draft) {
  const auto& notices = draft.state.notices;
  return draft.actor.kind == ActorKind::system &&
         std::any_of(notices.begin(), notices.end(), [](const Notice& one) { return one.facts.bank_entry_no; });
}

}  // namespace

// After the case is decided, only what no decision speaks of can still be decided: a near match, a decision taken back.
Status verify_undecided(const Case& state, const Decide& command) {
  if (state.phase != Phase::decided) return Done{};
  const Error decided{Code::conflict,
                      "this case is decided already: reverse the decision or decide the appeal instead"};
  TRY_ASSIGN(const std::vector<int> items, select_items(state, command.item_nos));
  for (const CaseAppeal& appeal : state.appeals) {
    if (appeal.outcome != AppealOutcome::upheld) continue;
    const Decision& reversed = state.decisions[static_cast<std::size_t>(appeal.decision_no) - 1];
    for (const int no : items) {
      if (!is_about(state, reversed, state.items[static_cast<std::size_t>(no) - 1])) continue;
      return Error{Code::conflict,
                   "an appeal settled item " + std::to_string(no) + ": only a new notice opens it again"};
    }
  }
  const bool any_decided = std::any_of(items.begin(), items.end(), [&](int no) {
    return find_decision_on(state, state.items[static_cast<std::size_t>(no) - 1]) != nullptr;
  });
  if (items.empty() || any_decided) return decided;
  return Done{};
}

std::vector<int> list_about(const Case& state, const Decision& decision) {
  return list_items(state, [&](const Item& item) { return is_about(state, decision, item); });
}

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
  TRY(require_impartial(draft));
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
  const bool automatic = is_known_match(draft);
  if (!automatic) TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_impartial(draft));
  TRY(require_hold(draft));
  if (draft.state.phase == Phase::decided) {
    return Error{Code::conflict, "this case is decided: reverse the decision or decide the appeal instead"};
  }
  TRY_ASSIGN(std::vector<int> items, select_items(draft.state, command.item_nos));
  if (automatic) {
    std::erase_if(items, [&](int no) {
      return waits_for_look(draft.state, draft.state.items[static_cast<std::size_t>(no) - 1]);
    });
  }
  if (items.empty()) return Error{Code::invalid, "there is nothing to restrict: ask the reporter for a link"};
  const law::Territory reach = interim_territory(draft.state);
  const law::Territory wished = command.territory.is_empty() ? reach : command.territory;
  const law::Territory territory = automatic ? overlap(wished, reach) : wished;
  if (territory.is_empty())
    return Error{Code::invalid, "no duty of this case asks for anything to be taken down: decide it instead"};
  if (!covers(reach, territory)) {
    return Error{Code::forbidden,
                 "an interim measure may not go further than the duties of this case: narrow the territory"};
  }
  for (const int no : items) {
    const Item item = draft.state.items[static_cast<std::size_t>(no) - 1];
    const auto hold = find_standing_hold(draft.state, item);
    const bool is_down = item.status == ItemStatus::restricted || item.status == ItemStatus::removed;
    if (hold && is_down && covers(item.held_in, territory)) continue;
    const law::Territory wanted = hold ? law::join(territory, hold->territory) : territory;
    order_measure(draft, no, MeasurePlan{MeasureKind::restrict, wanted, 0, automatic, command.reason});
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
  TRY(require_impartial(draft));
  TRY(require_hold(draft));
  TRY(require_no_proposal(draft));
  TRY(verify_undecided(draft.state, command));
  TRY_ASSIGN(const std::vector<int> items, select_undecided(draft.state, command.item_nos));
  TRY(require_fresh_eyes(draft.state, draft.actor.name, items));
  return wants_second(draft, command) ? propose(draft, command) : conclude(draft, command, Conclusion{{}, true});
}

Status conclude(Draft& draft, const Decide& command, const Conclusion& how) {
  TRY(check_statement(command));
  TRY_ASSIGN(const std::vector<int> items, select_undecided(draft.state, command.item_nos));
  TRY(require_fresh_eyes(draft.state, draft.actor.name, items));
  TRY(check_agreement(draft.state, items, command.outcome));
  if (items.empty() && command.outcome != Outcome::reject) {
    return Error{Code::invalid, "there is nothing to act on: ask the reporter for a link, or reject with reasons"};
  }
  law::Territory territory;
  if (command.outcome != Outcome::reject) {
    TRY_ASSIGN(territory, choose_territory(draft.state, command));
  }
  draft.add(Decided{command.outcome, pin(draft.state, command.ground), command.facts, command.reasons, territory, items,
                    command.weighing, how.proposed_by, how.is_first_instance ? pick(draft) : std::nullopt});
  if (draft.state.claim) draft.add(Released{draft.state.claim->reviewer});
  if (command.outcome == Outcome::reject) {
    void_take_down_clocks(draft);
    restore_items(draft, list_about(draft.state, draft.state.decisions.back()), "the complaint was rejected", false);
  } else {
    hold_decided(draft, draft.state.decisions.back().no);
    hold_copies(draft);
  }
  if (std::none_of(draft.state.items.begin(), draft.state.items.end(),
                   [&](const Item& item) { return is_interim(draft.state, item); })) {
    end_house_clock(draft, house_review, law::ClockState::met, "a person decided");
  }
  sync_clocks(draft);
  return Done{};
}

Status reverse(Draft& draft, const Reverse& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_impartial(draft));
  if (command.reasons.empty()) return Error{Code::invalid, "write why the decision is taken back"};
  const Decision* standing = find_holding_decision(draft.state);
  if (standing == nullptr) {
    return Error{Code::conflict, "no decision that holds anything stands: there is nothing to reverse"};
  }
  const Decision reversed = *standing;
  const bool was_confirmed = std::any_of(
      draft.state.appeals.begin(), draft.state.appeals.end(),
      [&](const CaseAppeal& one) { return one.decision_no == reversed.no && one.outcome == AppealOutcome::rejected; });
  if (was_confirmed && (reversed.by == draft.actor.name || reversed.proposed_by == draft.actor.name)) {
    return Error{Code::forbidden, "somebody else confirmed this decision on appeal: you cannot take it back alone"};
  }
  draft.add(DecisionReversed{reversed.no, command.reasons});
  give_back_held(draft, reversed, command.reasons);
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

Status erase_personal(Draft& draft, const ErasePersonal& command) {
  if (draft.state.personal_erased) return Done{};
  draft.add(PersonalErased{command.reason});
  return Done{};
}

}  // namespace redress::cases
