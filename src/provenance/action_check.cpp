// SPDX-License-Identifier: Apache-2.0
// What was done to the asset, and whether each action names the ingredients it needs (C2PA 2.2, 15.10.3.2.2).
#include <algorithm>
#include <array>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

struct Step {
  const Assertion* assertion = nullptr;
  CborValue action;
  std::string name;
  bool is_first = false;  // of the first actions assertion
};

// The relationship an action's ingredients must have; empty where it needs none.
std::string_view wanted_relationship(std::string_view action) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> wanted = {{{"c2pa.opened", "parentOf"},
                                                                                    {"c2pa.placed", "componentOf"},
                                                                                    {"c2pa.removed", "componentOf"},
                                                                                    {"c2pa.transcoded", "parentOf"},
                                                                                    {"c2pa.repackaged", "parentOf"}}};
  const auto* const found = std::ranges::find(wanted, action, [](const auto& entry) { return entry.first; });
  return found == wanted.end() ? std::string_view() : found->second;
}

std::vector<HashedUri> read_ingredients(const CborValue& action) {
  std::vector<HashedUri> uris;
  const auto parameters = action.find("parameters");
  if (!parameters) return uris;
  if (const auto list = parameters->find("ingredients")) {
    for (const CborValue& item : list->items()) {
      if (auto uri = read_hashed_uri(item)) uris.push_back(std::move(*uri));
    }
  }
  if (const auto single = parameters->find("ingredient")) {
    if (auto uri = read_hashed_uri(*single)) uris.push_back(std::move(*uri));
  }
  return uris;
}

const Assertion* find_assertion(const Validation& validation, std::size_t index, const JumbfBox* box) {
  const auto& assertions = validation.facts.at(index).assertions;
  const auto found = std::ranges::find(assertions, box, &Assertion::box);
  return found == assertions.end() ? nullptr : &*found;
}

bool is_ingredient_of(const Validation& validation, std::size_t index, const CheckedUri& checked,
                      std::string_view relationship) {
  if (checked.verdict != HashedUriVerdict::match || checked.target->manifest != index) return false;
  const Assertion* ingredient = find_assertion(validation, index, checked.target->box);
  if (ingredient == nullptr || !is_ingredient(ingredient->name) || !ingredient->document) return false;
  return relationship.empty() || read_text(ingredient->document->root(), "relationship") == relationship;
}

void check_ingredient_rule(Validation& validation, std::size_t index, const Step& step, Statuses& statuses) {
  const std::string_view relationship = wanted_relationship(step.name);
  const std::vector<HashedUri> uris = read_ingredients(step.action);
  const bool is_strict = validation.manifest(index).claim->version == 2 && !relationship.empty();
  // Version 1 let an action name its ingredient by instance ID, or not at all.
  if (uris.empty() && !is_strict) return;
  const bool is_single = step.name != "c2pa.opened" || uris.size() == 1;
  const bool are_right = !uris.empty() && std::ranges::all_of(uris, [&](const HashedUri& uri) {
    return is_ingredient_of(validation, index, check_hashed_uri(validation, uri, index), relationship);
  });
  if (is_single && are_right) return;
  statuses.fail("assertion.action.ingredientMismatch", step.assertion->url,
                step.name + " does not name " + (relationship.empty() ? "an ingredient" : std::string(relationship)) +
                    " ingredients of this manifest");
}

void check_redaction_rule(const Validation& validation, std::size_t index, const Step& step, Statuses& statuses) {
  if (step.name != "c2pa.redacted") return;
  const auto parameters = step.action.find("parameters");
  const std::string url = parameters ? read_text(*parameters, "redacted") : "";
  const std::string absolute = validation.store->absolute(url, index);
  const auto& redacted = validation.manifest(index).claim->redacted;
  const bool is_listed = std::ranges::any_of(
      redacted, [&](const std::string& one) { return validation.store->absolute(one, index) == absolute; });
  if (!url.empty() && is_listed) return;
  statuses.fail("assertion.action.redactionMismatch", step.assertion->url,
                "c2pa.redacted does not name an assertion that the claim redacts");
}

// A text in the first actions, a map with a name in the second.
std::string read_software(const CborValue& action) {
  const auto agent = action.find("softwareAgent");
  if (!agent) return {};
  return agent->text() ? std::string(*agent->text()) : read_text(*agent, "name");
}

void check_step(Validation& validation, std::size_t index, const Step& step, ManifestReport& report) {
  const bool is_inception = step.name == "c2pa.created" || step.name == "c2pa.opened";
  const bool is_strict = validation.manifest(index).claim->version == 2;
  if (is_inception && !step.is_first && is_strict) {
    report.statuses.fail("assertion.action.malformed", step.assertion->url,
                         step.name + " stands where it is not the first action of the first actions assertion");
  }
  check_ingredient_rule(validation, index, step, report.statuses);
  check_redaction_rule(validation, index, step, report.statuses);
  report.actions.push_back({step.name, read_text(step.action, "digitalSourceType"),
                            step.assertion->ownership == Ownership::created, read_software(step.action)});
}

}  // namespace

void check_actions(Validation& validation, std::size_t index, ManifestReport& report) {
  bool is_first = true;
  for (const Assertion& assertion : validation.facts.at(index).assertions) {
    if (!is_actions(assertion.name) || !assertion.document) continue;
    const auto list = assertion.document->root().find("actions");
    const std::vector<CborValue> actions = list ? list->items() : std::vector<CborValue>();
    if (actions.empty()) {
      report.statuses.fail("assertion.action.malformed", assertion.url, "the assertion holds no list of actions");
    }
    for (const CborValue& action : actions) {
      Step step{&assertion, action, read_text(action, "action"), std::exchange(is_first, false)};
      if (step.name.empty()) {
        report.statuses.fail("assertion.action.malformed", assertion.url, "an action has no name");
      } else {
        check_step(validation, index, step, report);
      }
    }
    is_first = false;
  }
}

}  // namespace redress::provenance
