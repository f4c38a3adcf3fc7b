// SPDX-License-Identifier: Apache-2.0
// The only file that knows ICU. Its data is linked in, so that a court's machine and ours count with the same zones.
#include "law/zone.hpp"

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

namespace redress::law {
namespace {

constexpr std::int64_t first_ms = 631'152'000'000;   // 1990-01-01
constexpr std::int64_t last_ms = 4'102'444'800'000;  // 2100-01-01

std::int64_t total_offset(const icu::TimeZone& zone, std::int64_t at_ms) {
  std::int32_t raw = 0;
  std::int32_t saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(static_cast<UDate>(at_ms), false, raw, saving, status);
  return static_cast<std::int64_t>(raw) + saving;
}

}  // namespace

Result<Zone> load_zone(std::string_view iana_name) {
  const auto name =
      icu::UnicodeString::fromUTF8(icu::StringPiece(iana_name.data(), static_cast<std::int32_t>(iana_name.size())));
  const std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(name));
  const auto* zone = dynamic_cast<const icu::BasicTimeZone*>(found.get());
  if (zone == nullptr || *found == icu::TimeZone::getUnknown()) {
    return Error{Code::invalid, "'" + std::string(iana_name.substr(0, 60)) +
                                    "' is no time zone; write an IANA name such as Asia/Kolkata"};
  }
  Zone result;
  result.name_ = iana_name;
  result.changes_.push_back({first_ms, total_offset(*found, first_ms)});
  icu::TimeZoneTransition transition;
  std::int64_t at_ms = first_ms;
  while (zone->getNextTransition(static_cast<UDate>(at_ms), false, transition)) {
    at_ms = static_cast<std::int64_t>(transition.getTime());
    if (at_ms >= last_ms) break;
    result.changes_.push_back({at_ms, total_offset(*found, at_ms)});
  }
  return result;
}

std::string tz_version() {
  UErrorCode status = U_ZERO_ERROR;
  const char* version = icu::TimeZone::getTZDataVersion(status);
  return U_SUCCESS(status) && version != nullptr ? version : "unknown";
}

std::int64_t Zone::offset_at(std::int64_t utc_ms) const {
  if (changes_.empty()) return 0;
  auto after = std::upper_bound(changes_.begin(), changes_.end(), utc_ms,
                                [](std::int64_t ms, const Change& change) { return ms < change.at_ms; });
  if (after != changes_.begin()) --after;
  return after->offset_ms;
}

std::int64_t Zone::local_ms(Instant at) const { return at.ms + offset_at(at.ms); }

Instant Zone::first_instant_at(std::int64_t wall_ms) const {
  if (changes_.empty()) return Instant{wall_ms};
  // Offsets lie within a day of UTC, so only the change or two around the wall time can matter.
  constexpr std::int64_t day_ms = 86'400'000;
  auto change = std::upper_bound(changes_.begin(), changes_.end(), wall_ms - day_ms,
                                 [](std::int64_t ms, const Change& c) { return ms < c.at_ms; });
  if (change != changes_.begin()) --change;
  for (; std::next(change) != changes_.end(); ++change) {
    // The first offset also holds before its own instant; a later one only from its change on (that is the gap rule).
    std::int64_t at_ms = wall_ms - change->offset_ms;
    if (change != changes_.begin()) at_ms = std::max(at_ms, change->at_ms);
    if (at_ms < std::next(change)->at_ms) return Instant{at_ms};
  }
  if (changes_.size() == 1) return Instant{wall_ms - change->offset_ms};
  return Instant{std::max(wall_ms - change->offset_ms, change->at_ms)};
}

}  // namespace redress::law
