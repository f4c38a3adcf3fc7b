// SPDX-License-Identifier: Apache-2.0
// report/figure_words.hpp — shares, months and languages as a person reads them.
//
// Shapes          Latin digits in every language; what ICU cannot say is said in ASCII.
// Errors          none.
// Threads         any.
// Source          CLDR by ICU 72.
#pragma once

#include "report/messages.hpp"

namespace redress::report {

// 0.125 → "12.5%"; at most one decimal.
[[nodiscard]] std::string render_percent(const Language& language, double share);
// As report/fairness.hpp counts months: "November 2026".
[[nodiscard]] std::string render_month_name(const Language& language, int month);
// A time that something took, rounded up to whole minutes as the ranks of a Spread are: the longest is never shorter.
[[nodiscard]] std::string render_span_at_most(const Language& language, Milliseconds span);
// "hi" → "Hindi", in the reader's language.
[[nodiscard]] std::string render_language_name(const Language& language, const std::string& tag);

}  // namespace redress::report
