// SPDX-License-Identifier: Apache-2.0
// server/pages_follow.cpp — /case: the reporter's side, by case code and secret.
#include <algorithm>
#include <charconv>

#include "server/evidence.hpp"
#include "server/receipt.hpp"
#include "server/report_form.hpp"
#include "server/safe_view.hpp"
#include "server/view.hpp"
#include "server/visitor.hpp"

namespace redress::server {
namespace {

http::Response show_form(Desk& desk, http::Request&& request) { return show_codes(desk, request, reporter_side); }

http::Response open(Desk& desk, http::Request&& request) {
  const auto form = form_of(request);
  if (!desk.admit(desk.try_limit, request).ok())
    return show_codes(desk, request, reporter_side, "case.many_tries", 429);
  const auto opened = desk.engine.open_notice(field(form, "code"), field(form, "secret"));
  if (!opened.ok()) {
    const bool is_limited = opened.error().code == Code::exhausted;
    return show_codes(desk, request, reporter_side, is_limited ? "case.many_tries" : "case.wrong",
                      is_limited ? 429 : 404);
  }
  const auto code = desk.engine.events().find_code(opened.value().case_id);
  if (!code.ok()) return refuse_page(desk, visit_of(desk, request), code.error(), "/case");
  auto response = http::redirect("/case/" + code.value());
  keep_visitor(desk, response, reporter_side, {opened.value().case_id, opened.value().notice_no, code.value(), {}});
  return response;
}

void put_moves(const cases::Case& state, int notice_no, Json& view) {
  const auto* decision = cases::find_standing_decision(state);
  const bool has_appealed =
      std::any_of(state.appeals.begin(), state.appeals.end(), [&](const cases::CaseAppeal& appeal) {
        return appeal.by == cases::AppealBy::complainant && decision != nullptr && appeal.decision_no == decision->no;
      });
  const bool is_open = state.phase != cases::Phase::closed;
  view["is_open"] = is_open;
  view["may_disagree"] = is_open && decision != nullptr && decision->outcome != cases::Outcome::remove && !has_appealed;
  view["is_erased"] = state.personal_erased;
  const auto at = static_cast<std::size_t>(notice_no) - 1;
  view["is_withdrawn"] = notice_no < 1 || at >= state.notices.size() || state.notices[at].is_withdrawn;
  view["questions"] = Json::array();
  for (const auto& question : state.clarifications) {
    if (is_open && !question.answered_at)
      view["questions"].push_back({{"no", question.no}, {"question", question.question}});
  }
}

// Of all places, named ones and copies: how many can no longer be seen everywhere they could.
std::string tell_gone(const Telling& telling, const cases::Case& state) {
  const auto gone = std::count_if(state.items.begin(), state.items.end(), [](const cases::Item& item) {
    return item.status == cases::ItemStatus::removed || item.status == cases::ItemStatus::restricted;
  });
  return telling.say("case.gone", {{"gone", std::to_string(gone)}, {"all", std::to_string(state.items.size())}});
}

http::Response show_case_page(Desk& desk, http::Request&& request) {
  const auto visitor = find_visitor(desk, request, reporter_side, request.parameter("code"));
  if (!visitor)
    return show_codes(desk, request, reporter_side, request.find_cookie(reporter_side.cookie) ? "case.ended" : "");
  const auto visit = visit_of(desk, request);
  const auto loaded = desk.engine.load_case(visitor->case_id);
  const auto records = desk.engine.events().load_case(visitor->case_id);
  if (!loaded.ok()) return refuse_page(desk, visit, loaded.error(), "/case");
  if (!records.ok()) return refuse_page(desk, visit, records.error(), "/case");
  const auto& state = loaded.value();
  const auto telling = tell(desk, visit, Eyes::reporter, state);
  auto view = frame(desk, visit);
  view["code"] = visitor->case_code;
  view["case_code"] = visitor->case_code;
  view["csrf"] = visitor->csrf;
  view["note"] = note_of(desk, request, visit);
  put_status(telling, state, view);
  view["items"] = tell_items(telling, state);
  const auto copies = std::count_if(state.items.begin(), state.items.end(), [](const cases::Item& item) {
    return item.facts.origin != cases::ItemOrigin::named;
  });
  view["copies_text"] = telling.say("case.copies.text", {{"count", std::to_string(copies)}});
  view["gone_text"] = tell_gone(telling, state);
  view["served"] = tell_served(telling, state);
  view["clocks"] = tell_clocks(telling, state, visitor->notice_no);
  view["has_clocks"] = !view["clocks"].empty();
  view["timeline"] = tell_timeline(telling, state, records.value());
  if (const auto* decision = cases::find_standing_decision(state)) view["decision"] = tell_decision(telling, *decision);
  view["receipt"] = tell_receipt(telling, visitor->case_id, find_notice_event(records.value(), visitor->notice_no),
                                 "/case/" + visitor->case_code + "/receipt");
  view["safe_time"] = tell_safe_time(telling, records.value(), visitor->notice_no);
  put_moves(state, visitor->notice_no, view);
  return render_page(desk, visit, "case", view);
}

http::Response give_evidence(Desk& desk, http::Request&& request) {
  const auto visitor = find_visitor(desk, request, reporter_side, request.parameter("code"));
  if (!visitor) return show_codes(desk, request, reporter_side, "case.ended", 401);
  const auto visit = visit_of(desk, request);
  const auto state = desk.engine.load_case(visitor->case_id);
  if (!state.ok()) return refuse_page(desk, visit, state.error(), "/case");
  const auto telling = tell(desk, visit, Eyes::reporter, state.value());
  auto pack = make_evidence(telling, state.value(), visitor->notice_no, visitor->case_code);
  if (!pack.ok()) return refuse_page(desk, visit, pack.error(), "/case");
  auto response = http::reply(200, "application/zip", std::move(pack).value());
  // A name that does not tell on its owner.
  response.headers.push_back({"Content-Disposition", "attachment; filename=\"documents.zip\""});
  return response;
}

http::Response give_receipt(Desk& desk, http::Request&& request) {
  const auto visitor = find_visitor(desk, request, reporter_side, request.parameter("code"));
  if (!visitor) return show_codes(desk, request, reporter_side, "case.ended", 401);
  const auto records = desk.engine.events().load_case(visitor->case_id);
  if (!records.ok()) return problem_of(records.error());
  return reply_receipt(desk, visitor->case_id, find_notice_event(records.value(), visitor->notice_no));
}

// What the reporter may do to the own case, as a command. Nothing when the form does not hold together.
std::optional<cases::Command> read_move(std::string_view move, const Visitor& visitor, const http::Fields& form) {
  if (move == "answer") {
    cases::GiveClarification give;
    const auto no = field(form, "no");
    std::from_chars(no.data(), no.data() + no.size(), give.clarification_no);
    give.answer = field(form, "answer");
    if (give.answer.empty() || !is_plain_text(give.answer, 32 * 1024)) return std::nullopt;
    return give;
  }
  if (move == "links") {
    std::vector<FormFault> faults;
    cases::AddItems add{read_addresses(field(form, "urls"), faults)};
    if (!faults.empty()) return std::nullopt;
    return add;
  }
  if (move == "disagree") {
    cases::Appeal appeal;
    appeal.by = cases::AppealBy::complainant;
    appeal.words = field(form, "words");
    if (!is_plain_text(appeal.words, 32 * 1024)) return std::nullopt;
    return appeal;
  }
  if (move == "withdraw") return cases::WithdrawNotice{visitor.notice_no};
  return cases::ErasePersonal{};
}

void post_move(Desk& desk, std::string_view move, http::Request&& request, http::Responder respond) {
  const auto form = form_of(request);
  const auto visit = visit_of(desk, request);
  const auto visitor = find_poster(desk, request, reporter_side, form);
  if (!visitor) return respond(show_codes(desk, request, reporter_side, "case.ended", 401));
  const auto page = "/case/" + visitor->case_code;
  auto command = read_move(move, *visitor, form);
  if (!command) {
    const auto* key = move == "links" ? "case.wrong.urls" : "report.wrong.statement";
    return respond(message_page(desk, visit, 422, "message.failed", desk.messages.pattern(visit.language, key), page));
  }
  const auto note = "case.done." + std::string(move);
  desk.engine.submit(
      visitor->case_id, std::move(*command), {cases::ActorKind::reporter, {}},
      [&desk, visit, respond, page, note](const Result<engine::CommandAnswer>& answer) {
        respond(answer.ok() ? see_other(desk, page, note) : refuse_page(desk, visit, answer.error(), page));
      });
}

http::Response forget(Desk& desk, http::Request&& request) {
  const auto form = form_of(request);
  if (!find_poster(desk, request, reporter_side, form))
    return show_codes(desk, request, reporter_side, "case.ended", 401);
  auto response = http::redirect("/");
  clear_cookie(desk, response, reporter_side.cookie, reporter_side.path);
  return response;
}

}  // namespace

void add_follow_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/case", at_desk(desk, show_form), {}});
  routes.push_back({http::Method::post, "/case", at_desk(desk, open), form_body()});
  routes.push_back({http::Method::get, "/case/{code}", at_desk(desk, show_case_page), {}});
  routes.push_back({http::Method::get, "/case/{code}/evidence", at_desk(desk, give_evidence), {}});
  routes.push_back({http::Method::get, "/case/{code}/receipt", at_desk(desk, give_receipt), {}});
  for (const std::string_view move : {"answer", "links", "disagree", "withdraw", "erase"}) {
    routes.push_back({http::Method::post, "/case/{code}/" + std::string(move),
                      [&desk, move](http::Request&& request, http::Responder respond) {
                        post_move(desk, move, std::move(request), std::move(respond));
                      },
                      form_body()});
  }
  routes.push_back({http::Method::post, "/case/{code}/leave", at_desk(desk, forget), form_body()});
}

}  // namespace redress::server
