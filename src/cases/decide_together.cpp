// SPDX-License-Identifier: Apache-2.0
// cases/decide_together.cpp — what takes two people: a proposal and its second, a hand-over, a conflict of interest.
#include <algorithm>

#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

constexpr std::size_t recused_count_max = 100;

bool is_of_a_child(const Case& state) {
  return std::any_of(state.notices.begin(), state.notices.end(), [](const Notice& notice) {
    return notice.facts.harm == law::Harm::csam || notice.facts.harm == law::Harm::csam_synthetic;
  });
}

bool has_order(const Case& state) {
  return std::any_of(state.notices.begin(), state.notices.end(), [](const Notice& notice) {
    return notice.facts.kind == NoticeKind::order && notice.acted_on && !notice.is_withdrawn;
  });
}

// Only by name does a decision reach an item that was found by likeness and that nobody has looked at.
bool reaches_near_match(const Case& state, const Decide& command) {
  return std::any_of(command.item_nos.begin(), command.item_nos.end(), [&](int no) {
    return no >= 1 && static_cast<std::size_t>(no) <= state.items.size() &&
           waits_for_look(state, state.items[static_cast<std::size_t>(no) - 1]);
  });
}

bool is_recused(const Case& state, const std::string& name) {
  return std::find(state.recused.begin(), state.recused.end(), name) != state.recused.end();
}

bool was_made_by(const Decision& decision, const std::string& name) {
  return !name.empty() && (decision.by == name || decision.proposed_by == name);
}

// Taken back by another person, overturned on appeal, or about to be judged by somebody else.
bool is_under_review(const Case& state, const Decision& decision) {
  if (decision.is_reversed && !was_made_by(decision, decision.reversed_by)) return true;
  return std::any_of(state.appeals.begin(), state.appeals.end(), [&](const CaseAppeal& appeal) {
    return appeal.decision_no == decision.no && appeal.outcome != AppealOutcome::rejected;
  });
}

Status check_look(const Draft& draft, const LookAgain& command) {
  const auto& decisions = draft.state.decisions;
  if (command.decision_no < 1 || static_cast<std::size_t>(command.decision_no) > decisions.size()) {
    return Error{Code::conflict, "this case has no such decision"};
  }
  const Decision& decision = decisions[static_cast<std::size_t>(command.decision_no) - 1];
  if (!decision.picked_of) return Error{Code::conflict, "this decision was not picked for a second look"};
  if (decision.look) return Error{Code::conflict, "a colleague has looked at this decision already"};
  if (&decision != find_awaiting_look(draft.state)) {
    return Error{Code::conflict, "this decision was taken back or is before an appeal: it needs no second look"};
  }
  if (decision.by == draft.actor.name || decision.proposed_by == draft.actor.name) {
    return Error{Code::forbidden, "somebody else must look at this decision: you made it"};
  }
  if (command.agrees) return Done{};
  if (command.reasons.empty()) return Error{Code::invalid, "write why: the one who decided will read it"};
  if (!command.instead) return Error{Code::invalid, "disagreeing needs the decision that replaces this one"};
  return Done{};
}

}  // namespace

Status require_impartial(const Draft& draft) {
  if (!is_recused(draft.state, draft.actor.name)) return Done{};
  return Error{Code::forbidden, "you named a conflict of interest: somebody else works on this case"};
}

Status require_fresh_eyes(const Case& state, const std::string& name, const std::vector<int>& item_nos) {
  for (const Decision& decision : state.decisions) {
    if (!was_made_by(decision, name) || !is_under_review(state, decision)) continue;
    const bool same_matter = std::any_of(item_nos.begin(), item_nos.end(), [&](int no) {
      return is_about(state, decision, state.items[static_cast<std::size_t>(no) - 1]);
    });
    if (!same_matter) continue;
    return Error{Code::forbidden, "somebody else must decide this now: decision " + std::to_string(decision.no) +
                                      " by " + name + " was reviewed, or an appeal against it waits"};
  }
  return Done{};
}

Status require_no_proposal(const Draft& draft) {
  if (!draft.state.proposal) return Done{};
  return Error{Code::conflict,
               draft.state.proposal->by + " proposed a decision: second it, or decline it with reasons"};
}

bool wants_second(const Draft& draft, const Decide& command) {
  const SecondPerson& when = draft.policy.second_person;
  return (when.minors && is_of_a_child(draft.state)) || (when.orders && has_order(draft.state)) ||
         (when.near_matches && command.outcome != Outcome::reject && reaches_near_match(draft.state, command)) ||
         (when.removals && command.outcome == Outcome::remove);
}

Status propose(Draft& draft, const Decide& command) {
  // What could not be decided cannot be proposed; and what is seconded is what was proposed, whatever joins meanwhile.
  Draft trial = draft;
  TRY(conclude(trial, command));
  const Decision& proposed = trial.state.decisions.back();
  draft.add(Released{draft.actor.name, Proposal{proposed.outcome, proposed.ground, proposed.facts, proposed.reasons,
                                                proposed.territory, proposed.item_nos, proposed.weighing}});
  return Done{};
}

Status second(Draft& draft, const Second& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_impartial(draft));
  TRY(require_hold(draft));
  if (!draft.state.proposal) return Error{Code::conflict, "no decision waits for a second person"};
  const Proposal proposal = *draft.state.proposal;
  if (!command.agrees) {
    if (command.reasons.empty()) return Error{Code::invalid, "write why: the one who proposed it will read it"};
    draft.add(Released{draft.actor.name, std::nullopt, command.reasons});
    return Done{};
  }
  if (proposal.by == draft.actor.name) {
    return Error{Code::forbidden, "somebody else must second this: you proposed it"};
  }
  const Decide decide{proposal.outcome,   proposal.ground,   proposal.facts,   proposal.reasons,
                      proposal.territory, proposal.item_nos, proposal.weighing};
  TRY(verify_undecided(draft.state, decide));
  TRY(require_fresh_eyes(draft.state, draft.actor.name, proposal.item_nos));
  TRY(require_fresh_eyes(draft.state, proposal.by, proposal.item_nos));
  return conclude(draft, decide, Conclusion{proposal.by, true});
}

Status look_again(Draft& draft, const LookAgain& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_impartial(draft));
  TRY(require_hold(draft));
  TRY(require_no_proposal(draft));
  TRY(check_look(draft, command));
  const Decision replaced = draft.state.decisions[static_cast<std::size_t>(command.decision_no) - 1];
  if (!command.agrees) TRY(require_fresh_eyes(draft.state, draft.actor.name, list_about(draft.state, replaced)));
  draft.add(Released{draft.actor.name, std::nullopt, "", "", SecondLook{replaced.no, command.agrees, command.reasons}});
  if (command.agrees) return Done{};
  draft.add(DecisionReversed{replaced.no, command.reasons});
  Decide instead = *command.instead;
  if (instead.item_nos.empty()) instead.item_nos = replaced.item_nos;
  TRY(conclude(draft, instead));
  TRY(verify_replaced(draft.state, replaced));
  give_back_held(draft, replaced, command.reasons);
  return Done{};
}

Status hand_over(Draft& draft, const HandOver& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  TRY(require_hold(draft));
  if (command.to.empty()) return Error{Code::invalid, "name the colleague who takes the case"};
  if (command.to == draft.actor.name) return Error{Code::invalid, "you hold it yourself: claim it instead"};
  if (command.note.empty()) return Error{Code::invalid, "write what the colleague must know"};
  if (is_recused(draft.state, command.to)) {
    return Error{Code::conflict, command.to + " named a conflict of interest in this case: choose somebody else"};
  }
  draft.add(Claimed{command.to, draft.now + draft.policy.claim_lease, command.note});
  return Done{};
}

Status recuse(Draft& draft, const Recuse& command) {
  TRY(require_staff(draft));
  TRY(require_not_closed(draft));
  if (command.reason.empty()) return Error{Code::invalid, "write what the conflict is, in a few words"};
  if (is_recused(draft.state, draft.actor.name)) return Done{};
  if (draft.state.recused.size() >= recused_count_max) {
    return Error{Code::exhausted, "a hundred colleagues named a conflict already: ask an officer"};
  }
  const bool proposed = draft.state.proposal && draft.state.proposal->by == draft.actor.name;
  draft.add(Released{draft.actor.name, std::nullopt,
                     proposed ? "the one who proposed it has a conflict of interest" : "", command.reason});
  return Done{};
}

}  // namespace redress::cases
