// SPDX-License-Identifier: Apache-2.0
// report/locale.hpp — a language as ICU knows it.
//
// Use this when   an ICU formatter is made for a reader.
// Shapes          Latin digits everywhere: clocks and codes are read aloud over the phone, also by people who write in
//                 another script.
// Errors          none: what ICU does not know it takes for its root locale.
// Threads         any.
// Cost            parsing the tag: make formatters once (report/kept.hpp).
// Source          BCP 47, extension u: RFC 6067.
#pragma once

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include "report/messages.hpp"

namespace redress::report {

[[nodiscard]] inline icu::Locale locale_of(const Language& language) {
  UErrorCode status = U_ZERO_ERROR;
  return icu::Locale::forLanguageTag(language.tag + "-u-nu-latn", status);
}

// ICU has no names of months for a few of our languages, and would write "M11": English names, rather than numbers.
[[nodiscard]] inline icu::Locale calendar_locale_of(const Language& language) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale own = locale_of(language);
  const icu::DateFormatSymbols symbols(own, status);
  std::int32_t count = 0;
  const icu::UnicodeString* months = symbols.getMonths(count);
  if (U_SUCCESS(status) && count > 0 && !months[0].startsWith(icu::UnicodeString("M0"))) return own;
  return icu::Locale::forLanguageTag("en-IN-u-nu-latn", status);
}

}  // namespace redress::report
