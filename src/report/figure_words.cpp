// SPDX-License-Identifier: Apache-2.0
#include "report/figure_words.hpp"

#include <unicode/dtptngen.h>
#include <unicode/numfmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <cmath>
#include <memory>

#include "report/fairness.hpp"
#include "report/kept.hpp"
#include "report/locale.hpp"

namespace redress::report {
namespace {

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

std::unique_ptr<icu::SimpleDateFormat> make_month_format(const Language& language) {
  UErrorCode status = U_ZERO_ERROR;
  const auto locale = calendar_locale_of(language);
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) return nullptr;
  auto format = std::make_unique<icu::SimpleDateFormat>(patterns->getBestPattern("yyyyMMMM", status), locale, status);
  if (U_FAILURE(status)) return nullptr;
  format->setTimeZone(*icu::TimeZone::getGMT());
  return format;
}

}  // namespace

std::string render_percent(const Language& language, double share) {
  thread_local Kept<icu::NumberFormat> kept;
  const icu::NumberFormat* format = kept.find(language.code, [&] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::NumberFormat> made(
        icu::NumberFormat::createPercentInstance(calendar_locale_of(language), status));
    if (U_FAILURE(status)) return std::unique_ptr<icu::NumberFormat>();
    made->setMaximumFractionDigits(1);
    return made;
  });
  if (format == nullptr) return std::to_string(std::lround(share * 100)) + " %";
  icu::UnicodeString out;
  return to_utf8(format->format(share, out));
}

std::string render_month_name(const Language& language, int month) {
  thread_local Kept<icu::SimpleDateFormat> kept;
  const icu::SimpleDateFormat* format = kept.find(language.code, [&] { return make_month_format(language); });
  const auto first = parse_instant(render_month(month) + "-01T00:00:00Z");
  if (format == nullptr || !first.ok()) return render_month(month);
  icu::UnicodeString out;
  format->format(static_cast<UDate>(first.value().ms), out);
  return to_utf8(out);
}

std::string render_span_at_most(const Language& language, Milliseconds span) {
  return render_span(language, std::chrono::ceil<std::chrono::minutes>(span));
}

std::string render_language_name(const Language& language, const std::string& tag) {
  icu::UnicodeString name;
  icu::Locale(tag.c_str()).getDisplayLanguage(calendar_locale_of(language), name);
  return name.isEmpty() ? tag : to_utf8(name);
}

}  // namespace redress::report
