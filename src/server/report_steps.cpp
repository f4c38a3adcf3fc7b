// SPDX-License-Identifier: Apache-2.0
#include "server/report_steps.hpp"

#include <algorithm>
#include <array>

#include "server/page.hpp"

namespace redress::server {
namespace {

struct Step {
  std::string_view name;
  std::vector<std::string_view> fields;
};

const std::array<Step, 11>& all_steps() {
  static const std::array<Step, 11> steps{{{"who", {"who"}},
                                           {"age", {"age"}},
                                           {"what", {"what"}},
                                           {"made", {"made"}},
                                           {"where", {"urls", "lost", "place", "script"}},
                                           {"picture", {"pdq", "pdq_quality"}},
                                           {"country", {"country"}},
                                           {"words", {"statement"}},
                                           {"reach", {"reach", "email", "safe", "safe_words", "zone"}},
                                           {"sign", {"good_faith", "asked", "signature"}},
                                           {check_step, {}}}};
  return steps;
}

const Step* find_step(std::string_view name) {
  const auto& steps = all_steps();
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.name == name; });
  return found == steps.end() ? nullptr : &*found;
}

bool is_of_a_picture(const http::Fields& answers) {
  const auto what = field(answers, "what");
  return what == "intimate" || what == "fake_face";
}

bool is_asked(std::string_view step, const http::Fields& answers) {
  if (step == "age") return field(answers, "who") != "child";
  if (step == "made") return is_of_a_picture(answers);
  // A fingerprint needs the picture at hand and a browser that can reckon; of a child's picture none is asked for.
  if (step == "picture") return is_of_a_picture(answers) && !is_of_child(answers) && field(answers, "script") == "yes";
  return true;
}

}  // namespace

bool is_step(std::string_view step) { return find_step(step) != nullptr; }

std::vector<std::string_view> list_steps(const http::Fields& answers) {
  std::vector<std::string_view> asked;
  for (const Step& step : all_steps()) {
    if (is_asked(step.name, answers)) asked.push_back(step.name);
  }
  return asked;
}

std::vector<std::string_view> list_fields(std::string_view step) {
  const Step* found = find_step(step);
  return found == nullptr ? std::vector<std::string_view>() : found->fields;
}

std::vector<FormFault> find_faults(std::string_view step, const http::Fields& answers) {
  auto faults = read_report(answers).faults;
  const auto fields = list_fields(step);
  std::erase_if(faults, [&](const FormFault& fault) {
    return std::find(fields.begin(), fields.end(), fault.field) == fields.end();
  });
  return faults;
}

std::string_view find_open_step(const http::Fields& answers) {
  const auto faults = read_report(answers).faults;
  for (const auto step : list_steps(answers)) {
    const auto fields = list_fields(step);
    const bool is_open = std::any_of(faults.begin(), faults.end(), [&](const FormFault& fault) {
      return std::find(fields.begin(), fields.end(), fault.field) != fields.end();
    });
    if (is_open) return step;
  }
  return check_step;
}

http::Fields replace_answers(http::Fields answers, std::string_view step, const http::Fields& form) {
  for (const auto name : list_fields(step)) {
    std::erase_if(answers, [&](const auto& answer) { return answer.name == name; });
    auto value = field(form, name);
    if (!value.empty()) answers.push_back({std::string(name), std::move(value)});
  }
  return answers;
}

}  // namespace redress::server
