// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <fmt/compile.h>

#include <iterator>
#include <optional>

namespace redress {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

// Reads exactly `count` digits at `at`; moves `at` past them.
std::optional<int> take_digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += count;
  return value;
}

bool take(std::string_view text, std::size_t& at, std::string_view any_of) {
  if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

struct Parts {
  int year, month, day, hour, minute, second;
};

std::optional<Parts> take_date_time(std::string_view text, std::size_t& at) {
  const auto year = take_digits(text, at, 4);
  if (!year || !take(text, at, "-")) return std::nullopt;
  const auto month = take_digits(text, at, 2);
  if (!month || !take(text, at, "-")) return std::nullopt;
  const auto day = take_digits(text, at, 2);
  if (!day || !take(text, at, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, at, 2);
  if (!hour || !take(text, at, ":")) return std::nullopt;
  const auto minute = take_digits(text, at, 2);
  if (!minute || !take(text, at, ":")) return std::nullopt;
  const auto second = take_digits(text, at, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return Parts{*year, *month, *day, *hour, *minute, *second};
}

// The fraction of a second in ms; digits past the third are cut off. No fraction is 0.
std::optional<int> take_fraction_ms(std::string_view text, std::size_t& at) {
  if (!take(text, at, ".")) return 0;
  int ms = 0;
  int weight = 100;
  const std::size_t first = at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    ms += (text[at] - '0') * weight;
    weight /= 10;
    ++at;
  }
  if (at == first) return std::nullopt;
  return ms;
}

std::optional<int> take_offset_minutes(std::string_view text, std::size_t& at) {
  if (take(text, at, "Zz")) return 0;
  const bool east = at < text.size() && text[at] == '+';
  if (!take(text, at, "+-")) return std::nullopt;
  const auto hours = take_digits(text, at, 2);
  if (!hours || !take(text, at, ":")) return std::nullopt;
  const auto minutes = take_digits(text, at, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int total = *hours * 60 + *minutes;
  return east ? total : -total;
}

Error bad_instant() {
  return Error{
      Code::invalid,
      "not an instant: write RFC 3339 with an offset, for example 2026-11-22T02:00:00Z or 2026-11-22T07:30:00+05:30"};
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  namespace chrono = std::chrono;
  std::size_t at = 0;
  const auto parts = take_date_time(text, at);
  if (!parts) return bad_instant();
  const auto fraction_ms = take_fraction_ms(text, at);
  if (!fraction_ms) return bad_instant();
  const auto offset_minutes = take_offset_minutes(text, at);
  if (!offset_minutes || at != text.size()) return bad_instant();
  const chrono::year_month_day date{chrono::year{parts->year}, chrono::month{static_cast<unsigned>(parts->month)},
                                    chrono::day{static_cast<unsigned>(parts->day)}};
  if (!date.ok()) return bad_instant();
  const std::int64_t days = chrono::sys_days{date}.time_since_epoch().count();
  const bool leap = parts->second == 60;
  const std::int64_t seconds = parts->hour * 3600 + parts->minute * 60 + (leap ? 59 : parts->second);
  const std::int64_t ms = leap ? 999 : *fraction_ms;
  return Instant{days * ms_per_day + seconds * 1000 + ms - std::int64_t{*offset_minutes} * 60'000};
}

std::string render_instant(Instant at) {
  namespace chrono = std::chrono;
  const auto since_epoch = chrono::milliseconds{at.ms};
  const auto day = chrono::floor<chrono::days>(since_epoch);
  const chrono::year_month_day date{chrono::sys_days{day}};
  const auto ms = static_cast<int>((since_epoch - day).count());
  std::string text = fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), ms / 3'600'000,
                                 ms / 60'000 % 60, ms / 1000 % 60);
  if (ms % 1000 != 0) fmt::format_to(std::back_inserter(text), FMT_COMPILE(".{:03}"), ms % 1000);
  return text += 'Z';
}

}  // namespace redress
