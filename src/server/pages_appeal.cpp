// SPDX-License-Identifier: Apache-2.0
// server/pages_appeal.cpp — /appeal: the uploader's side, by case code and the code from the statement of reasons.
#include <algorithm>
#include <array>

#include "cases/clocks.hpp"
#include "report/telling.hpp"
#include "server/receipt.hpp"
#include "server/view.hpp"
#include "server/visitor.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::string_view, 7> grounds{"not_me",       "consent",   "news",    "satire",
                                                  "wrong_person", "wrong_law", "labelled"};

http::Response show_form(Desk& desk, http::Request&& request) { return show_codes(desk, request, uploader_side); }

http::Response open(Desk& desk, http::Request&& request) {
  const auto form = form_of(request);
  if (!desk.admit(desk.try_limit, request).ok())
    return show_codes(desk, request, uploader_side, "case.many_tries", 429);
  const auto opened = desk.engine.open_appeal(field(form, "code"), field(form, "secret"));
  if (!opened.ok()) {
    const bool is_limited = opened.error().code == Code::exhausted;
    return show_codes(desk, request, uploader_side, is_limited ? "case.many_tries" : "case.wrong",
                      is_limited ? 429 : 404);
  }
  const auto code = desk.engine.events().find_code(opened.value());
  if (!code.ok()) return refuse_page(desk, visit_of(desk, request), code.error(), "/appeal");
  auto response = http::redirect("/appeal/" + code.value());
  keep_visitor(desk, response, uploader_side, {opened.value(), 0, code.value(), {}});
  return response;
}

void put_appeals(const Telling& telling, const cases::Case& state, Json& view) {
  view["appeals"] = Json::array();
  for (const auto& appeal : state.appeals) {
    if (appeal.by != cases::AppealBy::uploader) continue;
    const auto word = render(appeal.outcome);
    view["appeals"].push_back({{"outcome", telling.say(std::string("appeal.").append(word))},
                               {"tone", appeal.outcome == cases::AppealOutcome::upheld ? "good" : ""},
                               {"at", telling.local(appeal.decided_at.value_or(appeal.at))},
                               {"reasons", appeal.reasons}});
  }
}

// What was put back, when, and how long it had been gone: from the first measure on an item to its restoring.
Json tell_restored(const Telling& telling, const cases::Case& state) {
  Json list = Json::array();
  for (const auto& restored : state.measures) {
    if (restored.kind != cases::MeasureKind::restore) continue;
    const auto first = std::find_if(state.measures.begin(), state.measures.end(),
                                    [&](const cases::Measure& other) { return other.item_no == restored.item_no; });
    const auto at = restored.acknowledged_at.value_or(restored.ordered_at);
    list.push_back({{"text", telling.say(restored.acknowledged_at ? "appeal.restored" : "appeal.restoring",
                                         {{"at", telling.local(at)},
                                          {"span", render_span(telling.language, at - first->ordered_at)}})}});
  }
  return list;
}

void put_status_of_uploader(const Telling& telling, const cases::Case& state, Json& view) {
  put_status(telling, state, view);
  const bool is_held = std::any_of(state.items.begin(), state.items.end(),
                                   [](const cases::Item& item) { return !item.held_in.is_empty(); });
  if (!is_held && !cases::has_pending_appeal(state)) view["status"] = telling.say("appeal.nothing");
  if (is_held && !cases::has_pending_appeal(state)) {
    view["status"] =
        telling.say(cases::find_standing_decision(state) == nullptr ? "appeal.undecided" : "appeal.limited");
  }
  // The removal's own deadline binds the platform towards somebody else; here only the appeal's counts.
  const auto* clock = cases::find_leading_clock(state);
  if (clock != nullptr && clock->step == law::Step::appeal_decision) return;
  for (const auto* name : {"due", "due_utc", "due_text"}) view.erase(name);
}

bool may_appeal(const cases::Case& state) {
  const auto* decision = cases::find_holding_decision(state);
  if (decision == nullptr || state.phase == cases::Phase::closed) return false;
  return std::none_of(state.appeals.begin(), state.appeals.end(), [&](const cases::CaseAppeal& appeal) {
    return appeal.by == cases::AppealBy::uploader && appeal.decision_no == decision->no;
  });
}

http::Response show_appeal_page(Desk& desk, http::Request&& request) {
  const auto visitor = find_visitor(desk, request, uploader_side, request.parameter("code"));
  if (!visitor)
    return show_codes(desk, request, uploader_side, request.find_cookie(uploader_side.cookie) ? "case.ended" : "");
  const auto visit = visit_of(desk, request);
  const auto loaded = desk.engine.load_case(visitor->case_id);
  if (!loaded.ok()) return refuse_page(desk, visit, loaded.error(), "/appeal");
  const auto& state = loaded.value();
  const auto telling = tell(desk, visit, Eyes::uploader, state);
  auto view = frame(desk, visit);
  view["code"] = visitor->case_code;
  view["case_code"] = visitor->case_code;
  view["csrf"] = visitor->csrf;
  view["note"] = note_of(desk, request, visit);
  put_status_of_uploader(telling, state, view);
  view["items"] = tell_items(telling, state);
  view["demand"] = report::render_demand(desk.messages, visit.language, state);
  const auto* decision = cases::find_holding_decision(state);
  if (decision != nullptr) view["decision"] = tell_decision(telling, *decision);
  view["automated"] = telling.say(decision == nullptr ? "appeal.automated.yes" : "appeal.automated.no");
  view["may_appeal"] = may_appeal(state);
  view["no_appeal"] = telling.say("appeal.none");
  const auto span = cases::house_clock_length(state, desk.engine.policy());  // as long as the removal had
  view["promise"] = telling.say("appeal.promise", {{"span", render_span(visit.language, span)}});
  view["grounds"] = Json::array();
  for (const auto ground : grounds) {
    view["grounds"].push_back({{"value", ground}, {"text", telling.say(std::string("appeal.ground.").append(ground))}});
  }
  put_appeals(telling, state, view);
  view["restored"] = tell_restored(telling, state);
  view["next_instance"] = report::render_next_instance(desk.messages, visit.language, telling.country);
  view["is_pending"] = cases::has_pending_appeal(state);
  const auto records = desk.engine.events().load_case(visitor->case_id);
  if (!records.ok()) return refuse_page(desk, visit, records.error(), "/appeal");
  const std::string href = "/appeal/" + visitor->case_code + "/receipt";
  view["receipt"] = tell_receipt(telling, visitor->case_id, find_first_measure(records.value()), href);
  view["appeal_receipt"] =
      tell_receipt(telling, visitor->case_id, find_own_appeal(records.value()), href + "?of=appeal");
  return render_page(desk, visit, "appeal", view);
}

http::Response give_receipt(Desk& desk, http::Request&& request) {
  const auto visitor = find_visitor(desk, request, uploader_side, request.parameter("code"));
  if (!visitor) return show_codes(desk, request, uploader_side, "case.ended", 401);
  const auto records = desk.engine.events().load_case(visitor->case_id);
  if (!records.ok()) return problem_of(records.error());
  const bool is_of_appeal = request.find_query("of") == "appeal";
  return reply_receipt(desk, visitor->case_id,
                       is_of_appeal ? find_own_appeal(records.value()) : find_first_measure(records.value()));
}

void post_appeal(Desk& desk, http::Request&& request, http::Responder respond) {
  const auto form = form_of(request);
  const auto visit = visit_of(desk, request);
  const auto visitor = find_poster(desk, request, uploader_side, form);
  if (!visitor) return respond(show_codes(desk, request, uploader_side, "case.ended", 401));
  const auto page = "/appeal/" + visitor->case_code;
  cases::Appeal appeal;
  appeal.by = cases::AppealBy::uploader;
  appeal.words = field(form, "words");
  for (const auto& entry : form) {
    const bool is_ground =
        entry.name == "ground" && std::find(grounds.begin(), grounds.end(), entry.value) != grounds.end();
    if (is_ground && appeal.grounds.size() < grounds.size()) appeal.grounds.push_back(entry.value);
  }
  const bool says_nothing = appeal.grounds.empty() && appeal.words.empty();
  if (says_nothing || !is_plain_text(appeal.words, 32 * 1024)) {
    const auto* key = says_nothing ? "appeal.needs_ground" : "report.wrong.statement";
    return respond(message_page(desk, visit, 422, "message.failed", desk.messages.pattern(visit.language, key), page));
  }
  desk.engine.submit(
      visitor->case_id, std::move(appeal), {cases::ActorKind::uploader, {}},
      [&desk, visit, respond, page](const Result<engine::CommandAnswer>& answer) {
        respond(answer.ok() ? see_other(desk, page, "appeal.sent") : refuse_page(desk, visit, answer.error(), page));
      });
}

http::Response forget(Desk& desk, http::Request&& request) {
  const auto form = form_of(request);
  if (!find_poster(desk, request, uploader_side, form))
    return show_codes(desk, request, uploader_side, "case.ended", 401);
  auto response = http::redirect("/");
  clear_cookie(desk, response, uploader_side.cookie, uploader_side.path);
  return response;
}

}  // namespace

void add_appeal_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/appeal", at_desk(desk, show_form), {}});
  routes.push_back({http::Method::post, "/appeal", at_desk(desk, open), form_body()});
  routes.push_back({http::Method::get, "/appeal/{code}", at_desk(desk, show_appeal_page), {}});
  routes.push_back({http::Method::get, "/appeal/{code}/receipt", at_desk(desk, give_receipt), {}});
  routes.push_back({http::Method::post, "/appeal/{code}", at_desk(desk, post_appeal), form_body()});
  routes.push_back({http::Method::post, "/appeal/{code}/leave", at_desk(desk, forget), form_body()});
}

}  // namespace redress::server
