// SPDX-License-Identifier: Apache-2.0
#include "law/duration.hpp"

#include <optional>

namespace redress::law {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t months_max = 1'200;
constexpr std::int64_t days_max = 36'525;

struct Unit {
  char letter;
  std::int64_t months, days, ms;
};
constexpr Unit date_units[] = {{'Y', 12, 0, 0}, {'M', 1, 0, 0}, {'W', 0, 7, 0}, {'D', 0, 1, 0}};
constexpr Unit time_units[] = {{'H', 0, 0, 3'600'000}, {'M', 0, 0, 60'000}, {'S', 0, 0, 1'000}};

struct Sum {
  std::int64_t months = 0, days = 0, ms = 0;
};

// Reads "1Y6M…" in the units' own order, each at most once. Empty when a letter or a number does not belong.
template <std::size_t count>
bool read_units(std::string_view text, const Unit (&units)[count], Sum& sum) {
  std::size_t next = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      if (digits == 7) return false;
      number = number * 10 + (text[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits == text.size()) return false;
    while (next < count && units[next].letter != text[digits]) ++next;
    if (next == count) return false;
    sum.months += number * units[next].months;
    sum.days += number * units[next].days;
    sum.ms += number * units[next].ms;
    ++next;
    text.remove_prefix(digits + 1);
  }
  return true;
}

std::string count_of(std::int64_t number, std::string_view unit) {
  std::string text = std::to_string(number);
  text.append(" ").append(unit);
  if (number != 1) text += 's';
  return text;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const Error bad{Code::invalid, "'" + std::string(text.substr(0, 40)) +
                                     "' is no ISO 8601 duration; write for example PT2H, P7D, P6M or P1DT12H"};
  if (text.size() < 3 || text[0] != 'P') return bad;
  const std::string_view body = text.substr(1);
  const std::size_t t = body.find('T');
  Sum sum;
  if (!read_units(body.substr(0, t), date_units, sum)) return bad;
  if (t != std::string_view::npos) {
    if (t + 1 == body.size() || !read_units(body.substr(t + 1), time_units, sum)) return bad;
  }
  if (sum.months == 0 && sum.days == 0 && sum.ms == 0) {
    return Error{Code::invalid, "'" + std::string(text) + "' is a duration of nothing; write one that lasts"};
  }
  if (sum.months > months_max || sum.days > days_max || sum.ms > days_max * day_ms) {
    return Error{Code::invalid, "'" + std::string(text) + "' is longer than 100 years; write a shorter duration"};
  }
  return Duration{static_cast<std::int32_t>(sum.months), static_cast<std::int32_t>(sum.days), Milliseconds{sum.ms}};
}

std::string describe_duration(const Duration& duration) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += " and ";
    text += part;
  };
  if (duration.months != 0) {
    add(duration.months % 12 == 0 ? count_of(duration.months / 12, "year") : count_of(duration.months, "month"));
  }
  if (duration.days != 0) add(count_of(duration.days, "day"));
  const std::int64_t seconds = duration.rest.count() / 1000;
  if (seconds != 0) {
    if (seconds % 3600 == 0) {
      add(count_of(seconds / 3600, "hour"));
    } else if (seconds % 60 == 0) {
      add(count_of(seconds / 60, "minute"));
    } else {
      add(count_of(seconds, "second"));
    }
  }
  return text;
}

}  // namespace redress::law
