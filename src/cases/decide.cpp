// SPDX-License-Identifier: Apache-2.0
#include "cases/decide.hpp"

#include <algorithm>
#include <utility>

#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

Status move(Draft& draft, const ReceiveNotice& command) { return receive_notice(draft, command); }
Status move(Draft& draft, const WithdrawNotice& command) { return withdraw_notice(draft, command); }
Status move(Draft& draft, const AddItems& command) { return add_items(draft, command); }
Status move(Draft& draft, const Claim& command) { return claim(draft, command); }
Status move(Draft& draft, const Release& command) { return release(draft, command); }
Status move(Draft& draft, const Restrict& command) { return restrict_items(draft, command); }
Status move(Draft& draft, const Decide& command) { return decide_outcome(draft, command); }
Status move(Draft& draft, const Reverse& command) { return reverse(draft, command); }
Status move(Draft& draft, const AskClarification& command) { return ask_clarification(draft, command); }
Status move(Draft& draft, const GiveClarification& command) { return give_clarification(draft, command); }
Status move(Draft& draft, const GrantExtension& command) { return grant_extension(draft, command); }
Status move(Draft& draft, const DeclareImpossible& command) { return declare_impossible(draft, command); }
Status move(Draft& draft, const DeclarePossible& command) { return declare_possible(draft, command); }
Status move(Draft& draft, const Appeal& command) { return appeal(draft, command); }
Status move(Draft& draft, const DecideAppeal& command) { return decide_appeal(draft, command); }
Status move(Draft& draft, const MoveMeasure& command) { return move_measure(draft, command); }
Status move(Draft& draft, const ReportReachable& command) { return report_reachable(draft, command); }
Status move(Draft& draft, const Tick& command) { return tick(draft, command); }
Status move(Draft& draft, const ErasePersonal& command) { return erase_personal(draft, command); }
Status move(Draft& draft, const Close& command) { return close(draft, command); }
Status move(Draft& draft, const HandOver& command) { return hand_over(draft, command); }
Status move(Draft& draft, const Recuse& command) { return recuse(draft, command); }
Status move(Draft& draft, const Second& command) { return second(draft, command); }
Status move(Draft& draft, const LookAgain& command) { return look_again(draft, command); }

Status tick_if_due(Draft& draft) {
  const auto wake = find_next_wake(draft.state, draft.policy);
  if (!wake || *wake > draft.now) return Done{};
  return tick(draft, Tick{});
}

}  // namespace

Result<std::vector<Event>> decide(const Case& state, const Command& command, const Actor& actor, const Policy& policy,
                                  Instant now) {
  CHECK(policy.rulebook != nullptr);
  if (state.notices.empty() && !std::holds_alternative<ReceiveNotice>(command)) {
    return Error{Code::not_found, "there is no such case"};
  }
  // The machine's clock may step back; a case's time does not.
  Draft draft{state, actor, policy, std::max(now, state.last_at), {}};
  // What time alone has brought comes first, whoever asks for what: a fail-safe that fell due while the server was
  // down is not lost to the first command after it.
  TRY(tick_if_due(draft));
  TRY(std::visit([&](const auto& one) { return move(draft, one); }, command));
  TRY(tick_if_due(draft));
  return std::move(draft.events);
}

}  // namespace redress::cases
