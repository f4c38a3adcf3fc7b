// SPDX-License-Identifier: Apache-2.0
// server/pages_notifiers.cpp — /console/notifiers: the objections that wait, their answers, and who is limited now.
#include <algorithm>

#include "server/objections.hpp"
#include "server/seal.hpp"
#include "server/staff_page.hpp"
#include "server/view.hpp"

namespace redress::server {
namespace {

constexpr std::size_t objection_count_max = 50;  // on one page; the rest come up as these are answered
constexpr const char* page_path = "/console/notifiers";

// An answer that was not taken: whose it was, what was written, and what is wrong with it.
struct Refused {
  std::string notifier;
  std::string reasons;
  std::string fault;
};

std::string name_notifier(const Telling& telling, const std::string& notifier) {
  return telling.say("console.notifiers.one", {{"id", notifier.substr(0, 8)}});
}

std::string tell_standing(const Telling& telling, const cases::NotifierStanding& standing) {
  auto text = telling.say("console.notifiers.warned", {{"count", std::to_string(standing.unfounded_count)}});
  if (!standing.until) return text;
  return text + " " +
         telling.say("console.notifiers.limited",
                     {{"until", telling.local(*standing.until)}, {"max", std::to_string(standing.daily_max)}});
}

Json tell_unfounded(const Telling& telling, const UnfoundedDecision& one, const Caller& caller) {
  const auto& [notice, decision] = one;
  const auto code = telling.desk.engine.events().find_code(notice.case_id);
  return {{"case_id", render_id(notice.case_id)},
          {"case_code", code.ok() ? code.value() : render_id(notice.case_id)},
          {"notice", telling.say("console.notifiers.notice", {{"no", std::to_string(notice.notice_no)},
                                                              {"at", telling.local(notice.received_at)}})},
          {"outcome", telling.say(std::string("outcome_said.").append(render(decision.outcome)))},
          {"by", decision.by},
          {"proposed", decision.proposed_by.empty()
                           ? std::string()
                           : telling.say("console.app.proposed_by", {{"name", decision.proposed_by}})},
          {"at", telling.local(decision.at)},
          {"is_own", was_made_by(decision, caller.name)},
          {"why", decision.weighing->unfounded}};
}

// Why this person has no buttons; empty where they have.
std::string tell_why_not(const Telling& telling, const std::vector<UnfoundedDecision>& decisions,
                         const Caller& caller) {
  if (caller.kind == cases::ActorKind::platform) return telling.say("console.notifiers.why_overseer");
  const auto own = std::count_if(decisions.begin(), decisions.end(),
                                 [&](const UnfoundedDecision& one) { return was_made_by(one.decision, caller.name); });
  return own == 0 ? std::string() : telling.say("console.notifiers.why_own", {{"count", std::to_string(own)}});
}

Result<Json> tell_objection(const Telling& telling, const store::NotifierFile& file, const Caller& caller,
                            const Refused& refused) {
  const Instant now = telling.desk.engine.now();
  const Instant due = find_answer_due(*file.appealed_at);
  TRY_ASSIGN(const KnownNotifier known, load_notifier(telling.desk, file.notifier));
  TRY_ASSIGN(const auto decisions, load_unfounded(telling.desk, known));
  const bool is_refused = refused.notifier == file.notifier;
  Json told{{"id", file.notifier},
            {"name", name_notifier(telling, file.notifier)},
            {"due", telling.local(due)},
            {"standing", tell_standing(telling, known.standing)},
            {"is_late", now >= due},
            {"words", file.appeal},
            {"decisions", Json::array()},
            {"has_decisions", !decisions.empty()},
            {"why_not", tell_why_not(telling, decisions, caller)},
            {"kept", is_refused ? refused.reasons : ""},
            {"wrong", is_refused ? refused.fault : ""}};
  told.update(tell_left(telling, *file.appealed_at, due, now));
  for (const auto& one : decisions) told["decisions"].push_back(tell_unfounded(telling, one, caller));
  return told;
}

Status put_objections(const Telling& telling, const Caller& caller, const Refused& refused, Json& view) {
  TRY_ASSIGN(auto files, telling.desk.options.notifiers->load_objections(objection_count_max + 1));
  view["has_more"] = files.size() > objection_count_max;
  files.resize(std::min(files.size(), objection_count_max));
  view["objections"] = Json::array();
  for (const auto& file : files) {
    TRY_ASSIGN(Json told, tell_objection(telling, file, caller, refused));
    view["objections"].push_back(std::move(told));
  }
  view["has_objections"] = !files.empty();
  return Done{};
}

// Whose limit ends first comes first.
Status put_limited(const Telling& telling, Json& view) {
  TRY_ASSIGN(const auto files, telling.desk.options.notifiers->load_files());
  std::vector<KnownNotifier> limited;
  for (const auto& file : files) {
    TRY_ASSIGN(KnownNotifier known, load_notifier(telling.desk, file.notifier));
    if (known.standing.until) limited.push_back(std::move(known));
  }
  std::stable_sort(limited.begin(), limited.end(),
                   [](const auto& a, const auto& b) { return *a.standing.until < *b.standing.until; });
  view["limited"] = Json::array();
  for (const auto& known : limited) {
    view["limited"].push_back({{"name", name_notifier(telling, known.digest)},
                               {"until", telling.local(*known.standing.until)},
                               {"max", known.standing.daily_max},
                               {"count", known.standing.unfounded_count}});
  }
  view["has_limited"] = !limited.empty();
  return Done{};
}

Status put_page(const Telling& telling, const Caller& caller, const Refused& refused, Json& view) {
  TRY(telling.desk.options.notifiers->expire(telling.desk.engine.now()));
  TRY(put_objections(telling, caller, refused, view));
  TRY(put_limited(telling, view));
  const auto hours = std::to_string(cases::NotifierRules{}.appeal_max.count());
  view["lead"] = telling.say("console.notifiers.lead", {{"hours", hours}});
  return Done{};
}

http::Response render_objections(const Desk& desk, const Visit& visit, const http::Request& request,
                                 const Caller& caller, const Refused& refused) {
  // Staff share one zone, the house's, as on the pages of a case.
  const Telling telling{desk, visit.language, Eyes::staff, desk.options.country};
  auto view = staff_frame(desk, visit, request, caller);
  const auto status = put_page(telling, caller, refused, view);
  if (!status.ok()) return refuse_page(desk, visit, status.error(), "/console/");
  view["fault"] = refused.fault;
  return render_page(desk, visit, "console_notifiers", view, refused.fault.empty() ? 200 : 422);
}

http::Response show_objections(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return send_to_sign_in(desk, request);
  if (desk.options.notifiers == nullptr) return refuse_page(desk, visit, Error{Code::not_found, ""}, "/console/");
  return render_objections(desk, visit, request, *caller, {});
}

http::Response post_answer(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return send_to_sign_in(desk, request);
  if (desk.options.notifiers == nullptr) return refuse_page(desk, visit, Error{Code::not_found, ""}, "/console/");
  const auto form = form_of(request);
  if (!is_csrf(desk.options.key, caller->session, field(form, "csrf"))) return refuse_old_form(desk, visit, page_path);
  const auto& notifier = request.parameter("id");
  const auto reasons = field(form, "reasons");
  Faults faults;
  const auto answer = parse_objection_answer({{"outcome", field(form, "outcome")}, {"reasons", reasons}}, faults);
  if (!faults.is_empty()) {
    const auto fault = desk.messages.pattern(visit.language, "console.notifiers.wrong");
    return render_objections(desk, visit, request, *caller, {notifier, reasons, fault});
  }
  const auto answered = answer_objection(desk, *caller, notifier, answer);
  if (!answered.ok()) return refuse_page(desk, visit, answered.error(), page_path);
  return see_other(desk, page_path, "console.notifiers.answered");
}

}  // namespace

void add_notifier_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, page_path, at_desk(desk, show_objections), {}});
  routes.push_back({http::Method::post, "/console/notifiers/{id}/answer", at_desk(desk, post_answer), form_body()});
}

}  // namespace redress::server
