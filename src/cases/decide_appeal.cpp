// SPDX-License-Identifier: Apache-2.0
// cases/decide_appeal.cpp — either side may appeal; somebody else decides; putting back is as fast as taking down.
#include <algorithm>

#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

Result<int> find_appealable(const Case& state, AppealBy by) {
  const Decision* standing = find_standing_decision(state);
  if (standing == nullptr) return Error{Code::conflict, "there is no decision to appeal against yet"};
  const bool rejected = standing->outcome == Outcome::reject;
  if (by == AppealBy::uploader && rejected)
    return Error{Code::conflict, "nothing is held: there is nothing to put back"};
  if (by == AppealBy::complainant && standing->outcome == Outcome::remove) {
    return Error{Code::conflict, "the decision removed what was reported: there is nothing more to ask for"};
  }
  for (const CaseAppeal& earlier : state.appeals) {
    if (earlier.by != by || earlier.decision_no != standing->no) continue;
    return Error{Code::conflict, earlier.outcome == AppealOutcome::pending
                                     ? "this appeal is waiting for its decision already"
                                     : "this decision has been appealed once and the appeal was decided: the next "
                                       "instance is named in that decision"};
  }
  return standing->no;
}

}  // namespace

Status appeal(Draft& draft, const Appeal& command) {
  TRY(require_not_closed(draft));
  TRY_ASSIGN(const int decision_no, find_appealable(draft.state, command.by));
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
  const Decision& appealed = draft.state.decisions[static_cast<std::size_t>(waiting.decision_no) - 1];
  if (appealed.by == draft.actor.name) {
    return Error{Code::forbidden, "somebody else must decide this appeal: you made the decision it is against"};
  }
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
  if (upheld && !appealed.is_reversed) {
    draft.add(DecisionReversed{waiting.decision_no, command.reasons});
    if (waiting.by == AppealBy::uploader) {
      restore_items(draft, command.reasons, false);
    } else {
      TRY(conclude(draft, *command.instead));
    }
  }
  sync_clocks(draft);
  return Done{};
}

}  // namespace redress::cases
