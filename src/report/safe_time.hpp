// SPDX-License-Identifier: Apache-2.0
// report/safe_time.hpp — when an e-mail may reach a person who reported, as she asked.
//
// Use this when   a letter is about to go, or somebody reads whether it will.
// Shapes          day is 09:00-17:00 and evening 18:00-21:00 of every local day, the closing minute not in it. By the
//                 zone where one is known. Without: only what lies inside in every zone of every country that the
//                 notice names, so that it holds wherever in them she is; evening in the United States has no such
//                 instant. "EU" never has one: from Guadeloupe to Réunion it is eight hours. Nor has a country without
//                 a zone of its own (the uninhabited ones), an unknown zone, or `ask`, which only a person can read.
// Errors          none: nothing means that no letter goes by itself.
// Threads         pure functions.
// Cost            96 looks at each zone at most.
// Source          CLDR by ICU 72: the zones of a country; IANA time zone data of law::tz_version().
// Never           guesses: an e-mail at the wrong hour can hurt her, one that is not sent stands on the case page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "cases/words.hpp"

namespace redress::report {

// The first instant from `now` on; nothing where none comes within 24 hours.
[[nodiscard]] std::optional<Instant> find_safe_instant(cases::SafeTime safe_time, std::string_view zone,
                                                       const std::vector<std::string>& jurisdictions, Instant now);

// Is it a name of IANA's, as in "Asia/Kolkata"?
[[nodiscard]] bool is_zone(std::string_view name);
// And one of this country's? A browser that hides where it is names a zone somewhere else.
[[nodiscard]] bool is_zone_of(std::string_view name, std::string_view country);
// Does this answer need a clock to be read from? For any other no zone is kept.
[[nodiscard]] bool has_hours(cases::SafeTime safe_time);

}  // namespace redress::report
