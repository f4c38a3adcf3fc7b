// SPDX-License-Identifier: Apache-2.0
// report/dates.cpp — instants, spans and countries as a person reads them.
#include <unicode/coll.h>
#include <unicode/dtptngen.h>
#include <unicode/measfmt.h>
#include <unicode/measunit.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <memory>

#include "report/kept.hpp"
#include "report/locale.hpp"
#include "report/messages.hpp"

namespace redress::report {
namespace {

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

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

// In a zone, with its names in summer and winter.
struct LocalFormat {
  std::unique_ptr<icu::TimeZone> zone;
  std::unique_ptr<icu::SimpleDateFormat> format;
  std::string winter_name;
  std::string summer_name;
};

std::string name_of(const icu::TimeZone& zone, const Language& language, bool in_summer) {
  icu::UnicodeString name;
  zone.getDisplayName(static_cast<UBool>(in_summer), icu::TimeZone::LONG, calendar_locale_of(language), name);
  return to_utf8(name);
}

std::unique_ptr<LocalFormat> make_format(const Language& language, const char* skeleton,
                                         std::unique_ptr<icu::TimeZone> zone) {
  UErrorCode status = U_ZERO_ERROR;
  const auto locale = calendar_locale_of(language);
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) return nullptr;
  const auto pattern = patterns->getBestPattern(skeleton, status);
  auto made = std::make_unique<LocalFormat>();
  made->format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
  if (U_FAILURE(status)) return nullptr;
  made->format->setTimeZone(*zone);
  made->winter_name = name_of(*zone, language, false);
  made->summer_name = name_of(*zone, language, true);
  made->zone = std::move(zone);
  return made;
}

std::string render_with(const LocalFormat& local, Instant at) {
  icu::UnicodeString out;
  local.format->format(static_cast<UDate>(at.ms), out);
  return to_utf8(out);
}

}  // namespace

std::string render_local(const Language& language, std::string_view country, Instant at) {
  thread_local Kept<LocalFormat> kept;
  const LocalFormat* local = kept.find(language.code + "/" + std::string(country.substr(0, 2)),
                                       [&] { return make_format(language, "EEEEdMMMMyyyyHHmm", zone_of(country)); });
  if (local == nullptr) return render_instant(at);
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t offset_ms = 0;
  std::int32_t summer_ms = 0;
  local->zone->getOffset(static_cast<UDate>(at.ms), false, offset_ms, summer_ms, status);
  return render_with(*local, at) + " (" + (summer_ms != 0 ? local->summer_name : local->winter_name) + ")";
}

std::string render_utc(const Language& language, Instant at) {
  thread_local Kept<LocalFormat> kept;
  const LocalFormat* local = kept.find(language.code, [&] {
    return make_format(language, "dMMMyyyyHHmm",
                       std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone("Etc/UTC")));
  });
  return local == nullptr ? render_instant(at) : render_with(*local, at) + " UTC";
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
  thread_local Kept<icu::MeasureFormat> kept;
  const icu::MeasureFormat* format = kept.find(language.code, [&]() -> std::unique_ptr<icu::MeasureFormat> {
    auto made = std::make_unique<icu::MeasureFormat>(calendar_locale_of(language), UMEASFMT_WIDTH_WIDE, status);
    if (U_FAILURE(status)) made.reset();
    return made;
  });
  if (format == nullptr) return std::to_string(minutes) + " min";
  icu::UnicodeString out;
  icu::FieldPosition ignored(icu::FieldPosition::DONT_CARE);
  format->formatMeasures(measures.data(), static_cast<std::int32_t>(measures.size()), out, ignored, status);
  return U_FAILURE(status) ? std::to_string(minutes) + " min" : to_utf8(out);
}

std::string render_country(const Language& language, std::string_view code) {
  icu::UnicodeString name;
  icu::Locale("", std::string(code.substr(0, 2)).c_str()).getDisplayCountry(calendar_locale_of(language), name);
  return to_utf8(name);
}

std::vector<Country> list_countries(const Language& language) {
  std::vector<std::pair<icu::UnicodeString, std::string>> named;
  const auto locale = calendar_locale_of(language);
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
  list.reserve(named.size());
  for (const auto& [name, code] : named) list.push_back({code, to_utf8(name)});
  return list;
}

}  // namespace redress::report
