// SPDX-License-Identifier: Apache-2.0
// server/api_notifiers.cpp — what a notifier is told and may object to, and who answers.
#include <algorithm>

#include "server/json_case.hpp"
#include "server/objections.hpp"

namespace redress::server {
namespace {

constexpr std::size_t account_bytes_max = 200;
constexpr std::size_t words_bytes_max = 5'000;

OrProblem<std::string> require_notifier(const Desk& desk, const OrProblem<Caller>& identified,
                                        const std::string& account) {
  if (const auto* problem = find_problem(identified)) return *problem;
  auto digest = find_notifier(desk, std::get<Caller>(identified), account);
  if (!digest.ok()) return problem_of(digest.error());
  if (digest.value().empty())
    return problem_of(403, "this wants a token of scope agent, or one of scope notices and the notifier");
  return std::move(digest).value();
}

http::Response show_standing(Desk& desk, http::Request&& request) {
  const auto digest =
      require_notifier(desk, identify(desk, request), std::string(request.find_query("notifier").value_or("")));
  if (const auto* problem = find_problem(digest)) return *problem;
  const auto known = load_notifier(desk, std::get<std::string>(digest));
  if (!known.ok()) return problem_of(known.error());
  if (known.value().standing.step != cases::NotifierStep::none) {
    const auto noted = desk.options.notifiers->note_warned(known.value().digest, desk.engine.now());
    if (!noted.ok()) return problem_of(noted.error());
  }
  return reply_json(200, render_standing(known.value()));
}

// One objection to the same facts: the next one rests on something that was decided since the answer.
bool has_news(const KnownNotifier& known) {
  const auto& answered_at = known.file.answered_at;
  return !answered_at || std::any_of(known.counted.begin(), known.counted.end(), [&](const auto& notice) {
    return notice.unfounded_at && *notice.unfounded_at > *answered_at;
  });
}

http::Response post_appeal(Desk& desk, http::Request&& request) {
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  ObjectReader fields(std::get<Json>(json), "#", faults);
  const auto account = fields.text("notifier", account_bytes_max);
  const auto words = fields.required_text("words", words_bytes_max);
  fields.finish();
  if (!faults.is_empty()) return faults.respond();
  const auto digest = require_notifier(desk, identify(desk, request), account);
  if (const auto* problem = find_problem(digest)) return *problem;
  const auto known = load_notifier(desk, std::get<std::string>(digest));
  if (!known.ok()) return problem_of(known.error());
  if (!has_news(known.value())) return problem_of(409, "this was answered already, and nothing was counted since");
  const Instant now = desk.engine.now();
  const auto appealed = desk.options.notifiers->appeal(std::get<std::string>(digest), words, now);
  if (!appealed.ok()) {
    return problem_of(409, "there is no warning to object to, or an objection waits for its answer already");
  }
  return reply_json(202, {{"answer_by", render_instant(find_answer_due(now))}});
}

Json render_unfounded(const std::vector<UnfoundedDecision>& decisions) {
  Json list = Json::array();
  for (const auto& [notice, decision] : decisions) {
    list.push_back({{"case_id", render_id(notice.case_id)},
                    {"notice", notice.notice_no},
                    {"received_at", render_instant(notice.received_at)},
                    {"by", decision.by},
                    {"reason", decision.weighing->unfounded}});
  }
  return list;
}

http::Response list_notifiers(Desk& desk, http::Request&& request) {
  const auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  if (desk.options.notifiers == nullptr) return problem_of(404, "this instance counts nobody");
  if (const auto expired = desk.options.notifiers->expire(desk.engine.now()); !expired.ok()) {
    return problem_of(expired.error());
  }
  const auto files = desk.options.notifiers->load_files();
  if (!files.ok()) return problem_of(files.error());
  Json list = Json::array();
  for (const store::NotifierFile& file : files.value()) {
    const auto known = load_notifier(desk, file.notifier);
    if (!known.ok()) return problem_of(known.error());
    const auto decisions = load_unfounded(desk, known.value());
    if (!decisions.ok()) return problem_of(decisions.error());
    Json json = render_standing(known.value());
    json["id"] = file.notifier;
    json["decisions"] = render_unfounded(decisions.value());
    if (file.warned_at) json["warned_at"] = render_instant(*file.warned_at);
    if (file.informed_at) json["informed_at"] = render_instant(*file.informed_at);
    if (file.appealed_at) json["objection"] = file.appeal;
    list.push_back(std::move(json));
  }
  return reply_json(200, {{"notifiers", std::move(list)}});
}

http::Response answer_appeal(Desk& desk, http::Request&& request) {
  const auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  if (desk.options.notifiers == nullptr) return problem_of(404, "this instance counts nobody");
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  const auto answer = parse_objection_answer(std::get<Json>(json), faults);
  if (!faults.is_empty()) return faults.respond();
  const auto answered = answer_objection(desk, std::get<Caller>(staff), request.parameter("id"), answer);
  if (!answered.ok()) return problem_of(answered.error());
  return reply_json(200, {{"outcome", render(answer.outcome)}});
}

// A trusted flagger is limited only after the coordinator who gave it that place has been informed.
http::Response note_informed(Desk& desk, http::Request&& request) {
  const auto staff = require_staff(desk, request);
  if (const auto* problem = find_problem(staff)) return *problem;
  if (desk.options.notifiers == nullptr) return problem_of(404, "this instance counts nobody");
  if (std::get<Caller>(staff).kind != cases::ActorKind::officer) return problem_of(403, "an officer records this");
  const auto noted = desk.options.notifiers->note_informed(request.parameter("id"), desk.engine.now());
  if (!noted.ok()) return problem_of(noted.error());
  return reply_json(200, {{"informed_at", render_instant(desk.engine.now())}});
}

}  // namespace

void add_notifier_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/api/v1/notifier", at_desk(desk, show_standing), {}});
  routes.push_back({http::Method::post, "/api/v1/notifier/appeal", at_desk(desk, post_appeal), json_body()});
  routes.push_back({http::Method::get, "/api/v1/notifiers", at_desk(desk, list_notifiers), {}});
  routes.push_back({http::Method::post, "/api/v1/notifiers/{id}/answer", at_desk(desk, answer_appeal), json_body()});
  routes.push_back({http::Method::post, "/api/v1/notifiers/{id}/informed", at_desk(desk, note_informed), json_body()});
}

}  // namespace redress::server
