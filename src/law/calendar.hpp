// SPDX-License-Identifier: Apache-2.0
// law/calendar.hpp — adding a statute's period to an instant, in the regime's zone and working days.
//
// Shapes          dates are proleptic Gregorian, local to the zone.
// Errors          parse_civil_date: invalid when it is no date "YYYY-MM-DD".
// Threads         pure functions.
// Cost            O(1) for hours, days and months; O(days) for working days.
// Source          docs/reference/statute-packs.md, "How periods are counted", with the reading chosen for each regime.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "law/duration.hpp"
#include "law/zone.hpp"

namespace redress::law {

using CivilDate = std::chrono::year_month_day;

[[nodiscard]] Result<CivilDate> parse_civil_date(std::string_view text);
[[nodiscard]] std::string render_civil_date(CivilDate date);
// "20 February 2026"
[[nodiscard]] std::string describe_civil_date(CivilDate date);

struct WorkingCalendar {
  unsigned weekend = 0;                         // bit n: weekday n, Sunday is 0
  std::vector<std::chrono::sys_days> holidays;  // ascending
  [[nodiscard]] bool is_working(std::chrono::sys_days day) const;
  // False when `day` is later than the last year the holiday table covers.
  [[nodiscard]] bool covers(std::chrono::sys_days day) const;
};

enum class DayCount { calendar, working };

// The date part is counted on the local wall clock (same time of day, month ends clamped), the rest in elapsed time.
// With `has_day_end` a date part runs to the last millisecond of its last local day.
[[nodiscard]] Instant add_period(Instant start, const Duration& period, const Zone& zone,
                                 const WorkingCalendar& working, DayCount days, bool has_day_end);

[[nodiscard]] CivilDate local_date(Instant at, const Zone& zone);
[[nodiscard]] Instant start_of_day(CivilDate date, const Zone& zone);

}  // namespace redress::law
