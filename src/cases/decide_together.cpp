// SPDX-License-Identifier: Apache-2.0
// cases/decide_together.cpp — what takes two people: a proposal and its second, a hand-over, a conflict of interest.
#include <algorithm>

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

}  // namespace

Status require_impartial(const Draft& draft) {
  if (!is_recused(draft.state, draft.actor.name)) return Done{};
  return Error{Code::forbidden, "you named a conflict of interest: somebody else works on this case"};
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
  return conclude(draft, decide, proposal.by);
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
  draft.add(Released{draft.actor.name, std::nullopt, "", command.reason});
  return Done{};
}

}  // namespace redress::cases
