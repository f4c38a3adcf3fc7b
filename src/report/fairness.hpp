// SPDX-License-Identifier: Apache-2.0
// report/fairness.hpp — how fast, and how often wrong: the figures of /transparency, folded from events.
//
// Use this when   counting what was decided, taken back, taken down and put back; one add() an event, in order.
// Shapes          docs/reference/transparency.md defines each figure. What happens later to a decision, an order or an
//                 item that came down counts in the month in which that was made, arrived or came down (UTC).
//                 Harm, language and regimes are those of the notice that opened the case.
// Errors          none.
// Threads         values.
// Cost            add: one walk over the case's measures. Memory: at most month_count_max months of at most
//                 group_count_max groups of a kind; what comes above that is counted in the newest month, and under
//                 `others`.
// Never           reads a clock, or holds anything of a reporter, an uploader or an item. It holds the names of staff:
//                 those are for supervisors.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cases/event.hpp"
#include "report/agreement.hpp"
#include "report/spread.hpp"

namespace redress::report {

inline constexpr std::string_view others = "others";

struct Group {
  std::uint64_t decisions = 0, holding = 0;  // holding: those that took something down or labelled it
  std::uint64_t appeals = 0, upheld = 0;     // both sides may appeal against one decision
  std::uint64_t appealed = 0, reversed = 0;  // decisions
  std::uint64_t holding_reversed = 0;
  std::uint64_t taken_down = 0, put_back = 0;  // items, each time one comes down
  std::uint64_t measures = 0, territorial = 0;
  std::uint64_t on_risk = 0;                                           // fail-safes that acted
  std::uint64_t interim = 0, interim_decided = 0, interim_lifted = 0;  // restrictions before any decision
  std::uint64_t looks_picked = 0, looks_agreed = 0, looks_disagreed = 0;
  Agreement looks;  // what was decided first, and what whoever looked again decided
  Spread down;      // what was put back, as the platform confirmed: since it came down
  Spread speed;     // from receipt to the first measure of the case that the platform confirmed
  bool operator==(const Group&) const = default;
};

struct Orders {
  std::uint64_t received = 0, defective = 0, returned = 0;
  std::uint64_t followed = 0, turned_down = 0, reversed = 0;
  std::map<std::string, std::uint64_t> defects;  // by check
  bool operator==(const Orders&) const = default;
};

struct Month {
  Group all;
  std::map<std::string, Group> harms, languages, regimes;
  std::map<std::string, Group> reviewers;  // of these only decisions, second looks and `down` are counted
  std::map<std::string, Orders> issuers;
  bool operator==(const Month&) const = default;
};

// 2026-11 is 2026 · 12 + 10.
[[nodiscard]] int month_of(Instant at);
[[nodiscard]] std::string render_month(int month);
[[nodiscard]] std::optional<int> parse_month(std::string_view text);

class Fairness {
 public:
  static constexpr std::size_t month_count_max = 240;
  static constexpr std::size_t group_count_max = 200;

  // `before` is the case without this event.
  void add(const cases::Case& before, const cases::Event& event);

  [[nodiscard]] const std::map<int, Month>& months() const { return months_; }
  // One month, or all together.
  [[nodiscard]] Month sum(std::optional<int> month = std::nullopt) const;

 private:
  std::map<int, Month> months_;
};

}  // namespace redress::report
