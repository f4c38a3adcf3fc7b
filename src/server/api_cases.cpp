// SPDX-License-Identifier: Apache-2.0
// server/api_cases.cpp — the console's API: the queue, one case, every action on it, and acknowledgements.
#include <charconv>

#include "cases/clocks.hpp"
#include "report/statement_of_reasons.hpp"
#include "server/api.hpp"
#include "server/json_case.hpp"
#include "server/json_command.hpp"
#include "server/notifiers.hpp"

namespace redress::server {
namespace {

std::size_t count_of(const http::Request& request, std::string_view name, std::size_t otherwise, std::size_t high) {
  const auto text = request.find_query(name).value_or("");
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return otherwise;
  return std::min(std::max<std::size_t>(number, 1), high);
}

http::Response show_queue(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto rows = desk.engine.events().load_queue(count_of(request, "limit", 50, 500));
  if (!rows.ok()) return problem_of(rows.error());
  Json list = Json::array();
  for (const auto& row : rows.value()) list.push_back(render_queue_row(row));
  return reply_json(200, {{"cases", std::move(list)}, {"now", render_instant(desk.engine.now())}});
}

http::Response respond_case(const Desk& desk, const Id& id) {
  const auto loaded = desk.engine.load_case(id);
  if (!loaded.ok()) return problem_of(loaded.error());
  const auto code = desk.engine.events().find_code(id);
  const auto records = desk.engine.events().load_case(id);
  if (!code.ok()) return problem_of(code.error());
  if (!records.ok()) return problem_of(records.error());
  auto json = render_case(loaded.value(), code.value(), records.value());
  json["appeal_code"] = desk.engine.render_appeal_secret(id);
  const auto sweeps = desk.engine.load_sweeps(id);
  if (!sweeps.ok()) return problem_of(sweeps.error());
  json["sweeps"] = render_sweeps(sweeps.value());
  return reply_json(200, json);
}

http::Response show_case(Desk& desk, http::Request&& request) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return problem_of(id.error());
  return respond_case(desk, id.value());
}

http::Response respond_command(const Result<engine::CommandAnswer>& answer) {
  if (!answer.ok()) return problem_of(answer.error());
  Json events = Json::array();
  for (const auto& event : answer.value().events) events.push_back(name_of(event.body));
  return reply_json(200, {{"id", render_id(answer.value().state.id)},
                          {"status", status_of(answer.value().state)},
                          {"event_count", answer.value().state.event_count},
                          {"events", std::move(events)}});
}

void act(Desk& desk, std::string_view action, http::Request&& request, http::Responder respond) {
  auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return respond(*problem);
  const auto& caller = std::get<Caller>(staff);
  if (action == "erase" && caller.kind == cases::ActorKind::reviewer) {
    return respond(problem_of(403, "erasing is for officers and admins: ask one of them"));
  }
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return respond(problem_of(id.error()));
  auto key =
      idempotency_key_of(request, "cases/" + caller.name + "/" + render_id(id.value()) + "/" + std::string(action));
  if (!key.ok()) return respond(problem_of(400, key.error().message));
  OrProblem<Json> json = Json::object();
  if (!request.body.empty()) json = read_json(request);
  if (const auto* problem = find_problem(json)) return respond(*problem);
  Faults faults;
  auto command = parse_command(action, std::get<Json>(json), faults);
  if (!faults.is_empty()) return respond(faults.respond());
  if (const auto* handed = std::get_if<cases::HandOver>(&command)) {
    const auto known = verify_colleague(desk.accounts, handed->to);
    if (!known.ok()) return respond(problem_of(known.error()));
  }
  const auto state = desk.engine.load_case(id.value());
  if (!state.ok()) return respond(problem_of(state.error()));
  complete_grounds(state.value(), command);
  desk.engine.submit(id.value(), std::move(command), caller.actor(),
                     [&desk, respond](const Result<engine::CommandAnswer>& answer) {
                       if (answer.ok()) mark_unfounded(desk, answer.value().state, answer.value().events);
                       respond(respond_command(answer));
                     },
                     {std::move(key).value(), std::move(request.body)});
}

OrProblem<Caller> require_platform(Desk& desk, const http::Request& request) {
  auto identified = identify(desk, request);
  if (find_problem(identified) != nullptr) return identified;
  const auto& caller = std::get<Caller>(identified);
  if (caller.may("notices") || caller.may("admin")) return identified;
  return caller.has_token ? problem_of(403, "this wants a token of scope notices or admin")
                          : problem_of(401, "send a token of scope notices or admin");
}

// 0, which no measure has, for what is no number.
int measure_no_of(const http::Request& request) {
  const auto& written = request.parameter("no");
  int no = 0;
  std::from_chars(written.data(), written.data() + written.size(), no);
  return no;
}

void acknowledge(Desk& desk, http::Request&& request, http::Responder respond) {
  auto platform = require_platform(desk, request);
  if (const auto* problem = find_problem(platform)) return respond(*problem);
  const auto& caller = std::get<Caller>(platform);
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return respond(problem_of(id.error()));
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return respond(*problem);
  Faults faults;
  auto move = parse_measure_move(std::get<Json>(json), measure_no_of(request), faults);
  if (!faults.is_empty()) return respond(faults.respond());
  desk.engine.submit(id.value(), std::move(move), {cases::ActorKind::platform, caller.name},
                     [respond](const Result<engine::CommandAnswer>& answer) { respond(respond_command(answer)); });
}

// What the platform sends to the uploader, whose address and language it knows.
http::Response show_statement(Desk& desk, http::Request&& request) {
  const auto platform = require_platform(desk, request);
  if (const auto* problem = find_problem(platform)) return *problem;
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return problem_of(id.error());
  const auto state = desk.engine.load_case(id.value());
  if (!state.ok()) return problem_of(state.error());
  const auto code = desk.engine.events().find_code(id.value());
  if (!code.ok()) return problem_of(code.error());
  const report::Language& language = desk.messages.choose(request.find_query("language").value_or(""), "", "");
  const report::StatementContext context{code.value(), desk.options.public_url,
                                         desk.engine.render_appeal_secret(id.value()),
                                         cases::house_clock_length(state.value(), desk.engine.policy())};
  const auto letter =
      report::render_statement_of_reasons(desk.messages, language, state.value(), measure_no_of(request), context);
  if (!letter.ok()) return problem_of(letter.error());
  return reply_json(200,
                    {{"language", language.code}, {"subject", letter.value().subject}, {"text", letter.value().text}});
}

}  // namespace

void add_case_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/api/v1/cases", at_desk(desk, show_queue), {}});
  routes.push_back({http::Method::get, "/api/v1/cases/{id}", at_desk(desk, show_case), {}});
  for (const auto action : list_actions()) {
    routes.push_back({http::Method::post, "/api/v1/cases/{id}/" + std::string(action),
                      [&desk, action](http::Request&& request, http::Responder respond) {
                        act(desk, action, std::move(request), std::move(respond));
                      },
                      json_body()});
  }
  routes.push_back({http::Method::post, "/api/v1/cases/{id}/measures/{no}", at_desk(desk, acknowledge), json_body()});
  routes.push_back(
      {http::Method::get, "/api/v1/cases/{id}/measures/{no}/statement", at_desk(desk, show_statement), {}});
}

}  // namespace redress::server
