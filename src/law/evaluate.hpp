// SPDX-License-Identifier: Apache-2.0
// law/evaluate.hpp — facts in, duties and deadlines out.
//
// Use this when   a notice arrives, something happens in its case, or a person asks "why these clocks?".
// Shapes          one finding per duty of every pack that the jurisdictions select, triggered or not, in pack order;
//                  a duty's stage ("MY-PRIORITY-24H/then") follows its duty.
// Errors          none: every input has an answer. What the facts lack is said in a finding's reason.
// Threads         pure; calls may run together on one Rulebook.
// Cost            one pass over the selected packs' duties; about 20 µs for one jurisdiction.
// Source          statutes/*.yaml, each duty with its own provision and source.
// Never           reads a clock: `now` only decides whether a running clock has been missed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "law/facts.hpp"
#include "law/rulebook.hpp"
#include "law/territory.hpp"

namespace redress::law {

enum class ClockState { running, paused, met, missed, voided };  // written "void"
[[nodiscard]] std::string_view render(ClockState state);
[[nodiscard]] Result<ClockState> parse_clock_state(std::string_view word);

struct DutyFinding {
  std::string id;
  std::string jurisdiction;
  bool triggered = false;
  std::string reason;  // one sentence a person can follow: why triggered, or which condition failed
  std::optional<Instant> starts_at;
  std::optional<Instant> due_at;  // absent: the law sets no deadline and the operator set no target
  std::string clock;              // "PT2H", or the standard in the law's words
  ClockState state = ClockState::running;
  bool leads = false;      // the tightest running clock that binds the provider; at most one finding
  bool is_target = false;  // due_at comes from the operator's own target for a legal standard
  Bearer bearer = Bearer::provider;
  Step step = Step::other;  // what ends this clock
  OnRisk on_risk = OnRisk::none;
  Territory territory;    // where the duty asks for effect
  std::string provision;  // with its instrument
  std::string source;     // title and address of the first source
  std::string appeal;     // next instance in words, "" where the law is silent
};

struct OrderDefect {
  std::string check;   // "IN-3-1-D/V4"
  std::string detail;  // what is missing, in a sentence for the issuer
  bool operator==(const OrderDefect&) const = default;
};

struct Evaluation {
  std::map<std::string, std::string> packs;  // jurisdiction → "sha256…" of the pack file that was applied
  std::string tz_version;                    // of the time zone database, e.g. "2026a"
  bool is_received = true;  // false: nobody of the platform has seen it and no rule says otherwise; no clock runs
  Instant received_at;      // where not received: the earliest instant it could have been
  std::string basis;        // why this of the three instants is the receipt
  std::vector<DutyFinding> duties;
  std::vector<OrderDefect> order_defects;  // empty for a valid order and for no order
};

// What evaluate says of the notice itself, without any duty: whether and when it was received, and an order's defects.
[[nodiscard]] Evaluation receive(const Rulebook& rulebook, const Facts& facts);
[[nodiscard]] Evaluation evaluate(const Rulebook& rulebook, const Facts& facts, Instant now);

}  // namespace redress::law
