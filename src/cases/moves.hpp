// SPDX-License-Identifier: Apache-2.0
// cases/moves.hpp — one function per command: checks whether it may be, then adds its events to the draft.
//
// Errors          conflict, forbidden, invalid: each with what to do instead.
// Threads         pure on the draft.
#pragma once

#include "cases/draft.hpp"

namespace redress::cases {

inline constexpr std::size_t item_count_max = 200;          // of one notice
inline constexpr std::size_t case_item_count_max = 10'000;  // of one case

[[nodiscard]] Status require_staff(const Draft& draft);
[[nodiscard]] Status require_not_closed(const Draft& draft);
// Nobody else is working on it.
[[nodiscard]] Status require_hold(const Draft& draft);
// Whose decision on any of these items was reviewed, or is being reviewed, does not decide on them again.
[[nodiscard]] Status require_fresh_eyes(const Case& state, const std::string& name, const std::vector<int>& item_nos);
// Without a conflict of interest.
[[nodiscard]] Status require_impartial(const Draft& draft);

// decide_notice.cpp
[[nodiscard]] Status receive_notice(Draft& draft, const ReceiveNotice& command);
[[nodiscard]] Status withdraw_notice(Draft& draft, const WithdrawNotice& command);
[[nodiscard]] Status add_items(Draft& draft, const AddItems& command);
[[nodiscard]] Status ask_clarification(Draft& draft, const AskClarification& command);
[[nodiscard]] Status give_clarification(Draft& draft, const GiveClarification& command);
[[nodiscard]] Status grant_extension(Draft& draft, const GrantExtension& command);
[[nodiscard]] Status declare_impossible(Draft& draft, const DeclareImpossible& command);
[[nodiscard]] Status declare_possible(Draft& draft, const DeclarePossible& command);

// decide_review.cpp
[[nodiscard]] Status claim(Draft& draft, const Claim& command);
[[nodiscard]] Status release(Draft& draft, const Release& command);
[[nodiscard]] Status restrict_items(Draft& draft, const Restrict& command);
[[nodiscard]] Status decide_outcome(Draft& draft, const Decide& command);
// The outcome itself, once it is settled that this person may decide this case now.
// Only one at first instance is picked for a second look: what replaces another has been looked at twice already.
struct Conclusion {
  std::string proposed_by = {};
  bool is_first_instance = false;
};
[[nodiscard]] Status conclude(Draft& draft, const Decide& command, const Conclusion& how = {});
// After `instead` took the place of `replaced`: whoever was right must not lose what the old decision had held.
[[nodiscard]] Status verify_replaced(const Case& state, const Decision& replaced);
[[nodiscard]] Status verify_undecided(const Case& state, const Decide& command);
// The items a decision speaks of, and the copies that follow them.
[[nodiscard]] std::vector<int> list_about(const Case& state, const Decision& decision);
[[nodiscard]] Status reverse(Draft& draft, const Reverse& command);
[[nodiscard]] Status close(Draft& draft, const Close& command);
[[nodiscard]] Status erase_personal(Draft& draft, const ErasePersonal& command);

// decide_together.cpp
// One proposal at a time: whoever decides otherwise declines it first.
[[nodiscard]] Status require_no_proposal(const Draft& draft);
[[nodiscard]] bool wants_second(const Draft& draft, const Decide& command);
[[nodiscard]] Status propose(Draft& draft, const Decide& command);
[[nodiscard]] Status second(Draft& draft, const Second& command);
[[nodiscard]] Status hand_over(Draft& draft, const HandOver& command);
[[nodiscard]] Status recuse(Draft& draft, const Recuse& command);
[[nodiscard]] Status look_again(Draft& draft, const LookAgain& command);

// decide_appeal.cpp
[[nodiscard]] Status appeal(Draft& draft, const Appeal& command);
[[nodiscard]] Status decide_appeal(Draft& draft, const DecideAppeal& command);

// decide_tick.cpp
[[nodiscard]] Status tick(Draft& draft, const Tick& command);

}  // namespace redress::cases
