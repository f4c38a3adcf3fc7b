// SPDX-License-Identifier: Apache-2.0
#include "law/rulebook.hpp"

#include <algorithm>

namespace redress::law {
namespace {

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Status check_choices(const Rulebook& rulebook, const OperatorChoices& choices) {
  std::vector<std::string> ids = choices.enabled;
  ids.insert(ids.end(), choices.disabled.begin(), choices.disabled.end());
  for (const auto& [id, target] : choices.targets) {
    if (id != "*") ids.push_back(id);
    if (target <= std::chrono::seconds{0}) {
      return Error{Code::invalid, "the target for '" + id + "' is not above zero; give it a length of time"};
    }
  }
  for (const auto& id : ids) {
    if (find_duty(rulebook, id) == nullptr) {
      return Error{Code::invalid,
                   "no pack has a duty '" + id.substr(0, 60) + "'; `redress policy list` shows their ids"};
    }
  }
  return Done{};
}

void apply_choices(Duty& duty, const OperatorChoices& choices) {
  duty.is_enabled = contains(choices.enabled, duty.id);
  duty.is_disabled = contains(choices.disabled, duty.id);
  if (duty.clock_kind != ClockKind::standard) return;
  auto target = choices.targets.find(duty.id);
  if (target == choices.targets.end()) target = choices.targets.find("*");
  if (target != choices.targets.end()) duty.target = target->second;
}

}  // namespace

Result<Rulebook> build_rulebook(const std::map<std::string, std::string>& text_by_path, OperatorChoices choices) {
  if (text_by_path.empty()) {
    return Error{Code::not_found, "no regime pack was given; put *.yaml files into the statutes folder"};
  }
  Rulebook rulebook;
  rulebook.tz_version = tz_version();
  std::string faults;
  const auto add_fault = [&faults](const std::string& text) { faults.append(faults.empty() ? "" : "\n").append(text); };
  for (const auto& [path, text] : text_by_path) {
    auto pack = parse_pack(path, text);
    if (!pack.ok()) {
      add_fault(pack.error().message);
      continue;
    }
    for (const auto& duty : pack.value().duties) {
      if (find_duty(rulebook, duty.id) != nullptr) {
        add_fault(path + ":" + std::to_string(duty.line) + ": duty '" + duty.id + "' is also in " +
                  rulebook.packs.at(find_duty(rulebook, duty.id)->jurisdiction).path + "; keep one");
      }
    }
    const std::string jurisdiction = pack.value().jurisdiction;
    const auto [found, is_new] = rulebook.packs.emplace(jurisdiction, std::move(pack).value());
    if (!is_new) {
      std::string fault = path;
      fault.append(":1: jurisdiction ").append(jurisdiction).append(" already has the pack ");
      add_fault(fault.append(found->second.path).append("; keep one"));
    }
  }
  if (!faults.empty()) return Error{Code::invalid, faults};
  TRY(check_choices(rulebook, choices));
  for (auto& [jurisdiction, pack] : rulebook.packs) {
    for (auto& duty : pack.duties) apply_choices(duty, choices);
  }
  rulebook.choices = std::move(choices);
  return rulebook;
}

std::vector<const Duty*> list_duties(const Rulebook& rulebook) {
  std::vector<const Duty*> duties;
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    for (const auto& duty : pack.duties) duties.push_back(&duty);
  }
  return duties;
}

const Duty* find_duty(const Rulebook& rulebook, std::string_view id) {
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    for (const auto& duty : pack.duties) {
      if (duty.id == id) return &duty;
    }
  }
  return nullptr;
}

bool is_on(const Duty& duty) {
  if (duty.is_disabled) return false;
  return duty.is_enabled || (!is_off_by_default(duty.status) && duty.only_for.empty());
}

}  // namespace redress::law
