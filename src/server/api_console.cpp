// SPDX-License-Identifier: Apache-2.0
// server/api_console.cpp — what the console's own script reads: who works here, the queue and a case told in words.
// What it changes, it changes through the same API as everybody (api_cases.cpp).
#include <charconv>

#include "server/console_queue.hpp"
#include "server/console_view.hpp"
#include "server/json_case.hpp"
#include "server/seal.hpp"
#include "server/second_look.hpp"

namespace redress::server {
namespace {

std::string_view role_of(const Caller& caller) {
  if (caller.kind == cases::ActorKind::platform) return "overseer";
  return caller.kind == cases::ActorKind::officer ? "officer" : "reviewer";
}

Json list_words(const Desk& desk, const report::Language& language) {
  Json words = Json::object();
  for (const auto& [name, text] : desk.messages.table("en")) {
    if (name.starts_with("console.") || name.starts_with("outcome.")) {
      words[name] = desk.messages.pattern(language, name);
    }
  }
  return words;
}

http::Response show_desk(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto& caller = std::get<Caller>(staff);
  const auto visit = staff_visit_of(desk, request);
  const auto seen = desk.accounts.count_exposures(caller.name, desk.engine.now());
  const auto users = desk.accounts.load_users();
  if (!seen.ok()) return problem_of(seen.error());
  if (!users.ok()) return problem_of(users.error());
  const auto skills = desk.accounts.load_skills();
  if (!skills.ok()) return problem_of(skills.error());
  const auto found = skills.value().find(caller.name);
  const auto own = found == skills.value().end() ? store::Skills{} : found->second;
  Json colleagues = Json::array();
  for (const auto& user : users.value()) {
    if (user.role != store::Role::overseer && user.name != caller.name) colleagues.push_back(user.name);
  }
  return reply_json(200, {{"user", caller.name},
                          {"role", role_of(caller)},
                          {"csrf", caller.has_session ? render_csrf(desk.options.key, caller.session) : ""},
                          {"language", visit.language.code},
                          {"direction", visit.language.direction},
                          {"skills", {{"languages", own.languages}, {"harms", own.harms}}},
                          {"exposures", {{"seen", seen.value()}, {"max", desk.options.exposures_per_day}}},
                          {"colleagues", std::move(colleagues)},
                          {"words", list_words(desk, visit.language)}});
}

http::Response show_rows(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto visit = staff_visit_of(desk, request);
  // The position first: what happens while the rows are read is told again, never missed.
  const auto last = desk.engine.events().find_last_position();
  auto rows = tell_queue(desk, visit, std::get<Caller>(staff));
  const auto counts = desk.engine.events().load_counts();
  if (!last.ok()) return problem_of(last.error());
  if (!rows.ok()) return problem_of(rows.error());
  if (!counts.ok()) return problem_of(counts.error());
  return reply_json(200, {{"rows", std::move(rows).value()},
                          {"open", counts.value().open},
                          {"last", last.value()},
                          {"now", render_instant(desk.engine.now())}});
}

http::Response show_told_case(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto visit = staff_visit_of(desk, request);
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return problem_of(id.error());
  const auto state = desk.engine.load_case(id.value());
  const auto records = desk.engine.events().load_case(id.value());
  const auto code = desk.engine.events().find_code(id.value());
  if (!state.ok()) return problem_of(state.error());
  if (!records.ok()) return problem_of(records.error());
  if (!code.ok()) return problem_of(code.error());
  Json view{{"case_id", render_id(id.value())},
            {"case_code", code.value()},
            {"appeal_code", desk.engine.render_appeal_secret(id.value())}};
  const Telling telling{desk, visit.language, Eyes::staff, desk.options.country};
  put_case(telling, state.value(), records.value(), std::get<Caller>(staff), 0, view);
  return reply_json(200, view);
}

}  // namespace

void add_console_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/api/v1/console", at_desk(desk, show_desk), {}});
  routes.push_back({http::Method::get, "/api/v1/console/queue", at_desk(desk, show_rows), {}});
  routes.push_back({http::Method::get, "/api/v1/console/cases/{id}", at_desk(desk, show_told_case), {}});
}

}  // namespace redress::server
