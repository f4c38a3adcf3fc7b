// SPDX-License-Identifier: Apache-2.0
// server/api_figures.cpp — the public figures for programs and spreadsheets; those of each reviewer for supervisors.
#include "server/api.hpp"
#include "server/figures.hpp"

namespace redress::server {
namespace {

struct Wanted {
  std::optional<int> month;
};

OrProblem<Wanted> period_of(const http::Request& request) {
  const auto text = request.find_query("month").value_or("");
  if (text.empty()) return Wanted{};
  const auto month = report::parse_month(text);
  if (!month) return problem_of(400, "month must be a year and a month, as in 2026-11, or be left out for all time");
  return Wanted{month};
}

bool wants_csv(const http::Request& request) {
  const auto accept = request.find_header("Accept").value_or("");
  return accept.starts_with("text/csv");
}

http::Response reply_csv(std::string text) {
  auto response = http::reply(200, "text/csv; charset=utf-8; header=present", std::move(text));
  response.headers.push_back({"Content-Disposition", "attachment; filename=\"transparency.csv\""});
  return response;
}

http::Response show(Desk& desk, const http::Request& request, bool as_csv) {
  auto wanted = period_of(request);
  if (const auto* problem = find_problem(wanted)) return *problem;
  const auto month = std::get<Wanted>(wanted).month;
  const auto figures = desk.tally.catch_up(desk.engine, month);
  const auto last = desk.engine.events().find_last_position();
  if (!figures.ok()) return problem_of(figures.error());
  if (!last.ok()) return problem_of(last.error());
  if (as_csv) return reply_csv(render_figures_csv(figures.value(), month));
  return reply_json(200, render_figures(figures.value(), month, last.value()));
}

http::Response show_figures(Desk& desk, http::Request&& request) {
  auto response = show(desk, request, wants_csv(request));
  response.headers.push_back({"Vary", "Accept"});
  return response;
}

http::Response show_csv(Desk& desk, http::Request&& request) { return show(desk, request, true); }

http::Response show_reviewers(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto& caller = std::get<Caller>(staff);
  if (caller.kind == cases::ActorKind::reviewer) {
    return problem_of(403, "figures of colleagues by name are for officers and overseers: ask one of them");
  }
  auto wanted = period_of(request);
  if (const auto* problem = find_problem(wanted)) return *problem;
  const auto month = std::get<Wanted>(wanted).month;
  const auto figures = desk.tally.catch_up(desk.engine, month);
  if (!figures.ok()) return problem_of(figures.error());
  return reply_json(200, {{"period", month ? report::render_month(*month) : "all"},
                          {"reviewers", render_reviewers(figures.value().period)}});
}

}  // namespace

void add_figure_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/api/v1/transparency", at_desk(desk, show_figures), {}});
  routes.push_back({http::Method::get, "/transparency.csv", at_desk(desk, show_csv), {}});
  routes.push_back({http::Method::get, "/api/v1/console/reviewers", at_desk(desk, show_reviewers), {}});
}

}  // namespace redress::server
