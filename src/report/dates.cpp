// SPDX-License-Identifier: Apache-2.0
// report/dates.cpp — instants, spans and countries as a person reads them.
#include <unicode/coll.h>
#include <unicode/dtptngen.h>
#include <unicode/locid.h>
#include <unicode/measfmt.h>
#include <unicode/measunit.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <memory>

#include "report/messages.hpp"

namespace redress::report {
namespace {

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

// Latin digits everywhere: clocks and codes are read aloud over the phone to people who write in another script.
icu::Locale locale_of(const Language& language) { return icu::Locale((language.code + "@numbers=latn").c_str()); }

// Where a country spans several zones, the one most of its people live in.
constexpr std::array<std::pair<std::string_view, const char*>, 14> main_zones{{{"AU", "Australia/Sydney"},
                                                                               {"BR", "America/Sao_Paulo"},
                                                                               {"CA", "America/Toronto"},
                                                                               {"CL", "America/Santiago"},
                                                                               {"ES", "Europe/Madrid"},
                                                                               {"EU", "Europe/Brussels"},
                                                                               {"ID", "Asia/Jakarta"},
                                                                               {"MX", "America/Mexico_City"},
                                                                               {"NZ", "Pacific/Auckland"},
                                                                               {"PT", "Europe/Lisbon"},
                                                                               {"RU", "Europe/Moscow"},
                                                                               {"US", "America/New_York"},
                                                                               {"KZ", "Asia/Almaty"},
                                                                               {"CN", "Asia/Shanghai"}}};

std::unique_ptr<icu::TimeZone> zone_of(std::string_view country) {
  country = country.substr(0, 2);
  for (const auto& [code, zone] : main_zones) {
    if (code == country) return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(zone));
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::string terminated(country);
  const std::unique_ptr<icu::StringEnumeration> zones(icu::TimeZone::createTimeZoneIDEnumeration(
      UCAL_ZONE_TYPE_CANONICAL_LOCATION, terminated.c_str(), nullptr, status));
  const icu::UnicodeString* first = U_SUCCESS(status) && zones ? zones->snext(status) : nullptr;
  if (country.size() != 2 || first == nullptr) {
    return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone("Etc/UTC"));
  }
  return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(*first));
}

std::string render_with(const Language& language, const char* skeleton, const icu::TimeZone& zone, Instant at) {
  UErrorCode status = U_ZERO_ERROR;
  const auto locale = locale_of(language);
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) return render_instant(at);
  const auto pattern = patterns->getBestPattern(skeleton, status);
  icu::SimpleDateFormat format(pattern, locale, status);
  if (U_FAILURE(status)) return render_instant(at);
  format.setTimeZone(zone);
  icu::UnicodeString out;
  format.format(static_cast<UDate>(at.ms), out);
  return to_utf8(out);
}

}  // namespace

std::string render_local(const Language& language, std::string_view country, Instant at) {
  const auto zone = zone_of(country);
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t offset_ms = 0;
  std::int32_t summer_ms = 0;
  zone->getOffset(static_cast<UDate>(at.ms), false, offset_ms, summer_ms, status);
  icu::UnicodeString name;
  zone->getDisplayName(summer_ms != 0, icu::TimeZone::LONG, locale_of(language), name);
  return render_with(language, "EEEEdMMMMyyyyHHmm", *zone, at) + " (" + to_utf8(name) + ")";
}

std::string render_utc(const Language& language, Instant at) {
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone("Etc/UTC"));
  return render_with(language, "dMMMyyyyHHmm", *zone, at) + " UTC";
}

std::string render_span(const Language& language, Milliseconds span) {
  const auto minutes = std::max<std::int64_t>(0, span.count() / 60'000);
  const std::int64_t parts[] = {minutes / 1440, minutes % 1440 / 60, minutes % 60};
  UErrorCode status = U_ZERO_ERROR;
  icu::MeasureUnit* const units[] = {icu::MeasureUnit::createDay(status), icu::MeasureUnit::createHour(status),
                                     icu::MeasureUnit::createMinute(status)};
  std::vector<icu::Measure> measures;
  for (int i = 0; i < 3; ++i) {
    const bool is_last_resort = i == 2 && measures.empty();
    const bool is_too_fine = i == 2 && parts[0] > 0;
    std::unique_ptr<icu::MeasureUnit> unit(units[i]);
    if ((parts[i] > 0 && !is_too_fine) || is_last_resort) {
      measures.emplace_back(icu::Formattable(parts[i]), unit.release(), status);
    }
  }
  icu::MeasureFormat format(locale_of(language), UMEASFMT_WIDTH_WIDE, status);
  icu::UnicodeString out;
  icu::FieldPosition ignored(icu::FieldPosition::DONT_CARE);
  format.formatMeasures(measures.data(), static_cast<std::int32_t>(measures.size()), out, ignored, status);
  return U_FAILURE(status) ? std::to_string(minutes) + " min" : to_utf8(out);
}

std::string render_country(const Language& language, std::string_view code) {
  icu::UnicodeString name;
  icu::Locale("", std::string(code.substr(0, 2)).c_str()).getDisplayCountry(locale_of(language), name);
  return to_utf8(name);
}

std::vector<Country> list_countries(const Language& language) {
  std::vector<std::pair<icu::UnicodeString, std::string>> named;
  const auto locale = locale_of(language);
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    icu::UnicodeString name;
    icu::Locale("", *code).getDisplayCountry(locale, name);
    named.emplace_back(name, *code);
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, status));
  if (U_SUCCESS(status)) {
    std::sort(named.begin(), named.end(), [&](const auto& a, const auto& b) {
      UErrorCode compared = U_ZERO_ERROR;
      return collator->compare(a.first, b.first, compared) == UCOL_LESS;
    });
  }
  std::vector<Country> list;
  for (const auto& [name, code] : named) list.push_back({code, to_utf8(name)});
  return list;
}

}  // namespace redress::report
