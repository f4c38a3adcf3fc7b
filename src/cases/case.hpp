// SPDX-License-Identifier: Apache-2.0
// cases/case.hpp — everything the core knows about one case: the fold of its events, and nothing else.
//
// Shapes          numbers (notice_no, item_no, clock_no, …) count from 1 within the case and are never reused.
// Units           instants are UTC ms.
// Errors          none.
// Threads         values; the writer thread owns the live copy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/facts.hpp"
#include "law/evaluate.hpp"

namespace redress::cases {

struct Notice {
  int no = 0;
  NoticeFacts facts;
  Instant received_at;
  std::string basis;
  std::vector<law::OrderDefect> defects;
  bool acted_on = true;  // false: a defective order that the operator's policy sends back
  bool is_withdrawn = false;
  Instant joined_at;
  bool was_answered = false;  // on arrival: a decision that stood already held all that it asks for
  int decisions_before = 0;   // how many were made before it came: the next one answers it
  bool operator==(const Notice&) const = default;
};

struct Item {
  int no = 0;
  ItemFacts facts;
  ItemStatus status = ItemStatus::live;
  law::Territory held_in;  // where it is restricted, removed or labelled now
  bool operator==(const Item&) const = default;
};

struct CaseClock {
  int no = 0;
  int notice_no = 0;  // 0: a clock of the house (restoring, appeal, review of an interim measure)
  std::string duty;
  std::string jurisdiction;
  std::string provision;
  law::Step step = law::Step::other;
  law::Bearer bearer = law::Bearer::provider;
  law::OnRisk on_risk = law::OnRisk::none;
  law::Territory territory;
  Instant starts_at;
  std::optional<Instant> due_at;
  bool is_target = false;
  law::ClockState state = law::ClockState::running;
  std::optional<Instant> ended_at;
  int escalations = 0;  // steps of Policy::escalation_fractions already taken
  bool on_risk_applied = false;
  std::string pack_sha256;
  std::string tz_version;
  bool operator==(const CaseClock&) const = default;
};

struct Measure {
  int no = 0;
  int item_no = 0;
  MeasureKind kind = MeasureKind::restrict;
  MeasureState state = MeasureState::ordered;
  law::Territory territory;
  int decision_no = 0;  // 0: interim, ordered before any decision
  bool automatic = false;
  Instant ordered_at;
  std::optional<Instant> acknowledged_at;
  std::optional<Instant> verified_at;
  int reachable_reports = 0;  // probes that still found the item
  bool operator==(const Measure&) const = default;
};

// What a colleague found who looked again at a decision that was picked for it.
struct SecondLook {
  int decision_no = 0;
  bool agrees = false;
  std::string reasons;
  std::string by = {};  // this and `replaced_by` are set by apply
  int replaced_by = 0;  // the number of the decision that takes its place; 0 where both agree
  bool operator==(const SecondLook&) const = default;
};

struct Decision {
  int no = 0;
  Outcome outcome = Outcome::reject;
  Ground ground;
  std::string facts;
  std::string reasons;
  law::Territory territory;
  std::vector<int> item_nos;
  std::string by;
  Instant at;
  bool is_reversed = false;
  std::optional<Weighing> weighing = std::nullopt;
  std::string proposed_by = {};  // empty: one person decided
  std::string reversed_by = {};
  std::optional<int> picked_of = std::nullopt;  // for a second look: one of so many
  std::optional<SecondLook> look = std::nullopt;
  bool operator==(const Decision&) const = default;
};

// A decision that waits for a second person.
struct Proposal {
  Outcome outcome = Outcome::reject;
  Ground ground;
  std::string facts;
  std::string reasons;
  law::Territory territory;
  std::vector<int> item_nos;
  std::optional<Weighing> weighing = std::nullopt;
  std::string by = {};  // this and `at` are set by apply
  Instant at = {};
  bool operator==(const Proposal&) const = default;
};

struct CaseAppeal {
  int no = 0;
  AppealBy by = AppealBy::uploader;
  int decision_no = 0;
  Instant at;
  AppealOutcome outcome = AppealOutcome::pending;
  std::string decided_by;
  std::string reasons;
  std::optional<Instant> decided_at;
  bool operator==(const CaseAppeal&) const = default;
};

struct Clarification {
  int no = 0;
  std::string question;
  Instant asked_at;
  std::optional<Instant> answered_at;
  bool operator==(const Clarification&) const = default;
};

struct ClaimHold {
  std::string reviewer;
  Instant until;
  std::string from = {};  // who handed the case over, if somebody did
  std::string note = {};
  bool operator==(const ClaimHold&) const = default;
};

// A happening that the law asks about; `duty` narrows an extension to the duty it was granted for.
struct CaseHappening {
  law::Happening happening;
  std::string duty;
  bool operator==(const CaseHappening&) const = default;
};

struct Case {
  Id id;
  std::uint64_t event_count = 0;
  Phase phase = Phase::open;
  Instant opened_at;
  Instant last_at;  // instant of the newest event: time in a case never runs backwards
  std::vector<Notice> notices;
  std::vector<Item> items;
  std::vector<CaseClock> clocks;
  std::vector<Measure> measures;
  std::vector<Decision> decisions;
  std::vector<CaseAppeal> appeals;
  std::vector<Clarification> clarifications;
  std::vector<CaseHappening> happenings;
  std::optional<ClaimHold> claim;
  std::optional<Proposal> proposal;
  std::vector<std::string> recused;  // staff with a conflict of interest, by their own word
  std::optional<Instant> closed_at;
  bool personal_erased = false;
  bool operator==(const Case&) const = default;
};

// The decision that stands now, if there is one.
[[nodiscard]] const Decision* find_standing_decision(const Case& state);
// The same among those that hold something, and among those that speak of one item: by its number, or through the item
// it copies.
[[nodiscard]] const Decision* find_holding_decision(const Case& state);
[[nodiscard]] const Decision* find_decision_on(const Case& state, const Item& item);
[[nodiscard]] bool is_about(const Case& state, const Decision& decision, const Item& item);
// What the decisions that stand ask of an item, together; nothing when none holds it.
struct StandingHold {
  MeasureKind kind = MeasureKind::remove;
  law::Territory territory;
  int decision_no = 0;
};
[[nodiscard]] std::optional<StandingHold> find_standing_hold(const Case& state, const Item& item);
// The measure that holds or is on its way for an item: the newest that is not superseded.
[[nodiscard]] const Measure* find_active_measure(const Case& state, int item_no);
// Does this measure put anything back: all of it, or a part of where or how those before it may still hold the item?
[[nodiscard]] bool gives_back(const Case& state, const Measure& measure);
// Something of it is to be put back, and the platform has not confirmed that yet.
[[nodiscard]] bool waits_for_restore(const Case& state, const Item& item);
// The tightest running clock that binds the provider: hard clocks before the operator's own targets.
[[nodiscard]] const CaseClock* find_leading_clock(const Case& state);
[[nodiscard]] bool has_pending_appeal(const Case& state);
// The oldest decision that waits for a second look: picked, standing, and never appealed (an appeal is one already).
[[nodiscard]] const Decision* find_awaiting_look(const Case& state);
// A near match that no person has decided on yet: no measure may follow from it by itself.
[[nodiscard]] bool waits_for_look(const Case& state, const Item& item);
// Restricted before any decision, and nobody has decided since.
[[nodiscard]] bool is_interim(const Case& state, const Item& item);
// Is everything that needs no closer look answered towards every notice: decided since, or held where that notice asks?
[[nodiscard]] bool is_answered(const Case& state, const Item& item);
[[nodiscard]] bool is_all_answered(const Case& state);
// A decision answers the notices that came before it: has one turned this item down since then?
[[nodiscard]] bool is_turned_down(const Case& state, const Item& item, Instant received_at);
// Is everything that a notice of that instant asks about down where the duty wants it, as the platform has confirmed?
[[nodiscard]] bool is_all_down(const Case& state, const law::Territory& territory, Instant received_at);

[[nodiscard]] bool covers(const law::Territory& wide, const law::Territory& narrow);
// Where a clock's duty asks for effect: what the duty says, or else its jurisdiction.
[[nodiscard]] law::Territory territory_of(const CaseClock& clock);

}  // namespace redress::cases
