// SPDX-License-Identifier: Apache-2.0
// server/view.hpp — a case in plain words: what pages for the reporter, the uploader and the reviewer have in common.
//
// Shapes          JSON for templates (pages/*.html).
// Errors          none.
// Threads         pure functions.
// Never           shows who reported to the uploader, or who uploaded to the reporter.
#pragma once

#include "server/json_case.hpp"
#include "server/page.hpp"

namespace redress::server {

// Whose eyes: it decides the words and what is left out.
enum class Eyes { reporter, uploader, staff };

struct Telling {
  const Desk& desk;
  const report::Language& language;
  Eyes eyes = Eyes::reporter;
  std::string country;  // whose time zone dates are shown in

  [[nodiscard]] std::string say(std::string_view key, const report::Arguments& arguments = {}) const;
  [[nodiscard]] std::string local(Instant at) const;
  [[nodiscard]] std::string utc(Instant at) const;
};

[[nodiscard]] Telling tell(const Desk& desk, const Visit& visit, Eyes eyes, const cases::Case& state);

[[nodiscard]] std::string tell_territory(const Telling& telling, const law::Territory& territory);
[[nodiscard]] std::string tell_where(const Telling& telling, const cases::Item& item);
[[nodiscard]] std::string tell_clock(const Telling& telling, const cases::CaseClock& clock);
// {"left": "1 hour left", "urgency": "calm|soon|tight|over"}: text, shape and colour say the same.
[[nodiscard]] Json tell_left(const Telling& telling, std::optional<Instant> starts_at, std::optional<Instant> due_at,
                             Instant now);
[[nodiscard]] Json tell_items(const Telling& telling, const cases::Case& state);
// `notice_no` 0: all; otherwise those of that notice and of the house. What runs comes first.
[[nodiscard]] Json tell_clocks(const Telling& telling, const cases::Case& state, int notice_no = 0);
[[nodiscard]] Json tell_decision(const Telling& telling, const cases::Decision& decision);
[[nodiscard]] Json tell_timeline(const Telling& telling, const cases::Case& state,
                                 const std::vector<store::Record>& records);
// "status", "due", "due_utc" and "due_text" of the panel on top.
void put_status(const Telling& telling, const cases::Case& state, Json& view);
[[nodiscard]] std::string_view tone_of(cases::ItemStatus status);

}  // namespace redress::server
