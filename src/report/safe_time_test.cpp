// SPDX-License-Identifier: Apache-2.0
#include "report/safe_time.hpp"

#include <gtest/gtest.h>

#include <random>

#include "law/zone.hpp"

namespace redress::report {
namespace {

using cases::SafeTime;
using Countries = std::vector<std::string>;

Instant at(std::string_view text) { return parse_instant(text).value(); }

std::string next(SafeTime safe_time, std::string_view zone, const Countries& countries, std::string_view now) {
  const auto found = find_safe_instant(safe_time, zone, countries, at(now));
  return found ? render_instant(*found) : "none";
}

// The plain twin: minute by minute, with the zones that the law reads.
std::optional<Instant> walk(SafeTime safe_time, const std::vector<law::Zone>& zones, Instant now) {
  const auto is_inside = [&](const law::Zone& zone, Instant one) {
    const std::int64_t minute = zone.local_ms(one) / 60'000 % 1'440;
    return safe_time == SafeTime::day ? minute >= 540 && minute < 1'020 : minute >= 1'080 && minute < 1'260;
  };
  const auto is_safe = [&](Instant one) {
    return std::all_of(zones.begin(), zones.end(), [&](const law::Zone& zone) { return is_inside(zone, one); });
  };
  if (is_safe(now)) return now;
  for (int i = 1; i <= 24 * 60; ++i) {
    const Instant one{(now.ms / 60'000 + i) * 60'000};
    if (one <= now + std::chrono::hours{24} && is_safe(one)) return one;
  }
  return std::nullopt;
}

std::vector<law::Zone> load_zones(const std::vector<std::string>& names) {
  std::vector<law::Zone> zones;
  for (const std::string& name : names) zones.push_back(law::load_zone(name).value());
  return zones;
}

TEST(SafeTime, AnyIsNowAndWordsAreForPeople) {
  EXPECT_EQ(next(SafeTime::any, "", {"IN"}, "2026-11-22T22:00:00Z"), "2026-11-22T22:00:00Z");
  EXPECT_EQ(next(SafeTime::any, "", {}, "2026-11-22T22:00:00Z"), "2026-11-22T22:00:00Z");
  EXPECT_EQ(next(SafeTime::ask, "Asia/Kolkata", {"IN"}, "2026-11-22T06:00:00Z"), "none");
}

TEST(SafeTime, ByTheClockOfHerZone) {
  // India is at +05:30: the day is 03:30 to 11:30 UTC, the evening 12:30 to 15:30.
  for (const auto* zone : {"Asia/Kolkata", "Asia/Calcutta"}) {
    EXPECT_EQ(next(SafeTime::day, zone, {"IN"}, "2026-11-22T03:29:59Z"), "2026-11-22T03:30:00Z");
    EXPECT_EQ(next(SafeTime::day, zone, {"IN"}, "2026-11-22T03:30:00Z"), "2026-11-22T03:30:00Z");
    EXPECT_EQ(next(SafeTime::day, zone, {"IN"}, "2026-11-22T11:29:59Z"), "2026-11-22T11:29:59Z");
    EXPECT_EQ(next(SafeTime::day, zone, {"IN"}, "2026-11-22T11:30:00Z"), "2026-11-23T03:30:00Z");
    EXPECT_EQ(next(SafeTime::evening, zone, {"US"}, "2026-11-22T15:30:00Z"), "2026-11-23T12:30:00Z");
  }
  EXPECT_EQ(next(SafeTime::day, "Asia/Kathmandu", {"NP"}, "2026-11-22T00:00:00Z"), "2026-11-22T03:15:00Z");
  EXPECT_EQ(next(SafeTime::evening, "Asia/Kathmandu", {"NP"}, "2026-11-22T15:15:00Z"), "2026-11-23T12:15:00Z");
  EXPECT_EQ(next(SafeTime::evening, "Pacific/Chatham", {"NZ"}, "2026-07-01T00:00:00Z"), "2026-07-01T05:15:00Z");
}

TEST(SafeTime, WhenTheClocksChangeTheHoursStayThoseOfTheWall) {
  // Berlin goes to summer time on 29 March 2026 and back on 25 October, at 01:00 UTC.
  EXPECT_EQ(next(SafeTime::day, "Europe/Berlin", {}, "2026-03-28T20:00:00Z"), "2026-03-29T07:00:00Z");
  EXPECT_EQ(next(SafeTime::day, "Europe/Berlin", {}, "2026-03-27T20:00:00Z"), "2026-03-28T08:00:00Z");
  EXPECT_EQ(next(SafeTime::day, "Europe/Berlin", {}, "2026-10-24T20:00:00Z"), "2026-10-25T08:00:00Z");
  EXPECT_EQ(next(SafeTime::evening, "Europe/Berlin", {}, "2026-10-24T19:00:00Z"), "2026-10-25T17:00:00Z");
  EXPECT_EQ(next(SafeTime::evening, "America/New_York", {}, "2026-03-08T02:00:00Z"), "2026-03-08T22:00:00Z");
}

TEST(SafeTime, WithoutAZoneItHoldsInEveryZoneOfTheCountry) {
  EXPECT_EQ(next(SafeTime::day, "", {"IN"}, "2026-11-22T22:00:00Z"), "2026-11-23T03:30:00Z");
  // From nine in Honolulu until five in New York, 19:00 to 22:00 UTC, it is day in all of them; evening it never is.
  EXPECT_EQ(next(SafeTime::day, "", {"US"}, "2026-11-22T12:00:00Z"), "2026-11-22T19:00:00Z");
  EXPECT_EQ(next(SafeTime::day, "", {"US"}, "2026-11-22T22:00:00Z"), "2026-11-23T19:00:00Z");
  EXPECT_EQ(next(SafeTime::day, "", {"US-CA"}, "2026-11-22T22:00:00Z"), "2026-11-23T19:00:00Z");
  EXPECT_EQ(next(SafeTime::evening, "", {"US"}, "2026-11-22T12:00:00Z"), "none");
  // Brazil from Acre (-5) to Noronha (-2): 14:00 to 19:00 UTC; in the evening all are inside for no time at all.
  EXPECT_EQ(next(SafeTime::day, "", {"BR"}, "2026-11-22T20:00:00Z"), "2026-11-23T14:00:00Z");
  EXPECT_EQ(next(SafeTime::evening, "", {"BR"}, "2026-11-22T12:00:00Z"), "none");
  // Russia from Kaliningrad (+2) to Kamchatka (+12) is wider than a day's work.
  EXPECT_EQ(next(SafeTime::day, "", {"RU"}, "2026-11-22T12:00:00Z"), "none");
  EXPECT_EQ(next(SafeTime::day, "Asia/Kamchatka", {"RU"}, "2026-11-22T12:00:00Z"), "2026-11-22T21:00:00Z");
}

TEST(SafeTime, OfSeveralCountriesEachMustBeInside) {
  // India's day is 03:30 to 11:30 UTC, Germany's in winter 08:00 to 16:00.
  EXPECT_EQ(next(SafeTime::day, "", {"DE", "IN"}, "2026-11-22T00:00:00Z"), "2026-11-22T08:00:00Z");
  EXPECT_EQ(next(SafeTime::day, "", {"DE", "IN"}, "2026-11-22T11:30:00Z"), "2026-11-23T08:00:00Z");
  EXPECT_EQ(next(SafeTime::evening, "", {"DE", "IN"}, "2026-11-22T00:00:00Z"), "none");
}

TEST(SafeTime, WhereNobodyKnowsTheClockNothingGoes) {
  for (const Countries& countries : {Countries{}, {"EU"}, {"DE", "EU"}, {"BV"}, {"ZZ"}, {"??"}, {""}}) {
    EXPECT_EQ(next(SafeTime::day, "", countries, "2026-11-22T12:00:00Z"), "none");
  }
  EXPECT_EQ(next(SafeTime::day, "Mars/Olympus", {"IN"}, "2026-11-22T06:00:00Z"), "none");
  EXPECT_EQ(next(SafeTime::day, "Europe/Berlin", {"EU"}, "2026-11-22T12:00:00Z"), "2026-11-22T12:00:00Z");
}

TEST(SafeTime, IsThatOfAWalkMinuteByMinute) {
  const std::vector<std::pair<std::vector<std::string>, Countries>> places{
      {{"Asia/Kolkata"}, {"IN"}},
      {{"Asia/Kathmandu"}, {"NP"}},
      {{"Europe/Berlin", "Europe/Busingen"}, {"DE"}},
      {{"America/St_Johns"}, {}},
      {{"Australia/Lord_Howe"}, {}},
      {{"Pacific/Chatham", "Pacific/Auckland"}, {"NZ"}},
      {{"America/Noronha", "America/Belem", "America/Sao_Paulo", "America/Manaus", "America/Rio_Branco"}, {"BR"}},
      {{"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
        "America/Anchorage", "America/Adak", "Pacific/Honolulu"},
       {"US"}},
      {{"Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka"}, {"RU"}},
      {{"Atlantic/Azores", "Atlantic/Madeira", "Europe/Lisbon"}, {"PT"}}};
  const unsigned seed = 20261123;
  SCOPED_TRACE(seed);
  std::mt19937_64 dice(seed);
  const Instant from = at("2026-01-01T00:00:00Z");
  for (const auto& [names, countries] : places) {
    const auto zones = load_zones(names);
    const std::string zone = countries.empty() ? names.front() : "";
    for (int i = 0; i < 10; ++i) {
      const Instant now{from.ms + static_cast<std::int64_t>(dice() % (2ULL * 365 * 86'400'000))};
      for (const SafeTime safe_time : {SafeTime::day, SafeTime::evening}) {
        ASSERT_EQ(find_safe_instant(safe_time, zone, countries, now), walk(safe_time, zones, now))
            << names.front() << " " << render_instant(now);
      }
    }
  }
}

// Around every change of two years, so that none is missed by chance.
TEST(SafeTime, AroundAChangeItIsThatOfTheWalkToo) {
  for (const auto* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut"}) {
    const auto zones = load_zones({name});
    const auto offset = [&](Instant one) { return zones.front().local_ms(one) - one.ms; };
    for (Instant day = at("2026-01-01T00:00:00Z"); day < at("2028-01-01T00:00:00Z");
         day = day + std::chrono::hours{24}) {
      if (offset(day) == offset(day + std::chrono::hours{24})) continue;
      for (int i = -24; i <= 24; ++i) {
        const Instant now = day + std::chrono::hours{i} + Milliseconds{12'345};
        ASSERT_EQ(find_safe_instant(SafeTime::day, name, {}, now), walk(SafeTime::day, zones, now)) << name;
        ASSERT_EQ(find_safe_instant(SafeTime::evening, name, {}, now), walk(SafeTime::evening, zones, now)) << name;
      }
    }
  }
}

TEST(SafeTime, AZoneIsANameOfIanas) {
  for (const auto* name : {"Asia/Kolkata", "Asia/Calcutta", "UTC", "America/Argentina/ComodRivadavia"}) {
    EXPECT_TRUE(is_zone(name)) << name;
  }
  for (const auto* name :
       {"", "GMT+05:30", "Etc/Unknown", "Mars/Olympus", "asia kolkata", "Asia/Kolkata\n", "../../etc"}) {
    EXPECT_FALSE(is_zone(name)) << name;
  }
  EXPECT_FALSE(is_zone(std::string(65, 'A')));
  EXPECT_FALSE(is_zone(std::string(1'000'000, 'A')));
}

TEST(SafeTime, ABrowserThatHidesWhereItIsNamesAZoneOfAnotherCountry) {
  for (const auto* name : {"Asia/Kolkata", "Asia/Calcutta"}) EXPECT_TRUE(is_zone_of(name, "IN")) << name;
  for (const auto* name : {"America/Chicago", "US/Pacific", "Pacific/Honolulu"}) EXPECT_TRUE(is_zone_of(name, "US"));
  for (const auto* name : {"UTC", "Atlantic/Reykjavik", "Etc/GMT-5", "Mars/Olympus", ""}) {
    EXPECT_FALSE(is_zone_of(name, "IN")) << name;
  }
}

}  // namespace
}  // namespace redress::report
