// SPDX-License-Identifier: Apache-2.0
// cases/notice_abuse.hpp — what follows for somebody who reports for others and is found manifestly unfounded again and
// again: a warning first, then limits that end.
//
// Use this when   a notice comes from a notifier who is known by an account or a token. Nobody else is counted.
// Shapes          what is counted are a reviewer's words in a rejection (Weighing::unfounded), never a rejection alone.
// Units           instants are UTC ms; a day is the 24 hours before now.
// Errors          none.
// Threads         pure functions.
// Source          Regulation (EU) 2022/2065, Art. 23(2)-(4) (prior warning, reasonable period, numbers and proportion),
//                 Art. 22(6) (a trusted flagger: its coordinator is informed); docs/explanation/notice-abuse.md.
// Never           limits a notice by the person shown, for a child, or by an authority.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/case.hpp"

namespace redress::cases {

struct NotifierRules {
  std::size_t unfounded_min = 3;  // so many lead to each step
  int share_percent_min = 20;     // and at least this part of all that the notifier sent in the window
  std::chrono::hours window{365 * 24};
  std::chrono::hours limit_length{30 * 24};
  std::chrono::hours slow_length{90 * 24};
  std::size_t limited_daily_max = 20;
  std::size_t slowed_daily_max = 3;
  std::chrono::hours appeal_max{24};  // an appeal that nobody has answered by then lifts the limit
};

// A notice of the notifier that a decision which stands calls manifestly unfounded.
struct UnfoundedNotice {
  Instant received_at;
  Instant decided_at;
  bool operator==(const UnfoundedNotice&) const = default;
};

// All within the window; what was lifted on appeal is not among them.
struct NotifierFacts {
  std::size_t notice_count = 0;
  std::vector<UnfoundedNotice> unfounded;
  std::optional<Instant> warned_at;    // when the notifier was told
  std::optional<Instant> appealed_at;  // and nobody has answered yet
};

enum class NotifierStep { none, warned, limited, slowed };
[[nodiscard]] std::string_view render(NotifierStep step);

struct NotifierStanding {
  NotifierStep step = NotifierStep::none;
  std::optional<Instant> until;  // of a limit
  std::size_t daily_max = 0;     // of a limit: notices in a day
  std::size_t unfounded_count = 0;
  bool operator==(const NotifierStanding&) const = default;
};

[[nodiscard]] NotifierStanding judge_notifier(const NotifierFacts& facts, const NotifierRules& rules, Instant now);

// By the person shown, for a child, or with public authority: no count ever stands in its way. Nor in a trusted
// flagger's, before the coordinator who gave it that place was informed.
[[nodiscard]] bool is_never_limited(const NoticeFacts& facts, bool coordinator_informed);

// Is this notice manifestly unfounded by a decision that stands, answers it, and that no appeal waits against?
[[nodiscard]] const Decision* find_unfounded(const Case& state, int notice_no);

}  // namespace redress::cases
