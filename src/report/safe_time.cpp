// SPDX-License-Identifier: Apache-2.0
#include "report/safe_time.hpp"

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <memory>

namespace redress::report {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
// Every offset, every change of one and every window falls on a quarter of an hour.
constexpr std::int64_t quarter_ms = hour_ms / 4;
constexpr std::size_t zone_bytes_max = 64;  // the longest name has 32

using Zones = std::vector<std::unique_ptr<icu::TimeZone>>;

struct Hours {
  std::int64_t opens_ms;
  std::int64_t closes_ms;
};

Hours hours_of(cases::SafeTime safe_time) {
  if (safe_time == cases::SafeTime::day) return {9 * hour_ms, 17 * hour_ms};
  return {18 * hour_ms, 21 * hour_ms};
}

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

bool is_open(const Hours& hours, const icu::TimeZone& zone, std::int64_t at_ms) {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw_ms = 0;
  std::int32_t saving_ms = 0;
  zone.getOffset(static_cast<UDate>(at_ms), false, raw_ms, saving_ms, status);
  const std::int64_t of_day_ms = (at_ms + raw_ms + saving_ms) % day_ms;
  return U_SUCCESS(status) && of_day_ms >= hours.opens_ms && of_day_ms < hours.closes_ms;
}

// False where the country has none.
bool add_zones(const std::string& country, Zones& zones) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> names(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, country.c_str(), nullptr, status));
  if (U_FAILURE(status) || names == nullptr) return false;
  const std::size_t before = zones.size();
  while (const icu::UnicodeString* name = names->snext(status)) {
    zones.emplace_back(icu::TimeZone::createTimeZone(*name));
  }
  return U_SUCCESS(status) && zones.size() > before;
}

// Where she may be; none where that is not known well enough.
Zones find_zones(std::string_view zone, const std::vector<std::string>& jurisdictions) {
  Zones zones;
  if (!zone.empty()) {
    if (is_zone(zone)) zones.emplace_back(icu::TimeZone::createTimeZone(unicode(zone)));
    return zones;
  }
  for (const std::string& jurisdiction : jurisdictions) {
    // Of a state of the United States the whole country's: a law of one calls nobody home.
    if (jurisdiction == "EU" || !add_zones(jurisdiction.substr(0, 2), zones)) return {};
  }
  return zones;
}

}  // namespace

bool has_hours(cases::SafeTime safe_time) {
  return safe_time == cases::SafeTime::day || safe_time == cases::SafeTime::evening;
}

std::optional<Instant> find_safe_instant(cases::SafeTime safe_time, std::string_view zone,
                                         const std::vector<std::string>& jurisdictions, Instant now) {
  if (safe_time == cases::SafeTime::any) return now;
  if (!has_hours(safe_time)) return std::nullopt;
  const Zones zones = find_zones(zone, jurisdictions);
  if (zones.empty()) return std::nullopt;
  const Hours hours = hours_of(safe_time);
  const auto is_safe = [&](std::int64_t at_ms) {
    return std::all_of(zones.begin(), zones.end(), [&](const auto& one) { return is_open(hours, *one, at_ms); });
  };
  if (is_safe(now.ms)) return now;
  const std::int64_t next_ms = (now.ms / quarter_ms + 1) * quarter_ms;
  for (std::int64_t at_ms = next_ms; at_ms <= now.ms + day_ms; at_ms += quarter_ms) {
    if (is_safe(at_ms)) return Instant{at_ms};
  }
  return std::nullopt;
}

bool is_zone(std::string_view name) {
  if (name.empty() || name.size() > zone_bytes_max) return false;
  UErrorCode status = U_ZERO_ERROR;
  UBool is_known = false;
  icu::UnicodeString canonical;
  icu::TimeZone::getCanonicalID(unicode(name), canonical, is_known, status);
  return U_SUCCESS(status) && is_known;
}

bool is_zone_of(std::string_view name, std::string_view country) {
  if (!is_zone(name)) return false;
  UErrorCode status = U_ZERO_ERROR;
  std::array<char, 8> region{};
  icu::TimeZone::getRegion(unicode(name), region.data(), static_cast<std::int32_t>(region.size()), status);
  return U_SUCCESS(status) && country == region.data();
}

}  // namespace redress::report
