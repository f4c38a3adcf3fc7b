// SPDX-License-Identifier: Apache-2.0
// server/pages_console.cpp — /console/: sign in, the queue, one case, and what staff do in it.
#include <charconv>

#include "server/assets.hpp"
#include "server/console_queue.hpp"
#include "server/console_view.hpp"
#include "server/json_command.hpp"
#include "server/seal.hpp"
#include "server/second_look.hpp"
#include "server/staff_page.hpp"

namespace redress::server {
namespace {

// What a page without script sends, opened for scripts and reads of this host alone.
constexpr std::string_view script_policy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

std::string_view find_script(std::string_view name) {
  for (const auto& file : embedded_console()) {
    if (file.path == name) return file.text;
  }
  return {};
}

// The pages that the script of console/ takes the place of, where it was built.
http::Response render_work_page(const Desk& desk, const Visit& visit, std::string_view page, Json& view) {
  view["script"] = !find_script("console.js").empty();
  auto response = render_page(desk, visit, page, view);
  if (view["script"]) response.headers.push_back({"Content-Security-Policy", std::string(script_policy)});
  return response;
}

http::Response show_sign_in(const Desk& desk, const http::Request& request, std::string_view fault_key, int status) {
  const auto visit = staff_visit_of(desk, request);
  auto view = frame(desk, visit, true);
  view["name"] = field(form_of(request), "name").substr(0, 100);
  if (!fault_key.empty()) view["fault"] = desk.messages.pattern(visit.language, fault_key);
  return render_page(desk, visit, "console_sign_in", view, status);
}

http::Response show_queue_page(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) {
    const bool has_ended = request.find_cookie(session_cookie).has_value();
    return show_sign_in(desk, request, has_ended ? "console.ended" : "", has_ended ? 401 : 200);
  }
  auto rows = tell_queue(desk, visit, *caller);
  const auto counts = desk.engine.events().load_counts();
  if (!rows.ok()) return refuse_page(desk, visit, rows.error(), "/console/");
  if (!counts.ok()) return refuse_page(desk, visit, counts.error(), "/console/");
  auto view = staff_frame(desk, visit, request, *caller);
  view["summary"] = desk.messages.text(
      visit.language, "console.summary",
      {{"open", std::to_string(counts.value().open)}, {"running", std::to_string(counts.value().clocks_running)}});
  if (const auto quarantined = desk.engine.metrics().bank_entries_quarantined; quarantined > 0) {
    view["quarantined"] =
        desk.messages.text(visit.language, "console.quarantined", {{"count", std::to_string(quarantined)}});
  }
  view["has_rows"] = !rows.value().empty();
  view["rows"] = std::move(rows).value();
  return render_work_page(desk, visit, "console_queue", view);
}

// 0: it is no number.
int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

http::Response show_case_page(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return send_to_sign_in(desk, request);
  const auto id = find_case(desk, request.parameter("id"));
  if (!id.ok()) return refuse_page(desk, visit, id.error(), "/console/");
  const auto state = desk.engine.load_case(id.value());
  const auto records = desk.engine.events().load_case(id.value());
  const auto code = desk.engine.events().find_code(id.value());
  if (!state.ok()) return refuse_page(desk, visit, state.error(), "/console/");
  if (!records.ok()) return refuse_page(desk, visit, records.error(), "/console/");
  if (!code.ok()) return refuse_page(desk, visit, code.error(), "/console/");
  auto view = staff_frame(desk, visit, request, *caller);
  view["case_id"] = render_id(id.value());
  view["case_code"] = code.value();
  view["once"] = render_id(make_id(desk.engine.now()));
  view["appeal_code"] = desk.engine.render_appeal_secret(id.value());
  // Reviewers share one zone, the house's: what they say to each other must mean the same.
  const Telling telling{desk, visit.language, Eyes::staff, desk.options.country};
  put_case(telling, state.value(), records.value(), *caller, number_of(request.find_query("clear").value_or("")), view);
  return render_work_page(desk, visit, "console_case", view);
}

// "IN, EU" → ["IN","EU"]; "1, 3" → [1,3]
Json split_codes(const std::string& text, bool as_numbers) {
  Json list = Json::array();
  std::string word;
  const auto end_word = [&] {
    int number = 0;
    const bool is_number = std::from_chars(word.data(), word.data() + word.size(), number).ec == std::errc();
    if (!word.empty()) list.push_back(as_numbers && is_number ? Json(static_cast<unsigned>(number)) : Json(word));
    word.clear();
  };
  for (const char c : text) {
    if (c == ',' || c == ' ' || c == ';' || c == '\t') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return list;
}

Json decision_of(const http::Fields& form, const std::string& outcome) {
  const auto ground = field(form, "ground");
  const bool is_terms = ground == "terms";
  return {
      {"outcome", outcome},
      {"ground", {{"kind", is_terms ? "contractual" : "legal"}, {"duty", is_terms ? field(form, "clause") : ground}}},
      {"facts", field(form, "facts")},
      {"reasons", field(form, "reasons")},
      {"territory", split_codes(field(form, "territory"), false)},
      {"items", split_codes(field(form, "items"), true)}};
}

// The form of an action as the JSON that the API takes: one reading of each action, not two.
Json body_of(std::string_view action, const http::Fields& form) {
  if (action == "decide") return decision_of(form, field(form, "outcome"));
  Json body = Json::object();
  if (action == "restrict") {
    body = {{"territory", split_codes(field(form, "territory"), false)}, {"reason", field(form, "reason")}};
  } else if (action == "reverse") {
    body["reasons"] = field(form, "reasons");
  } else if (action == "clarify") {
    body["question"] = field(form, "question");
  } else if (action == "hand-over") {
    body = {{"to", field(form, "to")}, {"note", field(form, "note")}};
  } else if (action == "recuse") {
    body["reason"] = field(form, "reason");
  } else if (action == "second") {
    body = {{"agrees", field(form, "agrees") == "yes"}, {"reasons", field(form, "reasons")}};
  } else if (action == "look-again") {
    const bool agrees = field(form, "agrees") == "yes";
    body = {{"decision_no", number_of(field(form, "no"))}, {"agrees", agrees}, {"reasons", field(form, "reasons")}};
    if (!agrees) body["instead"] = decision_of(form, field(form, "instead"));
  } else if (action == "appeal") {
    body = {
        {"no", number_of(field(form, "no"))}, {"outcome", field(form, "outcome")}, {"reasons", field(form, "reasons")}};
    const auto instead = field(form, "instead");
    if (!instead.empty() && field(form, "outcome") == "upheld") body["instead"] = decision_of(form, instead);
  }
  return body;
}

std::string tell_faults(const Faults& faults) {
  std::string text;
  for (const auto& fault : faults.list)
    text += (text.empty() ? "" : "; ") + fault.pointer.substr(2) + " " + fault.detail;
  return text;
}

void post_action(Desk& desk, std::string_view action, http::Request&& request, http::Responder respond) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return respond(send_to_sign_in(desk, request));
  const auto form = form_of(request);
  const auto page = "/console/cases/" + request.parameter("id");
  if (!is_csrf(desk.options.key, caller->session, field(form, "csrf"))) {
    return respond(refuse_old_form(desk, visit, page));
  }
  const auto id = parse_id(request.parameter("id"));
  if (!id.ok()) return respond(refuse_page(desk, visit, Error{Code::not_found, ""}, "/console/"));
  Faults faults;
  auto command = parse_command(action, body_of(action, form), faults);
  if (!faults.is_empty()) return respond(refuse_page(desk, visit, Error{Code::invalid, tell_faults(faults)}, page));
  if (const auto* handed = std::get_if<cases::HandOver>(&command)) {
    const auto known = verify_colleague(desk.accounts, handed->to);
    if (!known.ok()) return respond(refuse_page(desk, visit, known.error(), page));
  }
  const auto state = desk.engine.load_case(id.value());
  if (!state.ok()) return respond(refuse_page(desk, visit, state.error(), "/console/"));
  complete_grounds(state.value(), command);
  engine::Idempotency once;
  if (const auto key = parse_id(field(form, "once")); key.ok()) {
    once.key = "console/" + caller->name + "/" + std::string(action) + "/" + render_id(key.value());
    once.request_text = request.body;
  }
  desk.engine.submit(
      id.value(), std::move(command), caller->actor(),
      [&desk, visit, respond, page](const Result<engine::CommandAnswer>& answer) {
        respond(answer.ok() ? see_other(desk, page, "console.done") : refuse_page(desk, visit, answer.error(), page));
      },
      std::move(once));
}

// Blurred unless asked for, and then counted; made by our own encoder, never the bytes that came in.
http::Response show_media(Desk& desk, http::Request&& request) {
  const auto visit = staff_visit_of(desk, request);
  const auto caller = find_staff(desk, request);
  if (!caller) return send_to_sign_in(desk, request);
  const bool is_clear = request.find_query("clear").value_or("") == "1";
  const auto path = desk.previews.find(request.parameter("sha256"), !is_clear);
  if (!path) return refuse_page(desk, visit, Error{Code::not_found, ""}, "/console/");
  if (is_clear) {
    const auto seen = desk.accounts.note_exposure(caller->name, request.parameter("sha256"), desk.engine.now(),
                                                  desk.options.exposures_per_day);
    if (!seen.ok() && seen.error().code == Code::exhausted) {
      return message_page(desk, visit, 429, "message.failed",
                          desk.messages.pattern(visit.language, "console.exposures.full"), "/console/");
    }
    if (!seen.ok()) return refuse_page(desk, visit, seen.error(), "/console/");
  }
  auto response = http::reply_file(*path, "image/jpeg");
  response.headers.push_back({"Content-Disposition", "inline; filename=\"preview.jpeg\""});
  return response;
}

template <const char* name, const char* type>
http::Response show_script(Desk& desk, http::Request&& request) {
  const auto text = find_script(name);
  if (text.empty()) return refuse_page(desk, staff_visit_of(desk, request), Error{Code::not_found, ""}, "/console/");
  return http::reply(200, type, std::string(text));
}

}  // namespace

void add_console_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back(
      {http::Method::get, "/console", http::answer([](http::Request&&) { return http::redirect("/console/"); }), {}});
  routes.push_back({http::Method::get, "/console/", at_desk(desk, show_queue_page), {}});
  routes.push_back({http::Method::post, "/console/sign-in", at_desk(desk, sign_in), form_body()});
  routes.push_back({http::Method::post, "/console/sign-out", at_desk(desk, sign_out), form_body()});
  routes.push_back({http::Method::get, "/console/cases/{id}", at_desk(desk, show_case_page), {}});
  for (const std::string_view action : {"claim", "release", "restrict", "decide", "reverse", "clarify", "appeal",
                                        "close", "hand-over", "recuse", "second", "look-again"}) {
    routes.push_back({http::Method::post, "/console/cases/{id}/" + std::string(action),
                      [&desk, action](http::Request&& request, http::Responder respond) {
                        post_action(desk, action, std::move(request), std::move(respond));
                      },
                      form_body()});
  }
  static constexpr char script[] = "console.js";
  static constexpr char style[] = "console.css";
  static constexpr char script_type[] = "text/javascript; charset=utf-8";
  static constexpr char style_type[] = "text/css; charset=utf-8";
  routes.push_back({http::Method::get, "/console/console.js", at_desk(desk, show_script<script, script_type>), {}});
  routes.push_back({http::Method::get, "/console/console.css", at_desk(desk, show_script<style, style_type>), {}});
  routes.push_back({http::Method::get, "/console/media/{sha256}", at_desk(desk, show_media), {}});
}

}  // namespace redress::server
