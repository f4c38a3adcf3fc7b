// SPDX-License-Identifier: Apache-2.0
// Counting periods, against a plain walk through time with ICU's own calendar rules.
#include "law/calendar.hpp"

#include <gtest/gtest.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <memory>
#include <random>

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

using std::chrono::sys_days;

Zone zone(std::string_view name) {
  auto found = load_zone(name);
  EXPECT_TRUE(found.ok()) << name;
  return std::move(found).value();
}

Duration period(std::string_view text) {
  const auto parsed = parse_duration(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? parsed.value() : Duration{};
}

std::string later(std::string_view start, std::string_view length, std::string_view in, bool has_day_end = false) {
  return render_instant(add_period(at(start), period(length), zone(in), {}, DayCount::calendar, has_day_end));
}

TEST(Duration, IsWhatIso8601Says) {
  EXPECT_EQ(period("PT2H").rest, std::chrono::hours{2});
  EXPECT_EQ(period("P1Y6M"), (Duration{18, 0, Milliseconds{0}}));
  EXPECT_EQ(period("P2W"), (Duration{0, 14, Milliseconds{0}}));
  EXPECT_EQ(period("P1DT12H"), (Duration{0, 1, std::chrono::hours{12}}));
  EXPECT_EQ(period("PT90M").rest, std::chrono::minutes{90});
  for (const auto* text : {"", "P", "PT", "P0D", "2H", "PT2", "P2H", "PT2D", "PD", "P1D2D", "P1M1Y", "P-1D", "P1.5D",
                           "PT1H ", "P99999999D", "P101Y", "P1DT", "p1d"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

TEST(Duration, IsSaidInWords) {
  EXPECT_EQ(describe_duration(period("PT1H")), "1 hour");
  EXPECT_EQ(describe_duration(period("PT36H")), "36 hours");
  EXPECT_EQ(describe_duration(period("P1Y")), "1 year");
  EXPECT_EQ(describe_duration(period("P1DT12H")), "1 day and 12 hours");
  EXPECT_EQ(describe_duration(period("PT90M")), "90 minutes");
}

TEST(CivilDate, RefusesDaysThatAreNot) {
  EXPECT_TRUE(parse_civil_date("2028-02-29").ok());
  for (const auto* text : {"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026/01/01", "2026-01-00", "x"}) {
    EXPECT_FALSE(parse_civil_date(text).ok()) << text;
  }
  EXPECT_EQ(render_civil_date(parse_civil_date("2026-02-03").value()), "2026-02-03");
  EXPECT_EQ(describe_civil_date(parse_civil_date("2026-02-03").value()), "3 February 2026");
}

TEST(Calendar, HoursIgnoreTheClocksGoingForwardAndBack) {
  EXPECT_EQ(later("2026-03-28T12:00:00Z", "PT24H", "Europe/Berlin"), "2026-03-29T12:00:00Z");
  EXPECT_EQ(later("2026-10-24T12:00:00Z", "PT24H", "Europe/Berlin"), "2026-10-25T12:00:00Z");
}

TEST(Calendar, DaysKeepTheTimeOnTheWall) {
  EXPECT_EQ(later("2026-03-28T12:00:00Z", "P1D", "Europe/Berlin"), "2026-03-29T11:00:00Z");
  EXPECT_EQ(later("2026-10-24T12:00:00Z", "P1D", "Europe/Berlin"), "2026-10-25T13:00:00Z");
  EXPECT_EQ(later("2026-03-01T20:30:00Z", "P7D", "Asia/Kolkata"), "2026-03-08T20:30:00Z");
}

TEST(Calendar, AWallTimeThatDoesNotExistBecomesTheInstantOfTheChange) {
  // 02:30 of 29 March 2026 is skipped in Berlin: the clocks go from 02:00 to 03:00 at 01:00 UTC.
  EXPECT_EQ(later("2026-03-28T01:30:00Z", "P1D", "Europe/Berlin"), "2026-03-29T01:00:00Z");
}

TEST(Calendar, AWallTimeThatOccursTwiceIsTheFirst) {
  // 02:30 of 25 October 2026 is shown at 00:30 and at 01:30 UTC.
  EXPECT_EQ(later("2026-10-24T00:30:00Z", "P1D", "Europe/Berlin"), "2026-10-25T00:30:00Z");
}

TEST(Calendar, MonthsEndWhereTheMonthEnds) {
  EXPECT_EQ(later("2026-01-31T10:00:00Z", "P1M", "UTC"), "2026-02-28T10:00:00Z");
  EXPECT_EQ(later("2028-01-31T10:00:00Z", "P1M", "UTC"), "2028-02-29T10:00:00Z");
  EXPECT_EQ(later("2028-02-29T10:00:00Z", "P1Y", "UTC"), "2029-02-28T10:00:00Z");
  EXPECT_EQ(later("2026-08-31T10:00:00Z", "P6M", "Europe/Brussels"), "2027-02-28T11:00:00Z");
}

TEST(Calendar, ADayEndIsTheLastMillisecondOfTheLocalDay) {
  EXPECT_EQ(later("2026-03-25T12:00:00Z", "P7D", "Europe/Berlin", true), "2026-04-01T21:59:59.999Z");
}

TEST(Zone, UnknownNamesAreRefused) {
  for (const auto* name : {"", "Mars/Olympus", "GMT+99", "\xff"}) EXPECT_FALSE(load_zone(name).ok()) << name;
}

constexpr std::string_view zones[] = {"Asia/Kolkata",    "America/New_York",    "America/Los_Angeles", "Europe/Berlin",
                                      "Europe/London",   "Australia/Sydney",    "America/Sao_Paulo",   "Asia/Tokyo",
                                      "Europe/Istanbul", "Australia/Lord_Howe", "Pacific/Apia",        "UTC"};

struct Walker {
  std::unique_ptr<icu::TimeZone> icu_zone;
  explicit Walker(std::string_view name)
      : icu_zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(std::string(name)))) {}
  std::int64_t wall(std::int64_t ms) const {
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    icu_zone->getOffset(static_cast<UDate>(ms), false, raw, saving, status);
    return ms + raw + saving;
  }
  // Minute by minute from two days before the guess: the first that shows `target` on the wall or later.
  Instant walk_to(std::int64_t target) const {
    std::int64_t ms = target - 2 * 86'400'000;
    while (wall(ms) < target) ms += 60'000;
    return Instant{ms};
  }
};

// Whole minutes, so that the walk needs no finer step.
Instant random_minute(std::mt19937_64& random) {
  return Instant{std::uniform_int_distribution<std::int64_t>(26'297'280, 35'000'000)(random) * 60'000};  // 2020 to 2036
}

TEST(CalendarOracle, EqualsAWalkThroughTime) {
  const std::uint64_t seed = 20261122;
  std::mt19937_64 random(seed);
  for (const auto name : zones) {
    const Zone ours = zone(name);
    const Walker walker(name);
    for (int round = 0; round < 20; ++round) {
      const Instant start = random_minute(random);
      const int days = std::uniform_int_distribution<int>(1, 400)(random);
      ASSERT_EQ(ours.local_ms(start), walker.wall(start.ms)) << "seed " << seed << " " << name;
      const Instant expected = walker.walk_to(walker.wall(start.ms) + days * std::int64_t{86'400'000});
      const Instant actual = add_period(start, Duration{0, days, {}}, ours, {}, DayCount::calendar, false);
      ASSERT_EQ(render_instant(actual), render_instant(expected))
          << "seed " << seed << " " << name << " " << render_instant(start) << " + " << days << " d";
    }
  }
}

// Around every change of the clocks, both ways, each quarter of an hour.
TEST(CalendarOracle, EqualsAWalkAroundEachChangeOfTheClocks) {
  for (const auto name : zones) {
    const Zone ours = zone(name);
    const Walker walker(name);
    for (std::int64_t hour = at("2026-01-01T00:00:00Z").ms; hour < at("2027-01-01T00:00:00Z").ms; hour += 3'600'000) {
      if (walker.wall(hour) - hour == walker.wall(hour + 3'600'000) - hour - 3'600'000) continue;
      for (int quarter = -12; quarter <= 12; ++quarter) {
        const std::int64_t wall = walker.wall(hour) + quarter * 900'000;
        ASSERT_EQ(render_instant(ours.first_instant_at(wall)), render_instant(walker.walk_to(wall))) << name;
      }
    }
  }
}

TEST(CalendarOracle, BusinessDaysEqualADayByDayCount) {
  const std::uint64_t seed = 7;
  std::mt19937_64 random(seed);
  const auto& pack = shipped().packs.at("US");
  for (int round = 0; round < 2000; ++round) {
    const Instant start = random_minute(random);
    const int days = std::uniform_int_distribution<int>(1, 60)(random);
    const Instant end = add_period(start, Duration{0, days, {}}, pack.zone, pack.working, DayCount::working, false);
    sys_days day{local_date(start, pack.zone)};
    const sys_days last{local_date(end, pack.zone)};
    int worked = 0;
    for (day += std::chrono::days{1}; day <= last; day += std::chrono::days{1}) {
      const std::chrono::weekday weekday{day};
      const bool is_free = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday ||
                           std::count(pack.working.holidays.begin(), pack.working.holidays.end(), day) != 0;
      worked += is_free ? 0 : 1;
    }
    ASSERT_EQ(worked, days) << "seed " << seed << " " << render_instant(start);
    ASSERT_TRUE(pack.working.is_working(last)) << "seed " << seed << " " << render_instant(start);
  }
}

}  // namespace
}  // namespace redress::law
