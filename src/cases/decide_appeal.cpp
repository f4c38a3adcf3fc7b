// SPDX-License-Identifier: Apache-2.0
// cases/decide_appeal.cpp — either side may appeal; somebody else decides; putting back is as fast as taking down.
#include <algorithm>

#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

bool is_against(const Decision& decision, AppealBy by) {
  return by == AppealBy::uploader ? decision.outcome != Outcome::reject : decision.outcome != Outcome::remove;
}

const CaseAppeal* find_appeal(const Case& state, AppealBy by, int decision_no) {
  for (const CaseAppeal& earlier : state.appeals) {
    if (earlier.by == by && earlier.decision_no == decision_no) return &earlier;
  }
  return nullptr;
}

// The newest decision that stands and went against this side, before those it has appealed already.
Result<int> find_appealable(const Case& state, AppealBy by, int wanted_no) {
  const CaseAppeal* used = nullptr;
  bool any = false;
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (decision->is_reversed || (wanted_no != 0 && decision->no != wanted_no)) continue;
    any = true;
    if (!is_against(*decision, by)) continue;
    const CaseAppeal* earlier = find_appeal(state, by, decision->no);
    if (earlier == nullptr) return decision->no;
    if (used == nullptr) used = earlier;
  }
  if (used != nullptr) {
    return Error{Code::conflict, used->outcome == AppealOutcome::pending
                                     ? "this appeal is waiting for its decision already"
                                     : "this decision has been appealed once and the appeal was decided: the next "
                                       "instance is named in that decision"};
  }
  if (!any) return Error{Code::conflict, "there is no decision to appeal against yet"};
  return Error{Code::conflict, by == AppealBy::uploader
                                   ? "nothing is held: there is nothing to put back"
                                   : "the decision removed what was reported: there is nothing more to ask for"};
}

}  // namespace

Status verify_replaced(const Case& state, const Decision& replaced) {
  for (const int no : list_about(state, replaced)) {
    const Measure* active = find_active_measure(state, no);
    if (active == nullptr || active->decision_no != replaced.no) continue;
    return Error{Code::invalid, "the decision that replaces this one must speak of item " + std::to_string(no) +
                                    " too: it is held by the one that falls"};
  }
  return Done{};
}

Status appeal(Draft& draft, const Appeal& command) {
  TRY(require_not_closed(draft));
  TRY_ASSIGN(const int decision_no, find_appealable(draft.state, command.by, command.decision_no));
  Appealed appealed;
  appealed.by = command.by;
  appealed.decision_no = decision_no;
  appealed.grounds = command.grounds;
  appealed.personal.statement = command.words;
  draft.add(std::move(appealed));
  start_house_clock(draft, house_appeal, law::Step::appeal_decision, house_clock_length(draft.state, draft.policy),
                    "an appeal is answered as fast as the content was taken down");
  sync_clocks(draft);
  return Done{};
}

Status decide_appeal(Draft& draft, const DecideAppeal& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  const int no = command.appeal_no;
  if (no < 1 || static_cast<std::size_t>(no) > draft.state.appeals.size()) {
    return Error{Code::conflict, "this case has no such appeal"};
  }
  const CaseAppeal waiting = draft.state.appeals[static_cast<std::size_t>(no) - 1];
  if (waiting.outcome != AppealOutcome::pending) return Error{Code::conflict, "this appeal is decided already"};
  const Decision appealed = draft.state.decisions[static_cast<std::size_t>(waiting.decision_no) - 1];
  TRY(require_impartial(draft));
  if (appealed.by == draft.actor.name || appealed.proposed_by == draft.actor.name) {
    return Error{Code::forbidden, "somebody else must decide this appeal: you made the decision it is against"};
  }
  TRY(require_fresh_eyes(draft.state, draft.actor.name, list_about(draft.state, appealed)));
  if (command.outcome == AppealOutcome::pending) return Error{Code::invalid, "an appeal is upheld or rejected"};
  if (command.reasons.empty()) return Error{Code::invalid, "write the reasons: the person who appealed will read them"};
  const bool upheld = command.outcome == AppealOutcome::upheld;
  if (upheld && waiting.by == AppealBy::complainant && !command.instead) {
    return Error{Code::invalid, "upholding this appeal needs the decision that replaces the one appealed"};
  }
  draft.add(AppealDecided{no, command.outcome, command.reasons});
  if (!has_pending_appeal(draft.state)) {
    end_house_clock(draft, house_appeal, law::ClockState::met, "the appeal is decided");
  }
  if (upheld && !appealed.is_reversed) draft.add(DecisionReversed{waiting.decision_no, command.reasons});
  if (upheld && waiting.by == AppealBy::uploader) {
    give_back_held(draft, appealed, command.reasons);
  } else if (upheld) {
    Decide instead = *command.instead;
    if (instead.item_nos.empty()) instead.item_nos = appealed.item_nos;
    TRY(conclude(draft, instead));
    TRY(verify_replaced(draft.state, appealed));
    give_back_held(draft, appealed, command.reasons);  // of an interim measure that had joined the decision's places
  }
  sync_clocks(draft);
  return Done{};
}

}  // namespace redress::cases
