// SPDX-License-Identifier: Apache-2.0
#include "law/calendar.hpp"

#include <algorithm>
#include <array>

namespace redress::law {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

struct Wall {
  sys_days day;
  std::int64_t time_ms;
};

Wall split(std::int64_t wall_ms) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Milliseconds>{Milliseconds{wall_ms}});
  return {day, wall_ms - day.time_since_epoch().count() * day_ms};
}

std::int64_t join_wall(sys_days day, std::int64_t time_ms) { return day.time_since_epoch().count() * day_ms + time_ms; }

sys_days add_months(sys_days day, int count) {
  const CivilDate date{day};
  auto moved = date + std::chrono::months{count};
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return moved;
}

sys_days add_working_days(sys_days day, int count, const WorkingCalendar& working) {
  while (count > 0) {
    day += std::chrono::days{1};
    if (working.is_working(day)) --count;
  }
  return day;
}

int read_digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

void append_padded(std::string& text, int number, std::size_t width) {
  const std::string digits = std::to_string(number);
  text.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

}  // namespace

Result<CivilDate> parse_civil_date(std::string_view text) {
  const Error bad{Code::invalid,
                  "'" + std::string(text.substr(0, 40)) + "' is no date; write YYYY-MM-DD, for example 2026-02-20"};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad;
  const int year = read_digits(text.substr(0, 4));
  const int month = read_digits(text.substr(5, 2));
  const int day = read_digits(text.substr(8, 2));
  if (year < 1900 || month < 0 || day < 0) return bad;
  const CivilDate date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                       std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return bad;
  return date;
}

std::string render_civil_date(CivilDate date) {
  std::string text;
  append_padded(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_padded(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  text += '-';
  append_padded(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  return text;
}

std::string describe_civil_date(CivilDate date) {
  std::string text = std::to_string(static_cast<unsigned>(date.day()));
  text.append(" ").append(months.at(static_cast<unsigned>(date.month()) - 1));
  text.append(" ").append(std::to_string(static_cast<int>(date.year())));
  return text;
}

bool WorkingCalendar::is_working(sys_days day) const {
  const unsigned weekday = std::chrono::weekday{day}.c_encoding();
  if ((weekend >> weekday & 1U) != 0) return false;
  return !std::binary_search(holidays.begin(), holidays.end(), day);
}

bool WorkingCalendar::covers(sys_days day) const {
  return !holidays.empty() && CivilDate{day}.year() <= CivilDate{holidays.back()}.year();
}

Instant add_period(Instant start, const Duration& period, const Zone& zone, const WorkingCalendar& working,
                   DayCount days, bool has_day_end) {
  if (!period.has_dates()) return start + period.rest;
  const Wall wall = split(zone.local_ms(start));
  sys_days day = add_months(wall.day, period.months);
  day = days == DayCount::working ? add_working_days(day, period.days, working) : day + std::chrono::days{period.days};
  if (has_day_end) {
    return zone.first_instant_at(join_wall(day + std::chrono::days{1}, 0)) - Milliseconds{1} + period.rest;
  }
  return zone.first_instant_at(join_wall(day, wall.time_ms)) + period.rest;
}

CivilDate local_date(Instant at, const Zone& zone) { return CivilDate{split(zone.local_ms(at)).day}; }

Instant start_of_day(CivilDate date, const Zone& zone) { return zone.first_instant_at(join_wall(sys_days{date}, 0)); }

}  // namespace redress::law
