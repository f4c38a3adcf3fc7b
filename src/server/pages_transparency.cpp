// SPDX-License-Identifier: Apache-2.0
// server/pages_transparency.cpp — the figures, the public ledger in words, and the script that checks it in a browser.
#include <fstream>
#include <iterator>

#include "server/assets.hpp"
#include "server/figures_view.hpp"
#include "server/page.hpp"

namespace redress::server {
namespace {

// What a page without script sends, opened for scripts, workers and reads of this host alone. A worker is held to the
// policy of its own file, so the script's files carry it too.
constexpr std::string_view script_policy =
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

constexpr std::string_view script_folder = "pages/audit/";
constexpr std::size_t key_bytes_max = 8'192;

void show_counts(const store::Counts& counts, const Figures& now, Json& view) {
  view["open"] = counts.open;
  view["decided"] = counts.decided;
  view["closed"] = counts.closed;
  view["clocks_running"] = counts.clocks_running;
  view["clocks_met"] = counts.clocks_met;
  view["clocks_missed"] = counts.clocks_missed;
  view["duties"] = Json::array();
  for (const auto& [duty, count] : now.duties) {
    const auto ended = count.met + count.missed + count.voided;
    view["duties"].push_back({{"duty", duty},
                              {"running", count.started - std::min(count.started, ended)},
                              {"met", count.met},
                              {"missed", count.missed}});
  }
}

std::string read_key(const std::string& folder) {
  std::ifstream file(folder + "/vkey", std::ios::binary);
  std::string key;
  std::getline(file, key);
  return file.bad() || key.size() > key_bytes_max ? std::string() : key;
}

void show_ledger(const Desk& desk, const Visit& visit, Json& view) {
  const auto ledger = desk.engine.ledger_state();
  const bool has_ledger = ledger.sealing != engine::Sealing::off && ledger.size > 0;
  view["has_ledger"] = has_ledger;
  if (!has_ledger) return;
  view["size"] = ledger.size;
  view["newest"] = render_utc(visit.language, ledger.sealed_at);
  view["vkey"] = read_key(desk.engine.ledger_folder());
  view["url"] = desk.options.public_url + "/ledger/";
  const bool is_troubled = ledger.sealing != engine::Sealing::running;
  const auto* key = ledger.sealing == engine::Sealing::stopped ? "ledger.stopped" : "ledger.delayed";
  view["trouble"] = is_troubled ? desk.messages.text(visit.language, key, {{"reason", ledger.reason}}) : std::string();
}

http::Response show_transparency(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  const auto counts = desk.engine.events().load_counts();
  if (!counts.ok()) return refuse_page(desk, visit, counts.error(), "/");
  // A month that is none shows all time: the page's own choice never sends one.
  const auto month = report::parse_month(request.find_query("month").value_or(""));
  const auto figures = desk.tally.catch_up(desk.engine, month);
  if (!figures.ok()) return refuse_page(desk, visit, figures.error(), "/");
  auto view = frame(desk, visit);
  show_counts(counts.value(), figures.value(), view);
  put_figures({desk.messages, visit.language}, figures.value(), month, view);
  show_ledger(desk, visit, view);
  const auto position = figures.value().position;
  const auto last = desk.engine.events().find_last_position();
  view["as_of"] = desk.messages.text(
      visit.language, "transparency.as_of",
      {{"position", std::to_string(position)}, {"last", std::to_string(last.ok() ? last.value() : position)}});
  auto response = render_page(desk, visit, "transparency", view);
  set_policy(response, script_policy);
  return response;
}

http::Response serve_script(std::string_view text) {
  auto response = http::reply(200, "text/javascript; charset=utf-8", std::string(text));
  response.headers.push_back({"Content-Security-Policy", std::string(script_policy)});
  // Files of two releases must never meet in one browser.
  response.headers.push_back({"Cache-Control", "no-cache"});
  return response;
}

// Files of ours by their path below pages/audit, and the one library by its name.
http::Handler serve_scripts_of(std::string_view folder) {
  return http::answer([folder](http::Request&& request) {
    const auto& name = request.parameter("name");
    for (const auto& library : embedded_libraries()) {
      if (folder.empty() && library.path == name) return serve_script(library.text);
    }
    const auto own = name.ends_with(".js") ? find_asset(std::string(script_folder).append(folder).append(name))
                                           : std::optional<std::string_view>();
    return own ? serve_script(*own) : http::problem(404, "Not Found", "There is no such file.");
  });
}

}  // namespace

void add_transparency_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/transparency", at_desk(desk, show_transparency), {}});
  routes.push_back({http::Method::get, "/assets/audit/{name}", serve_scripts_of(""), {}});
  routes.push_back({http::Method::get, "/assets/audit/law/{name}", serve_scripts_of("law/"), {}});
}

}  // namespace redress::server
