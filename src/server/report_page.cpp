// SPDX-License-Identifier: Apache-2.0
#include "server/report_page.hpp"

#include <algorithm>

#include "server/report_steps.hpp"

namespace redress::server {
namespace {

// WebAssembly is compiled from our own file; nothing else is let in, and nothing may be sent anywhere but here.
constexpr std::string_view picture_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

struct Words {
  const Desk& desk;
  const report::Language& language;
  [[nodiscard]] std::string operator()(const std::string& key, const report::Arguments& arguments = {}) const {
    return desk.messages.text(language, key, arguments);
  }
};

Json choices(const Words& words, const std::string& name, const std::string& picked) {
  Json list = Json::array();
  for (const auto value : list_choices(name)) {
    const auto key = "report." + name + "." + std::string(value);
    Json choice{{"name", name}, {"value", value}, {"text", words(key)}, {"picked", value == picked}};
    if (const auto hint = key + ".hint"; words.desk.messages.has(hint)) choice["hint"] = words(hint);
    list.push_back(std::move(choice));
  }
  return list;
}

Json countries(const Desk& desk, const report::Language& language, const std::string& answered) {
  const auto picked = answered.empty() ? desk.options.country : answered;
  Json list = Json::array();
  for (const auto& country : list_countries(language)) {
    list.push_back({{"code", country.code}, {"name", country.name}, {"picked", country.code == picked}});
  }
  return list;
}

void put_place_in_order(const Words& words, const ReportPage& page, Json& view) {
  const auto steps = list_steps(page.answers);
  const auto at = std::find(steps.begin(), steps.end(), page.step);
  const bool is_known = at != steps.end();
  view["back"] = page.goes_to_check                 ? "/report/check"
                 : !is_known || at == steps.begin() ? "/report"
                                                    : "/report/" + std::string(*(at - 1));
  if (!is_known || page.step == check_step) return;
  view["progress"] = words("report.progress",
                           {{"at", std::to_string(at - steps.begin() + 1)}, {"of", std::to_string(steps.size() - 1)}});
}

void put_faults(const Words& words, const ReportPage& page, Json& view) {
  view["has_faults"] = !page.faults.empty();
  view["faults"] = Json::array();
  for (const auto& fault : page.faults) {
    const auto text = words(fault.key, fault.arguments);
    view["faults"].push_back({{"field", fault.field}, {"text", text}});
    view["wrong_" + fault.field] = text;
  }
}

// What the check says of one question: the words of the choice, or what was written.
std::string tell_answer(const Words& words, std::string_view step, const http::Fields& answers) {
  const std::string name(step);
  const auto written = [&](std::string_view key) { return field(answers, key); };
  if (step == "where") {
    auto text = written("urls");
    if (!written("place").empty()) text += (text.empty() ? "" : "\n") + written("place");
    return text;
  }
  if (step == "picture") return words(written("pdq").empty() ? "report.picture.none" : "report.picture.made");
  if (step == "country") return render_country(words.language, written("country"));
  if (step == "words") return written("statement").empty() ? words("report.words.none") : written("statement");
  if (step == "sign") return written("signature");
  if (step == "reach" && written("reach") == "email") {
    const auto safe = written("safe");
    return written("email") + "\n" + (safe == "words" ? written("safe_words") : words("report.safe." + safe));
  }
  return words("report." + name + "." + written(step));
}

void put_check(const Words& words, const http::Fields& answers, Json& view) {
  view["answers"] = Json::array();
  for (const auto step : list_steps(answers)) {
    if (step == check_step) continue;
    const std::string name(step);
    view["answers"].push_back({{"question", words("report." + name)},
                               {"answer", tell_answer(words, step, answers)},
                               {"href", "/report/" + name + "?then=check"}});
  }
}

}  // namespace

Json view_step(const Desk& desk, const Visit& visit, const ReportPage& page) {
  const Words words{desk, visit.language};
  auto view = frame(desk, visit);
  put_place_in_order(words, page, view);
  put_faults(words, page, view);
  if (page.step == check_step) {
    put_check(words, page.answers, view);
    return view;
  }
  view["step"] = page.step;
  view["question"] = words("report." + page.step);
  if (const auto hint = "report." + page.step + ".hint"; desk.messages.has(hint)) view["question_hint"] = words(hint);
  view["is_" + page.step] = true;
  view["goes_to_check"] = page.goes_to_check;
  for (const auto* name :
       {"urls", "place", "statement", "email", "safe_words", "zone", "signature", "pdq", "pdq_quality"})
    view[name] = field(page.answers, name);
  for (const auto* name : {"lost", "good_faith", "asked"}) view[name] = field(page.answers, name) == "yes";
  const bool has_choices = !list_choices(page.step).empty();
  view["choices"] = has_choices ? choices(words, page.step, field(page.answers, page.step)) : Json::array();
  view["safes"] = page.step == "reach" ? choices(words, "safe", field(page.answers, "safe")) : Json::array();
  view["wrong_choice"] = view.value("wrong_" + page.step, std::string());
  view["is_for_another"] = field(page.answers, "who") == "asked";
  view["is_child"] = is_of_child(page.answers);
  if (page.step == "country") view["countries"] = countries(desk, visit.language, field(page.answers, "country"));
  return view;
}

http::Response render_step(const Desk& desk, const Visit& visit, std::string_view step, const Json& view, int status) {
  auto response = render_page(desk, visit, step == check_step ? "report_check" : "report_step", view, status);
  if (step == "picture") set_policy(response, picture_policy);
  return response;
}

}  // namespace redress::server
