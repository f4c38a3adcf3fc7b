// SPDX-License-Identifier: Apache-2.0
// cases/apply.cpp — one small function per event. No branch here refuses anything: what happened, happened.
#include <algorithm>

#include "cases/decide.hpp"

namespace redress::cases {
namespace {

void remember(Case& state, const Event& event, law::HappeningKind what, std::optional<Instant> until = std::nullopt,
              const std::string& duty = "") {
  state.happenings.push_back(CaseHappening{law::Happening{event.at, what, until}, duty});
}

CaseClock& clock_at(Case& state, int no) {
  CHECK(no >= 1 && static_cast<std::size_t>(no) <= state.clocks.size());
  return state.clocks[static_cast<std::size_t>(no) - 1];
}
Measure& measure_at(Case& state, int no) {
  CHECK(no >= 1 && static_cast<std::size_t>(no) <= state.measures.size());
  return state.measures[static_cast<std::size_t>(no) - 1];
}
Item& item_at(Case& state, int no) {
  CHECK(no >= 1 && static_cast<std::size_t>(no) <= state.items.size());
  return state.items[static_cast<std::size_t>(no) - 1];
}

// The instant at which the last of what should be down came down. Where each duty wants it, clocks.cpp asks again.
void remember_take_down(Case& state, const Event& event) {
  if (!is_all_down(state, law::Territory{}, Instant{})) return;
  const bool removed = std::any_of(state.items.begin(), state.items.end(),
                                   [](const Item& item) { return item.status == ItemStatus::removed; });
  remember(state, event, removed ? law::HappeningKind::removed : law::HappeningKind::restricted);
}

// Words that come after an erasure are there again to be erased.
void expect_words(Case& state) { state.personal_erased = false; }

// A case is decided when everything in it is answered; something new in it opens it again.
void reopen_if_unanswered(Case& state) {
  if (state.phase == Phase::decided && (state.items.empty() || !is_all_answered(state))) state.phase = Phase::open;
}

void apply_body(Case& state, const Event& event, const NoticeReceived& body) {
  if (state.notices.empty()) state.opened_at = event.at;
  expect_words(state);
  Notice notice;
  notice.no = static_cast<int>(state.notices.size()) + 1;
  notice.facts = body.facts;
  notice.received_at = body.received_at;
  notice.joined_at = event.at;
  notice.basis = body.basis;
  notice.defects = body.defects;
  notice.acted_on = body.acted_on;
  notice.decisions_before = static_cast<int>(state.decisions.size());
  state.notices.push_back(std::move(notice));
  if (!body.acted_on) return;
  reopen_if_unanswered(state);
  state.notices.back().was_answered = state.phase == Phase::decided && find_holding_decision(state) != nullptr;
}

void apply_body(Case& state, const Event&, const NoticeWithdrawn& body) {
  state.notices[static_cast<std::size_t>(body.notice_no) - 1].is_withdrawn = true;
}

void apply_body(Case& state, const Event& event, const ItemsAdded& body) {
  for (const ItemFacts& facts : body.items) {
    Item item;
    item.no = static_cast<int>(state.items.size()) + 1;
    item.facts = facts;
    state.items.push_back(std::move(item));
  }
  // A copy follows what it copies; only what a person names asks for a decision of its own.
  const bool any_named = std::any_of(body.items.begin(), body.items.end(),
                                     [](const ItemFacts& facts) { return facts.origin == ItemOrigin::named; });
  if (!any_named) return;
  reopen_if_unanswered(state);
  // Items come in the same breath as the notice that names them.
  const bool came_now = !state.notices.empty() && state.notices.back().joined_at == event.at;
  if (came_now && state.phase == Phase::open) state.notices.back().was_answered = false;
}

void apply_body(Case& state, const Event&, const ClockStarted& body) {
  CaseClock clock = body.clock;
  clock.no = static_cast<int>(state.clocks.size()) + 1;
  clock.state = law::ClockState::running;
  state.clocks.push_back(std::move(clock));
}

void apply_body(Case& state, const Event&, const ClockMoved& body) {
  CaseClock& clock = clock_at(state, body.clock_no);
  const bool restarted = clock.starts_at != body.starts_at;
  clock.state = body.state;
  clock.starts_at = body.starts_at;
  clock.due_at = body.due_at;
  if (restarted) clock.escalations = 0;
}

void apply_body(Case& state, const Event& event, const ClockEnded& body) {
  CaseClock& clock = clock_at(state, body.clock_no);
  clock.state = body.state;
  clock.ended_at = event.at;
}

void apply_body(Case& state, const Event&, const Escalated& body) {
  clock_at(state, body.clock_no).escalations = body.step;
}

void apply_body(Case& state, const Event&, const OnRiskApplied& body) {
  clock_at(state, body.clock_no).on_risk_applied = true;
}

void apply_body(Case& state, const Event& event, const Claimed& body) {
  ClaimHold hold{body.reviewer, body.until};
  const bool is_renewed = state.claim && state.claim->reviewer == body.reviewer && body.note.empty();
  if (is_renewed) hold = ClaimHold{body.reviewer, body.until, state.claim->from, state.claim->note};
  if (event.by.name != body.reviewer) hold = ClaimHold{body.reviewer, body.until, event.by.name, body.note};
  state.claim = std::move(hold);
}

void apply_body(Case& state, const Event& event, const Released& body) {
  if (state.claim && state.claim->reviewer == body.reviewer) state.claim.reset();
  if (!body.conflict.empty()) state.recused.push_back(body.reviewer);
  if (!body.declined.empty()) state.proposal.reset();
  if (body.look) {
    auto& look = state.decisions[static_cast<std::size_t>(body.look->decision_no) - 1].look;
    look = body.look;
    look->by = event.by.name;
  }
  if (!body.proposal) return;
  state.proposal = body.proposal;
  state.proposal->by = event.by.name;
  state.proposal->at = event.at;
}

void apply_body(Case& state, const Event& event, const MeasureOrdered& body) {
  for (Measure& earlier : state.measures) {
    if (earlier.item_no == body.item_no) earlier.state = MeasureState::superseded;
  }
  Measure measure;
  measure.no = static_cast<int>(state.measures.size()) + 1;
  measure.item_no = body.item_no;
  measure.kind = body.kind;
  measure.territory = body.territory;
  measure.decision_no = body.decision_no;
  measure.automatic = body.automatic;
  measure.ordered_at = event.at;
  state.measures.push_back(std::move(measure));

  // The platform's will holds from the order on: the edge follows it at once. Measure::state says what came of it.
  Item& item = item_at(state, body.item_no);
  constexpr std::array statuses{ItemStatus::restricted, ItemStatus::removed, ItemStatus::labelled,
                                ItemStatus::restored};
  item.status = statuses.at(static_cast<std::size_t>(body.kind));
  item.held_in = body.kind == MeasureKind::restore ? law::Territory{} : body.territory;
}

void apply_body(Case& state, const Event& event, const MeasureMoved& body) {
  Measure& measure = measure_at(state, body.measure_no);
  measure.state = body.state;
  if (body.state >= MeasureState::acknowledged && !measure.acknowledged_at) measure.acknowledged_at = event.at;
  if (body.state == MeasureState::verified) measure.verified_at = event.at;
  if (measure.acknowledged_at != event.at) return;
  if (measure.kind == MeasureKind::restore) remember(state, event, law::HappeningKind::restored);
  if (measure.kind == MeasureKind::label) remember(state, event, law::HappeningKind::labelled);
  if (measure.kind == MeasureKind::restrict || measure.kind == MeasureKind::remove) remember_take_down(state, event);
}

void apply_body(Case& state, const Event&, const FoundReachable& body) {
  ++measure_at(state, body.measure_no).reachable_reports;
}

void apply_body(Case& state, const Event& event, const Decided& body) {
  Decision decision;
  decision.no = static_cast<int>(state.decisions.size()) + 1;
  decision.outcome = body.outcome;
  decision.ground = body.ground;
  decision.facts = body.facts;
  decision.reasons = body.reasons;
  decision.territory = body.territory;
  decision.item_nos = body.item_nos;
  decision.by = event.by.name;
  decision.at = event.at;
  decision.weighing = body.weighing;
  decision.proposed_by = body.proposed_by;
  decision.picked_of = body.picked_of;
  if (!body.proposed_by.empty()) state.proposal.reset();
  // Who disagrees on a second look decides anew in the same commit: it is the next decision.
  for (Decision& earlier : state.decisions) {
    auto& look = earlier.look;
    if (look && !look->agrees && look->replaced_by == 0) look->replaced_by = decision.no;
  }
  state.decisions.push_back(std::move(decision));
  if (body.outcome == Outcome::reject) remember_take_down(state, event);
  if (state.phase == Phase::open && !is_all_answered(state)) return;  // a part of the case is still to be decided
  state.phase = Phase::decided;
  remember(state, event, law::HappeningKind::decided);
  // The outcome and its reasons are on the case page, and in the message to the platform, from this instant.
  remember(state, event, law::HappeningKind::informed);
  if (find_holding_decision(state) == nullptr) remember(state, event, law::HappeningKind::exited_on_merits);
}

void apply_body(Case& state, const Event& event, const DecisionReversed& body) {
  Decision& decision = state.decisions[static_cast<std::size_t>(body.decision_no) - 1];
  decision.is_reversed = true;
  decision.reversed_by = event.by.name;
}

void apply_body(Case& state, const Event& event, const ClarificationAsked& body) {
  Clarification clarification;
  clarification.no = static_cast<int>(state.clarifications.size()) + 1;
  clarification.question = body.question;
  clarification.asked_at = event.at;
  state.clarifications.push_back(std::move(clarification));
  remember(state, event, law::HappeningKind::clarification_asked);
}

void apply_body(Case& state, const Event& event, const ClarificationGiven& body) {
  expect_words(state);
  state.clarifications[static_cast<std::size_t>(body.clarification_no) - 1].answered_at = event.at;
  remember(state, event, law::HappeningKind::clarification_given);
}

void apply_body(Case& state, const Event& event, const ExtensionGranted& body) {
  remember(state, event, law::HappeningKind::extension_granted, body.until, body.duty);
}

void apply_body(Case& state, const Event& event, const ImpossibilityDeclared&) {
  remember(state, event, law::HappeningKind::impossible);
}
void apply_body(Case& state, const Event& event, const ImpossibilityEnded&) {
  remember(state, event, law::HappeningKind::possible_again);
}

void apply_body(Case& state, const Event& event, const Appealed& body) {
  CaseAppeal appeal;
  appeal.no = static_cast<int>(state.appeals.size()) + 1;
  appeal.by = body.by;
  appeal.decision_no = body.decision_no;
  appeal.at = event.at;
  state.appeals.push_back(std::move(appeal));
  expect_words(state);
  remember(state, event, law::HappeningKind::appealed);
  if (body.by == AppealBy::uploader) remember(state, event, law::HappeningKind::contested);
}

void apply_body(Case& state, const Event& event, const AppealDecided& body) {
  CaseAppeal& appeal = state.appeals[static_cast<std::size_t>(body.appeal_no) - 1];
  appeal.outcome = body.outcome;
  appeal.reasons = body.reasons;
  appeal.decided_by = event.by.name;
  appeal.decided_at = event.at;
  remember(state, event, law::HappeningKind::appeal_decided);
}

void apply_body(Case& state, const Event&, const PersonalErased&) { state.personal_erased = true; }

void apply_body(Case& state, const Event& event, const Closed&) {
  state.phase = Phase::closed;
  state.closed_at = event.at;
  state.claim.reset();
  state.proposal.reset();
}

}  // namespace

Case apply(Case state, const Event& event) {
  ++state.event_count;
  state.last_at = std::max(state.last_at, event.at);
  std::visit([&](const auto& body) { apply_body(state, event, body); }, event.body);
  return state;
}

}  // namespace redress::cases
