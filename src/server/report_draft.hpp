// SPDX-License-Identifier: Apache-2.0
// server/report_draft.hpp — the answers on the way to a report: kept by the person's own browser, sealed, nowhere else.
//
// Use this when   between the first question of /report and the check.
// Shapes          the answers as a form, deflated, in at most two sealed cookies of path /report. 24 hours.
// Errors          keep_draft: exhausted when the answers do not fit. find_draft: nothing for none, forged, old.
// Threads         pure but for what the desk guards.
// Source          WCAG 2.2, 2.2.1: a limit longer than 20 hours is none.
// Never           lets the server remember a report that was not sent.
#pragma once

#include <optional>

#include "server/page.hpp"

namespace redress::server {

inline constexpr std::size_t draft_bytes_max = 64'000;      // before it is deflated
inline constexpr std::size_t draft_part_bytes_max = 2'000;  // deflated, in each of the two cookies

[[nodiscard]] std::optional<http::Fields> find_draft(const Desk& desk, const http::Request& request);
[[nodiscard]] Status keep_draft(const Desk& desk, http::Response& response, const http::Fields& answers);
void drop_draft(const Desk& desk, http::Response& response);

// As a form's text: what a draft says, one way only.
[[nodiscard]] std::string render_answers(const http::Fields& answers);

}  // namespace redress::server
