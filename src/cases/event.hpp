// SPDX-License-Identifier: Apache-2.0
// cases/event.hpp — what happened, in the order it happened. Events are facts: they are never changed or removed.
//
// Shapes          docs/reference/events.md lists every event with its fields; store/event_codec writes them to disk.
// Errors          none.
// Threads         values.
// Never           holds anything that `apply` would have to look up: an auditor's laptop folds the same case.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cases/case.hpp"

namespace redress::cases {

struct NoticeReceived {
  NoticeFacts facts;
  Personal personal;  // erasable
  Instant received_at;
  std::string basis;
  std::vector<law::OrderDefect> defects;
  bool acted_on = true;
  bool operator==(const NoticeReceived&) const = default;
};
struct NoticeWithdrawn {
  int notice_no = 0;
  bool operator==(const NoticeWithdrawn&) const = default;
};
struct ItemsAdded {
  std::vector<ItemFacts> items;
  bool operator==(const ItemsAdded&) const = default;
};
// `no`, `state`, `escalations` and `ended_at` of the clock are set by apply.
struct ClockStarted {
  CaseClock clock;
  std::string reason;
  bool operator==(const ClockStarted&) const = default;
};
// Paused, restarted or given another due instant.
struct ClockMoved {
  int clock_no = 0;
  law::ClockState state = law::ClockState::running;
  Instant starts_at;
  std::optional<Instant> due_at;
  std::string reason;
  bool operator==(const ClockMoved&) const = default;
};
struct ClockEnded {
  int clock_no = 0;
  law::ClockState state = law::ClockState::met;
  std::string reason;
  bool operator==(const ClockEnded&) const = default;
};
struct Escalated {
  int clock_no = 0;
  int step = 0;  // counts from 1
  bool operator==(const Escalated&) const = default;
};
// The fail-safe acted on a clock about to lapse undecided.
struct OnRiskApplied {
  int clock_no = 0;
  bool operator==(const OnRiskApplied&) const = default;
};
// By another than `reviewer`: handed over, with a note.
struct Claimed {
  std::string reviewer;
  Instant until;
  std::string note = {};
  bool operator==(const Claimed&) const = default;
};
// With what the one who lets go leaves behind: a proposal, the reasons for declining one, a conflict of interest, or
// what a second look at a decision found.
struct Released {
  std::string reviewer;
  std::optional<Proposal> proposal = std::nullopt;
  std::string declined = {};
  std::string conflict = {};
  std::optional<SecondLook> look = std::nullopt;
  bool operator==(const Released&) const = default;
};
struct MeasureOrdered {
  int item_no = 0;
  MeasureKind kind = MeasureKind::restrict;
  law::Territory territory;
  int decision_no = 0;
  bool automatic = false;
  std::string reason;
  bool operator==(const MeasureOrdered&) const = default;
};
struct MeasureMoved {
  int measure_no = 0;
  MeasureState state = MeasureState::dispatched;
  std::string detail;
  bool operator==(const MeasureMoved&) const = default;
};
struct FoundReachable {
  int measure_no = 0;
  std::string vantage;  // from where: "IN", "direct", …
  bool operator==(const FoundReachable&) const = default;
};
struct Decided {
  Outcome outcome = Outcome::reject;
  Ground ground;
  std::string facts;
  std::string reasons;
  law::Territory territory;
  std::vector<int> item_nos;
  std::optional<Weighing> weighing = std::nullopt;
  std::string proposed_by = {};
  std::optional<int> picked_of = std::nullopt;  // for a second look: one of so many
  bool operator==(const Decided&) const = default;
};
struct DecisionReversed {
  int decision_no = 0;
  std::string reasons;
  bool operator==(const DecisionReversed&) const = default;
};
struct ClarificationAsked {
  std::string question;
  bool operator==(const ClarificationAsked&) const = default;
};
struct ClarificationGiven {
  int clarification_no = 0;
  Personal personal;  // erasable: the answer is in `statement`
  bool operator==(const ClarificationGiven&) const = default;
};
struct ExtensionGranted {
  std::string duty;
  Instant until;
  std::string evidence;
  bool operator==(const ExtensionGranted&) const = default;
};
struct ImpossibilityDeclared {
  std::string reason;
  bool operator==(const ImpossibilityDeclared&) const = default;
};
struct ImpossibilityEnded {
  bool operator==(const ImpossibilityEnded&) const = default;
};
struct Appealed {
  AppealBy by = AppealBy::uploader;
  int decision_no = 0;
  std::vector<std::string> grounds;  // ticks: "consent", "news", "satire", "wrong_person", …
  Personal personal;                 // erasable: the words are in `statement`
  bool operator==(const Appealed&) const = default;
};
struct AppealDecided {
  int appeal_no = 0;
  AppealOutcome outcome = AppealOutcome::rejected;
  std::string reasons;
  bool operator==(const AppealDecided&) const = default;
};
struct PersonalErased {
  std::string reason;  // staff's words; empty when the person asked by the own button
  bool operator==(const PersonalErased&) const = default;
};
struct Closed {
  bool operator==(const Closed&) const = default;
};

using EventBody =
    std::variant<NoticeReceived, NoticeWithdrawn, ItemsAdded, ClockStarted, ClockMoved, ClockEnded, Escalated,
                 OnRiskApplied, Claimed, Released, MeasureOrdered, MeasureMoved, FoundReachable, Decided,
                 DecisionReversed, ClarificationAsked, ClarificationGiven, ExtensionGranted, ImpossibilityDeclared,
                 ImpossibilityEnded, Appealed, AppealDecided, PersonalErased, Closed>;

struct Event {
  Instant at;
  Actor by;
  EventBody body;
  bool operator==(const Event&) const = default;
};

}  // namespace redress::cases
