// SPDX-License-Identifier: Apache-2.0
// report/telling.hpp — the parts of a case that pages and letters say alike.
//
// Errors          none: a case from the store holds what is asked for here.
// Threads         pure functions.
// Source          Regulation (EU) 2022/2065, Art. 17(3)(b): who notified is told only where it is strictly necessary.
// Never           says who reported.
#pragma once

#include "cases/case.hpp"
#include "report/messages.hpp"

namespace redress::report {

// The country whose law the first notice calls on: its time zone is shown.
[[nodiscard]] std::string country_of(const cases::Case& state);
// "everywhere", "in India, Brazil"; empty for no territory.
[[nodiscard]] std::string render_territory(const Messages& messages, const Language& language,
                                           const law::Territory& territory);
// On whose demand something is held: an authority is named, a person never.
[[nodiscard]] std::string render_demand(const Messages& messages, const Language& language, const cases::Case& state);

// Where to go when our answer does not satisfy, under the law of that country.
[[nodiscard]] std::string render_next_instance(const Messages& messages, const Language& language,
                                               std::string_view country);

}  // namespace redress::report
