// SPDX-License-Identifier: Apache-2.0
// server/pages_reviewers.cpp — /console/reviewers: the figures of each reviewer, for officers and overseers.
#include "server/reviewers_view.hpp"
#include "server/staff_page.hpp"

namespace redress::server {
namespace {

http::Response show_reviewers(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return send_to_sign_in(desk, request);
  if (!may_see_reviewers(*caller)) {
    return message_page(desk, visit, 403, "message.failed",
                        desk.messages.pattern(visit.language, "console.reviewers.forbidden"), "/console/");
  }
  // A month that is none shows all time: the page's own choice never sends one.
  const auto month = report::parse_month(request.find_query("month").value_or(""));
  const auto figures = desk.tally.catch_up(desk.engine, month);
  const auto last = desk.engine.events().find_last_position();
  if (!figures.ok()) return refuse_page(desk, visit, figures.error(), "/console/");
  if (!last.ok()) return refuse_page(desk, visit, last.error(), "/console/");
  const FiguresWords words{desk.messages, visit.language};
  auto view = staff_frame(desk, visit, request, *caller);
  put_period(words, figures.value(), month, view);
  put_reviewers(words, figures.value().period, view);
  view["as_of"] = desk.messages.text(
      visit.language, "transparency.as_of",
      {{"position", std::to_string(figures.value().position)}, {"last", std::to_string(last.value())}});
  return render_page(desk, visit, "console_reviewers", view);
}

}  // namespace

void add_reviewer_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/console/reviewers", at_desk(desk, show_reviewers), {}});
}

}  // namespace redress::server
