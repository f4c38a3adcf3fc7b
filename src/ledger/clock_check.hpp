// SPDX-License-Identifier: Apache-2.0
// ledger/clock_check.hpp — is this what the law makes of the record? One case, one instant.
//
// Use this when   an entry about a clock arrives, or a command of a case is over and every clock must stand right.
// Shapes          a fault names the rule, what is wrong, what was expected and what was found.
// Errors          none: what is wrong is a fault.
// Threads         one owner of the record.
// Source          docs/reference/audit.md; docs/explanation/two-speeds.md for the clocks of the house.
#pragma once

#include "ledger/case_record.hpp"

namespace redress::ledger {

struct Fault {
  std::string rule;
  std::string what;
  std::string expected;
  std::string found;
  std::optional<std::uint64_t> index;  // of another entry than the one at hand
};
using Faults = std::vector<Fault>;

inline constexpr std::string_view house_review = "HOUSE-REVIEW";
inline constexpr std::string_view house_restore = "HOUSE-RESTORE";
inline constexpr std::string_view house_appeal = "HOUSE-APPEAL";
inline constexpr std::string_view house_order = "HOUSE-ORDER";

// Reads the law anew for notices that were read from another rulebook.
void use_book(CaseRecord& state, LawBook& book);

// Before the entry is applied. `check_started` sets `duty_at` to the duty's place in its notice's plan.
[[nodiscard]] Faults check_started(const CaseRecord& state, const Entry& entry, const LoadedRulebook& rulebook,
                                   std::optional<std::uint32_t>& duty_at);
[[nodiscard]] Faults check_moved(const CaseRecord& state, const Entry& entry);
[[nodiscard]] Faults check_ended(const CaseRecord& state, const Entry& entry);

// What the entries of one command brought.
struct CommandFacts {
  Instant at;
  bool asks_law = false;  // something the law looks at, or a clock
  bool appealed = false;
  bool restored = false;
  bool acts_on_defects = false;
};
// After the entry was applied.
void note_entry(CommandFacts& facts, const CaseRecord& state, const Entry& entry);

// After the last entry of a command: no clock is missing, none should have moved or ended. Tells each fault once.
[[nodiscard]] Faults check_command(CaseRecord& state, const CommandFacts& facts);

[[nodiscard]] std::string render_clock(law::ClockState state, Instant starts_at, std::optional<Instant> due_at);

}  // namespace redress::ledger
