// SPDX-License-Identifier: Apache-2.0
// cases/command.hpp — what somebody wants to happen in a case. `decide` answers with events or with a refusal.
//
// Errors          none: a command is a wish.
// Threads         values.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cases/facts.hpp"

namespace redress::cases {

// Opens a case (on an empty state) or joins one.
struct ReceiveNotice {
  NoticeFacts facts;
  Personal personal;
  std::vector<ItemFacts> items;
};
struct WithdrawNotice {
  int notice_no = 0;
};
// Copies found by a sweep or met at the door, or links that the reporter adds.
struct AddItems {
  std::vector<ItemFacts> items;
};
struct Claim {};
struct Release {};
// Gives the case to a colleague by name.
struct HandOver {
  std::string to;
  std::string note;
};
// "I know these people": the case is no longer for the one who says so.
struct Recuse {
  std::string reason;
};
// Interim and reversible, before any decision. No items: all that are live. No territory: what the duties ask for.
struct Restrict {
  std::vector<int> item_nos;
  law::Territory territory;
  std::string reason;
};
// No items: all of the case.
struct Decide {
  Outcome outcome = Outcome::reject;
  Ground ground;
  std::string facts;
  std::string reasons;
  law::Territory territory;
  std::vector<int> item_nos;
  std::optional<Weighing> weighing = std::nullopt;
};
// The second person's word on a proposal.
struct Second {
  bool agrees = false;
  std::string reasons;
};
// A colleague's word on a decision that was picked. Disagreeing needs the decision that replaces it.
struct LookAgain {
  int decision_no = 0;
  bool agrees = false;
  std::string reasons;
  std::optional<Decide> instead;
};
struct Reverse {
  std::string reasons;
};
struct AskClarification {
  std::string question;
};
struct GiveClarification {
  int clarification_no = 0;
  std::string answer;
};
struct GrantExtension {
  std::string duty;
  Instant until;
  std::string evidence;
};
struct DeclareImpossible {
  std::string reason;
};
struct DeclarePossible {};
struct Appeal {
  AppealBy by = AppealBy::uploader;
  std::vector<std::string> grounds;
  std::string words;
  int decision_no = 0;  // 0: the newest that this side can appeal
};
// Upholding a complainant's appeal needs the decision that replaces the one appealed.
struct DecideAppeal {
  int appeal_no = 0;
  AppealOutcome outcome = AppealOutcome::rejected;
  std::string reasons;
  std::optional<Decide> instead;
};
struct MoveMeasure {
  int measure_no = 0;
  MeasureState state = MeasureState::dispatched;
  std::string detail;
};
struct ReportReachable {
  int measure_no = 0;
  std::string vantage;
};
// Time has passed: does what is due. Harmless when nothing is.
struct Tick {};
struct ErasePersonal {
  std::string reason;
};
struct Close {};

using Command =
    std::variant<ReceiveNotice, WithdrawNotice, AddItems, Claim, Release, Restrict, Decide, Reverse, AskClarification,
                 GiveClarification, GrantExtension, DeclareImpossible, DeclarePossible, Appeal, DecideAppeal,
                 MoveMeasure, ReportReachable, Tick, ErasePersonal, Close, HandOver, Recuse, Second, LookAgain>;

}  // namespace redress::cases
