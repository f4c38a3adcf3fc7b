// SPDX-License-Identifier: Apache-2.0
// server/pages_public.cpp — the first page, the numbers, the way out, and the two files that pages are dressed with.
#include "server/assets.hpp"
#include "server/page.hpp"

namespace redress::server {
namespace {

http::Response show_home(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  return render_page(desk, visit, "home", frame(desk, visit));
}

// Ends what this browser could go on with, then leaves for a page that says nothing.
http::Response leave(Desk& desk, http::Request&&) {
  auto response = http::redirect(desk.options.leave_url);
  for (const auto* side : {"case", "appeal", "report"}) {
    clear_cookie(desk, response, std::string("redress_") + side, std::string("/") + side);
  }
  response.headers.push_back({"Clear-Site-Data", "\"cache\", \"cookies\""});
  return response;
}

http::Response show_transparency(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  const auto counts = desk.engine.events().load_counts();
  if (!counts.ok()) return refuse_page(desk, visit, counts.error(), "/");
  const auto figures = desk.tally.catch_up(desk.engine);
  if (!figures.ok()) return refuse_page(desk, visit, figures.error(), "/");
  const auto& now = figures.value();
  auto view = frame(desk, visit);
  view["open"] = counts.value().open;
  view["decided"] = counts.value().decided;
  view["closed"] = counts.value().closed;
  view["clocks_running"] = counts.value().clocks_running;
  view["clocks_met"] = counts.value().clocks_met;
  view["clocks_missed"] = counts.value().clocks_missed;
  view["duties"] = Json::array();
  for (const auto& [duty, count] : now.duties) {
    const auto ended = count.met + count.missed + count.voided;
    view["duties"].push_back({{"duty", duty},
                              {"running", count.started - std::min(count.started, ended)},
                              {"met", count.met},
                              {"missed", count.missed}});
  }
  view["orders"] = now.orders;
  view["orders_defective"] = now.orders_defective;
  view["orders_acted_on"] = now.orders_acted_on;
  view["has_defects"] = !now.defects.empty();
  view["defects"] = Json::array();
  for (const auto& [check, count] : now.defects) view["defects"].push_back({{"check", check}, {"count", count}});
  view["decisions"] = now.decisions;
  view["reversed"] = now.reversed;
  view["appeals"] = now.appeals;
  view["appeals_upheld"] = now.appeals_upheld;
  view["automatic"] = now.automatic;
  const auto last = desk.engine.events().find_last_position();
  view["as_of"] = desk.messages.text(
      visit.language, "transparency.as_of",
      {{"position", std::to_string(now.position)}, {"last", std::to_string(last.ok() ? last.value() : now.position)}});
  return render_page(desk, visit, "transparency", view);
}

http::Handler serve_asset(std::string_view path, std::string_view type) {
  return http::answer([path, type](http::Request&&) {
    auto response = http::reply(200, std::string(type), std::string(find_asset(path).value_or("")));
    response.headers.push_back({"Cache-Control", "public, max-age=3600"});
    return response;
  });
}

}  // namespace

void add_public_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/", at_desk(desk, show_home), {}});
  routes.push_back({http::Method::get, "/leave", at_desk(desk, leave), {}});
  routes.push_back({http::Method::get, "/transparency", at_desk(desk, show_transparency), {}});
  routes.push_back(
      {http::Method::get, "/assets/style.css", serve_asset("pages/style.css", "text/css; charset=utf-8"), {}});
  routes.push_back({http::Method::get, "/assets/icon.svg", serve_asset("pages/icon.svg", "image/svg+xml"), {}});
}

}  // namespace redress::server
