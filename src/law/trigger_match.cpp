// SPDX-License-Identifier: Apache-2.0
#include "law/trigger_match.hpp"

#include <algorithm>

#include "law/order_check.hpp"
#include "law/phrases.hpp"

namespace redress::law {
namespace {

// The name inside the last brackets: "3(1)(b)(vi)" → "vi"; a bare "vi" stays.
std::string_view limb_name(std::string_view text) {
  const auto close = text.rfind(')');
  const auto open = text.rfind('(');
  if (close == std::string_view::npos || open == std::string_view::npos || close < open) return text;
  return text.substr(open + 1, close - open - 1);
}

std::uint32_t given_limbs(const Facts& facts, const Pack& pack) {
  std::uint32_t mask = 0;
  for (const auto& text : facts.limbs) {
    for (std::size_t i = 0; i < pack.limbs.size(); ++i) {
      if (pack.limbs[i].limb == limb_name(text)) mask |= std::uint32_t{1} << i;
    }
  }
  return mask;
}

std::uint32_t derived_limbs(Harm harm, const Pack& pack) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < pack.limbs.size(); ++i) {
    if ((pack.limbs[i].harms & bit_of(harm)) != 0) mask |= std::uint32_t{1} << i;
  }
  return mask;
}

bool is_cited(const Trigger& trigger, const Facts& facts) {
  if (!facts.order) return false;
  return std::any_of(trigger.order_cites.begin(), trigger.order_cites.end(), [&](const std::string& words) {
    return facts.order->legal_basis.find(words) != std::string::npos ||
           facts.order->provision.find(words) != std::string::npos;
  });
}

std::string with_why(std::string sentence, const Trigger& trigger, std::string_view condition) {
  const auto found = trigger.why.find(condition);
  if (found != trigger.why.end()) sentence.append(" (").append(found->second).append(")");
  return sentence += '.';
}

std::string limb_failure(const Trigger& trigger, const Scene& scene) {
  std::string text = "Not triggered: it covers limbs " + describe_limbs(trigger.limb_mask, scene.pack) + " of " +
                     scene.pack.limb_prefix + ", and this notice ";
  if (scene.limbs != 0) {
    text.append("falls under ").append(describe_limbs(scene.limbs, scene.pack));
  } else if (!scene.facts.limbs.empty()) {
    text.append("names no limb that the pack knows");
  } else {
    text.append("is about ").append(describe(scene.facts.harm)).append(", which falls under no limb");
  }
  return with_why(std::move(text), trigger, "limbs");
}

std::string order_failure(const Trigger& trigger, const Scene& scene, const std::vector<OrderDefect>& defects) {
  std::string text = "Not triggered: the order fails ";
  std::vector<std::string_view> checks;
  checks.reserve(defects.size());
  for (const auto& defect : defects) checks.push_back(defect.check);
  text.append(join_words(checks, "and")).append(". ");
  for (const auto& defect : defects) text.append(defect.detail).append(" ");
  text.append("Effect: ").append(scene.pack.checklists.at(trigger.checklist).effect_if_failed);
  return with_why(std::move(text), trigger, "checklist");
}

// "Not triggered: it covers <wanted>, and this notice is about <given> (<why>)."
std::string failure(const Trigger& trigger, std::string_view condition, std::string_view asks, std::string_view wanted,
                    std::string_view but, std::string_view given) {
  std::string text;
  text.reserve(256);
  text.append("Not triggered: ").append(asks).append(wanted).append(but).append(given);
  return with_why(std::move(text), trigger, condition);
}

// How many conditions passed before one failed, and the sentence; all passed when the sentence is empty.
struct Verdict {
  int passed = 0;
  std::string failure;
};

Verdict judge(const Trigger& trigger, const Scene& scene) {
  const Facts& facts = scene.facts;
  if (!trigger.never.empty()) return {0, "Not triggered: " + trigger.never + "."};
  if (trigger.channels != 0 && (trigger.channels & bit_of(facts.channel)) == 0) {
    return {1, failure(trigger, "channels", "it is started by ", trigger.channel_words, ", and this is ",
                       describe(facts.channel))};
  }
  if (trigger.harms != 0 && (trigger.harms & bit_of(facts.harm)) == 0) {
    return {2, failure(trigger, "harms", "it covers ", trigger.harm_words, ", and this notice is about ",
                       describe(facts.harm))};
  }
  if (trigger.complainants != 0 && (trigger.complainants & bit_of(facts.complainant)) == 0) {
    return {3, failure(trigger, "complainants", "it takes ", trigger.complainant_words, ", and this notice comes from ",
                       describe(facts.complainant))};
  }
  if (trigger.limb_mask != 0 && (trigger.limb_mask & scene.limbs) == 0) return {4, limb_failure(trigger, scene)};
  if (!trigger.order_cites.empty() && !is_cited(trigger, facts)) {
    return {5, with_why("Not triggered: the order does not cite " +
                            join_words({trigger.order_cites.begin(), trigger.order_cites.end()}, "or"),
                        trigger, "order_cites")};
  }
  if (!trigger.checklist.empty()) {
    const auto found = scene.defects.find(trigger.checklist);
    if (found != scene.defects.end()) return {6, order_failure(trigger, scene, found->second)};
  }
  return {7, ""};
}

}  // namespace

Scene make_scene(const Facts& facts, const Pack& pack) {
  Scene scene{facts, pack, find_receipt(pack.receipt, facts), describe_notice(facts), 0, !facts.limbs.empty(), {}};
  scene.limbs = scene.limbs_are_given ? given_limbs(facts, pack) : derived_limbs(facts.harm, pack);
  if (facts.order && (facts.channel == Channel::government_order || facts.channel == Channel::court_order)) {
    for (const auto& [id, checklist] : pack.checklists) {
      auto defects = check_order(pack, checklist, facts);
      if (!defects.empty()) scene.defects.emplace(id, std::move(defects));
    }
  }
  return scene;
}

Match match_triggers(const Duty& duty, const Scene& scene) {
  Verdict nearest{-1, ""};
  for (const auto& trigger : duty.triggers) {
    auto verdict = judge(trigger, scene);
    if (verdict.failure.empty()) return {&trigger, ""};
    if (verdict.passed > nearest.passed) nearest = std::move(verdict);
  }
  return {nullptr, std::move(nearest.failure)};
}

}  // namespace redress::law
