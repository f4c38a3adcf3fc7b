// SPDX-License-Identifier: Apache-2.0
// server/pages_report.cpp — /report: one question a page, the check of all answers, and the page with the two codes.
#include <algorithm>

#include "server/help_lines.hpp"
#include "server/json_notice.hpp"
#include "server/report_draft.hpp"
#include "server/report_page.hpp"
#include "server/report_steps.hpp"
#include "server/written_language.hpp"

namespace redress::server {
namespace {

constexpr std::string_view done_cookie = "redress_report";
constexpr std::string_view follow_cookie = "redress_case";
constexpr std::chrono::minutes done_age{15};
constexpr std::chrono::minutes follow_age{30};

std::string page_of(std::string_view step) { return "/report/" + std::string(step); }

http::Response show_start(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  auto view = frame(desk, visit);
  const auto draft = find_draft(desk, request);
  if (draft) view["go_on"] = page_of(find_open_step(*draft));
  return render_page(desk, visit, "report", view);
}

// Nothing was kept: the cookie is gone or refused. The first question says so instead of asking again in silence.
http::Response show_step(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  const auto& step = request.parameter("step");
  if (!is_step(step)) return refuse_page(desk, visit, Error{Code::not_found, "there is no such question"}, "/report");
  const auto draft = find_draft(desk, request);
  const bool is_first = step == first_step;
  if (!draft && !is_first) return http::redirect(page_of(first_step) + "?lost=1");
  const auto answers = draft.value_or(http::Fields{});
  if (step == check_step && find_open_step(answers) != check_step)
    return http::redirect(page_of(find_open_step(answers)));
  ReportPage page{step, answers, {}, request.find_query("then") == check_step};
  auto view = view_step(desk, visit, page);
  if (!draft && request.find_query("lost"))
    view["fault"] = desk.messages.pattern(visit.language, "report.wrong.lost_answers");
  return render_step(desk, visit, step, view);
}

http::Response show_faults(const Desk& desk, const Visit& visit, const ReportPage& page) {
  return render_step(desk, visit, page.step, view_step(desk, visit, page), 422);
}

std::string_view step_after(std::string_view step, const http::Fields& answers) {
  const auto steps = list_steps(answers);
  const auto found = std::find(steps.begin(), steps.end(), step);
  return found == steps.end() || found + 1 == steps.end() ? check_step : *(found + 1);
}

http::Response post_step(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  const auto step = request.parameter("step");
  if (!is_step(step) || step == check_step)
    return refuse_page(desk, visit, Error{Code::not_found, "there is no such question"}, "/report");
  const auto form = form_of(request);
  auto draft = find_draft(desk, request);
  if (!draft && step != first_step) return http::redirect(page_of(first_step) + "?lost=1");
  // Pressed twice on a bad connection, the check still files one report.
  if (!draft) draft = http::Fields{{"once", render_id(make_id(desk.engine.now()))}};
  const bool goes_to_check = field(form, "then") == check_step;
  const auto answers = replace_answers(std::move(*draft), step, form);
  auto faults = find_faults(step, answers);
  if (!faults.empty()) return show_faults(desk, visit, {step, answers, std::move(faults), goes_to_check});
  auto response = http::redirect(page_of(goes_to_check ? find_open_step(answers) : step_after(step, answers)));
  if (!keep_draft(desk, response, answers).ok())
    return show_faults(
        desk, visit,
        {step, answers, {{std::string(list_fields(step).front()), "report.wrong.too_long", {}}}, goes_to_check});
  return response;
}

// Runs on the writer thread: no page is rendered here, the browser is sent on to fetch it.
http::Response send_on(const Desk& desk, const engine::NoticeAnswer& answer, const std::string& country) {
  Json kept{{"code", answer.case_code},
            {"secret", answer.secret},
            {"country", country},
            {"received", answer.receipt.received_at.ms}};
  if (const auto* clock = find_leader(answer); clock != nullptr && clock->due_at) kept["due"] = clock->due_at->ms;
  auto response = http::redirect("/report/done");
  drop_draft(desk, response);
  set_sealed(desk, response, done_cookie, kept.dump(), "/report", done_age);
  const auto follow = render_id(answer.case_id) + " " + std::to_string(answer.notice_no) + " " + answer.case_code;
  set_sealed(desk, response, follow_cookie, follow, "/case", follow_age);
  return response;
}

void post_report(Desk& desk, http::Request&& request, http::Responder respond) {
  const auto visit = visit_of(desk, request);
  const auto draft = find_draft(desk, request);
  if (!draft) return respond(http::redirect(page_of(first_step) + "?lost=1"));
  const auto open = find_open_step(*draft);
  if (open != check_step) return respond(http::redirect(page_of(open)));
  if (const auto admitted = desk.admit(desk.notice_limit, request); !admitted.ok())
    return respond(refuse_page(desk, visit, admitted.error(), page_of(check_step)));
  auto read = read_report(*draft);
  auto& facts = read.notice.facts;
  facts.language = visit.language.code;
  note_language(facts, field(*draft, "statement"), true);
  facts.sent_at = desk.engine.now();
  facts.entered_at = facts.sent_at;
  if (const auto once = parse_id(field(*draft, "once")); once.ok())
    read.notice.idempotency_key = "report/" + render_id(once.value());
  read.notice.request_text = render_answers(*draft);
  const auto country = field(*draft, "country");
  desk.engine.submit_notice(std::move(read.notice),
                            [&desk, visit, respond, country](const Result<engine::NoticeAnswer>& answer) {
                              respond(answer.ok() ? send_on(desk, answer.value(), country)
                                                  : refuse_page(desk, visit, answer.error(), page_of(check_step)));
                            });
}

http::Response show_done(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  const auto kept = find_sealed(desk, request, done_cookie);
  const auto json = kept ? Json::parse(*kept, nullptr, false) : Json();
  if (!json.is_object())
    return message_page(desk, visit, 410, "done.title", desk.messages.pattern(visit.language, "done.gone"), "/case");
  auto view = frame(desk, visit);
  view["code"] = json.value("code", "");
  view["secret"] = json.value("secret", "");
  const auto country = json.value("country", "");
  if (json.contains("due")) {
    const Instant due{json.value("due", std::int64_t{0})};
    const Instant received{json.value("received", std::int64_t{0})};
    view["due"] = render_local(visit.language, country, due);
    view["due_utc"] = render_utc(visit.language, due);
    view["due_text"] =
        desk.messages.text(visit.language, "done.due", {{"span", render_span(visit.language, due - received)}});
  }
  view["help_lines"] = tell_help_lines(desk, visit.language, country);
  view["help_country"] = render_country(visit.language, country);
  return render_page(desk, visit, "report_done", view);
}

}  // namespace

void add_report_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/report", at_desk(desk, show_start), {}});
  routes.push_back({http::Method::post, "/report", at_desk(desk, post_report), form_body()});
  routes.push_back({http::Method::get, "/report/done", at_desk(desk, show_done), {}});
  routes.push_back({http::Method::get, "/report/{step}", at_desk(desk, show_step), {}});
  routes.push_back({http::Method::post, "/report/{step}", at_desk(desk, post_step), form_body()});
}

}  // namespace redress::server
