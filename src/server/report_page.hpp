// SPDX-License-Identifier: Apache-2.0
// server/report_page.hpp — one page of /report as the values its template wants.
//
// Shapes          JSON for pages/report_step.html and pages/report_check.html.
// Errors          none.
// Threads         pure functions.
// Never           lets a page with a script send anything elsewhere: the policy allows this server alone.
#pragma once

#include "server/page.hpp"
#include "server/report_form.hpp"

namespace redress::server {

struct ReportPage {
  std::string step;
  http::Fields answers;
  std::vector<FormFault> faults;
  bool goes_to_check = false;  // the person came from the check to change this one answer
};

[[nodiscard]] Json view_step(const Desk& desk, const Visit& visit, const ReportPage& page);
[[nodiscard]] http::Response render_step(const Desk& desk, const Visit& visit, std::string_view step, const Json& view,
                                         int status = 200);

}  // namespace redress::server
