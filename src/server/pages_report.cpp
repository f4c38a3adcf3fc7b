// SPDX-License-Identifier: Apache-2.0
// server/pages_report.cpp — /report: the form, and the page with the two codes.
#include <charconv>

#include "server/json_notice.hpp"
#include "server/page.hpp"
#include "server/report_form.hpp"
#include "server/view.hpp"

namespace redress::server {
namespace {

constexpr std::string_view done_cookie = "redress_report";
constexpr std::string_view follow_cookie = "redress_case";
constexpr std::chrono::minutes done_age{15};
constexpr std::chrono::minutes follow_age{30};

Json choices(const Desk& desk, const report::Language& language, std::string_view group,
             const std::vector<std::string_view>& values, const std::string& picked) {
  Json list = Json::array();
  for (const auto value : values) {
    const auto key = std::string(group).append(value);
    list.push_back({{"value", value}, {"text", desk.messages.pattern(language, key)}, {"picked", value == picked}});
  }
  return list;
}

Json countries(const report::Language& language, const std::string& picked) {
  Json list = Json::array();
  for (const auto& country : list_countries(language)) {
    list.push_back({{"code", country.code}, {"name", country.name}, {"picked", country.code == picked}});
  }
  return list;
}

Json form_view(const Desk& desk, const Visit& visit, const http::Fields& form) {
  auto view = frame(desk, visit);
  for (const auto* name : {"urls", "statement", "email", "signature"}) view[name] = field(form, name);
  view["minor"] = field(form, "minor") == "yes";
  view["good_faith"] = field(form, "good_faith") == "yes";
  view["whos"] = choices(desk, visit.language, "report.who.", list_whos(), field(form, "who"));
  view["whats"] = choices(desk, visit.language, "report.what.", list_whats(), field(form, "what"));
  view["mades"] = choices(desk, visit.language, "report.made.", list_mades(), field(form, "made"));
  const auto country = field(form, "country");
  view["countries"] = countries(visit.language, country.empty() ? desk.options.country : country);
  // Pressed twice on a bad connection, the form still files one report.
  const auto once = field(form, "once");
  view["once"] = once.empty() ? render_id(make_id(desk.engine.now())) : once;
  return view;
}

http::Response show_report(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  return render_page(desk, visit, "report", form_view(desk, visit, {}));
}

http::Response show_faults(const Desk& desk, const Visit& visit, const http::Fields& form,
                           const std::vector<FormFault>& faults) {
  auto view = form_view(desk, visit, form);
  view["has_faults"] = true;
  view["faults"] = Json::array();
  for (const auto& fault : faults) {
    const auto text = desk.messages.text(visit.language, fault.key, fault.arguments);
    view["faults"].push_back({{"field", fault.field}, {"text", text}});
    view["wrong_" + fault.field] = text;
  }
  return render_page(desk, visit, "report", view, 422);
}

// Runs on the writer thread: no page is rendered here, the browser is sent on to fetch it.
http::Response send_on(const Desk& desk, const engine::NoticeAnswer& answer, const std::string& country) {
  Json kept{{"code", answer.case_code},
            {"secret", answer.secret},
            {"country", country},
            {"received", answer.receipt.received_at.ms}};
  if (const auto* clock = find_leader(answer); clock != nullptr && clock->due_at) kept["due"] = clock->due_at->ms;
  auto response = http::redirect("/report/done");
  set_sealed(desk, response, done_cookie, kept.dump(), "/report", done_age);
  const auto follow = render_id(answer.case_id) + " " + std::to_string(answer.notice_no) + " " + answer.case_code;
  set_sealed(desk, response, follow_cookie, follow, "/case", follow_age);
  return response;
}

void post_report(Desk& desk, http::Request&& request, http::Responder respond) {
  const auto form = form_of(request);
  const auto visit = visit_of(desk, request, field(form, "lang"));
  if (const auto admitted = desk.admit(desk.notice_limit, request); !admitted.ok()) {
    return respond(refuse_page(desk, visit, admitted.error(), "/report"));
  }
  auto read = read_report(form, visit.language, desk.engine.now());
  if (!read.faults.empty()) return respond(show_faults(desk, visit, form, read.faults));
  if (const auto once = parse_id(field(form, "once")); once.ok())
    read.notice.idempotency_key = "report/" + render_id(once.value());
  read.notice.request_text = std::move(request.body);
  const auto country = field(form, "country");
  desk.engine.submit_notice(std::move(read.notice), [&desk, visit, respond,
                                                     country](const Result<engine::NoticeAnswer>& answer) {
    respond(answer.ok() ? send_on(desk, answer.value(), country) : refuse_page(desk, visit, answer.error(), "/report"));
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
  if (json.contains("due")) {
    const Instant due{json.value("due", std::int64_t{0})};
    const Instant received{json.value("received", std::int64_t{0})};
    view["due"] = render_local(visit.language, json.value("country", ""), due);
    view["due_utc"] = render_utc(visit.language, due);
    view["due_text"] =
        desk.messages.text(visit.language, "done.due", {{"span", render_span(visit.language, due - received)}});
  }
  return render_page(desk, visit, "report_done", view);
}

}  // namespace

void add_report_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/report", at_desk(desk, show_report), {}});
  routes.push_back({http::Method::post, "/report", at_desk(desk, post_report), form_body()});
  routes.push_back({http::Method::get, "/report/done", at_desk(desk, show_done), {}});
}

}  // namespace redress::server
