// SPDX-License-Identifier: Apache-2.0
// ledger/finding.hpp — what an audit found: every place where a log is not what the law and its own record make of it.
//
// Shapes          `rule` is one of the words of docs/reference/audit.md.
// Errors          none.
// Threads         values.
// Source          docs/reference/audit.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/instant.hpp"

namespace redress::ledger {

struct Finding {
  std::uint64_t index = 0;  // of the entry
  std::string case_id;      // pseudonym in hex; "" for the house and the log itself
  std::string rule;
  std::string what;
  std::string expected;
  std::string found;
  bool operator==(const Finding&) const = default;
};

inline constexpr std::size_t findings_kept_max = 1000;

// A stretch without any entry, though a heartbeat is due every minute.
enum class GapCause { silence, restart, clock_set };
[[nodiscard]] std::string_view render(GapCause cause);
struct Gap {
  Instant from;
  Instant until;
  GapCause cause = GapCause::silence;
  std::uint64_t index = 0;  // of the entry that ends it
  bool operator==(const Gap&) const = default;
};

struct DutyTally {
  std::uint64_t met = 0;
  std::uint64_t missed = 0;
  std::uint64_t voided = 0;
  std::uint64_t running = 0;
  std::uint64_t paused = 0;
  Milliseconds used_median{0};  // from the start to the end, of those met and missed
  Milliseconds used_p95{0};
  bool operator==(const DutyTally&) const = default;
};

struct ReplayReport {
  std::uint64_t entries = 0;
  std::uint64_t cases = 0;
  std::uint64_t orders = 0;            // notices that carry an order
  std::uint64_t orders_published = 0;  // in the authority's own words
  Instant first_at;
  Instant last_at;
  std::map<std::string, std::uint64_t> entries_by_type;
  // By duty and by the month (UTC, "2026-11") in which the clock began.
  std::map<std::pair<std::string, std::string>, DutyTally> duties;
  std::vector<Gap> gaps;
  std::vector<Finding> findings;  // the first findings_kept_max
  std::uint64_t finding_count = 0;
  std::vector<std::string> notes;  // what the reader must know to weigh the rest
};

}  // namespace redress::ledger
