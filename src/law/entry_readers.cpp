// SPDX-License-Identifier: Apache-2.0
// Penalties, validity lists, ranks, time rules, the harm map and sanctions ladders.
#include <algorithm>
#include <set>

#include "law/pack_reader.hpp"

namespace redress::law {
namespace {

template <class Read>
void for_each_entry(Faults& faults, const YAML::Node& list, std::string_view what, Read read) {
  if (!list.IsSequence()) {
    faults.add(line_of(list), std::string(what) + " is no list; write one `- ` an entry");
    return;
  }
  for (const auto& entry : list) read(entry);
}

}  // namespace

void read_penalties(Faults& faults, const YAML::Node& list, Pack& pack) {
  std::set<std::string> seen;
  for_each_entry(faults, list, "penalties", [&](const YAML::Node& node) {
    const MapReader map(
        faults, node, "a penalty",
        {"id", "instrument", "provision", "imposed_by", "liable", "currency", "formula", "source", "confidence"},
        {"details"});
    Penalty penalty;
    penalty.id = map.text("id");
    penalty.instrument = map.text("instrument");
    penalty.provision = map.text("provision");
    penalty.imposed_by = map.text("imposed_by");
    penalty.liable = map.text("liable");
    penalty.currency = map.text("currency");
    penalty.formula = map.text("formula");
    penalty.source = read_source_keys(map, pack);
    penalty.confidence = map.parsed("confidence", parse_confidence).value_or(Confidence::low);
    penalty.details = map.free_words("details");
    if (!seen.insert(penalty.id).second) map.fault("id", "penalty '" + penalty.id + "' is written twice; keep one");
    pack.penalties.push_back(std::move(penalty));
  });
}

void read_checklists(Faults& faults, const YAML::Node& list, Pack& pack) {
  for_each_entry(faults, list, "validity_checklists", [&](const YAML::Node& node) {
    const MapReader map(faults, node, "a validity list", {"id", "checks", "effect_if_failed", "source", "confidence"},
                        {});
    Checklist checklist;
    checklist.id = map.text("id");
    checklist.effect_if_failed = map.text("effect_if_failed");
    checklist.source = read_source_keys(map, pack);
    checklist.confidence = map.parsed("confidence", parse_confidence).value_or(Confidence::low);
    const auto* checks = map.find("checks");
    if (checks == nullptr) return;
    std::set<std::string> seen;
    for_each_entry(faults, *checks, "checks", [&](const YAML::Node& entry) {
      const MapReader check(faults, entry, "a check", {"id", "test"}, {"text", "any_of"});
      Check read{check.text("id"), check.text("text"),
                 check.parsed("test", parse_order_test).value_or(OrderTest::reasons)};
      for (const auto& alternative : check.texts("any_of")) {
        read.text.append(read.text.empty() ? "" : " or ").append(alternative);
      }
      if (read.text.empty()) check.fault("id", "a check without words; write text or any_of");
      if (!seen.insert(read.id).second) check.fault("id", "check '" + read.id + "' is written twice; keep one");
      checklist.checks.push_back(std::move(read));
    });
    if (!pack.checklists.emplace(checklist.id, checklist).second) {
      map.fault("id", "validity list '" + checklist.id + "' is written twice; keep one");
    }
  });
}

void read_ranks(Faults& faults, const YAML::Node& node, Pack& pack) {
  const MapReader map(faults, node, "ranks", {"civil_enough", "civil_too_low", "police_enough", "police_too_low"}, {});
  const auto add = [&](std::string_view key, bool is_police, bool is_enough) {
    for (auto& title : map.texts(key)) {
      const bool is_known =
          std::any_of(pack.ranks.begin(), pack.ranks.end(), [&](const Rank& rank) { return rank.title == title; });
      if (is_known) map.fault(key, "rank '" + title + "' is written twice; keep one");
      pack.ranks.push_back({std::move(title), is_police, is_enough});
    }
  };
  add("civil_enough", false, true);
  add("civil_too_low", false, false);
  add("police_enough", true, true);
  add("police_too_low", true, false);
}

void read_time_rules(Faults& faults, const YAML::Node& list, Pack& pack) {
  for_each_entry(faults, list, "time_rules", [&](const YAML::Node& node) {
    const MapReader map(faults, node, "a time rule", {"topic", "rule", "source", "confidence"}, {"id", "applies"});
    pack.time_rules.push_back({map.text("id"), map.text("topic"), map.text("rule"), map.text("applies"),
                               read_source_keys(map, pack),
                               map.parsed("confidence", parse_confidence).value_or(Confidence::low)});
  });
}

void read_harm_map(Faults& faults, const YAML::Node& node, Pack& pack) {
  const MapReader map(faults, node, "harm_map", {"prefix", "limbs"}, {});
  pack.limb_prefix = map.text("prefix");
  const auto* limbs = map.find("limbs");
  if (limbs == nullptr) return;
  std::set<std::string> seen;
  for_each_entry(faults, *limbs, "limbs", [&](const YAML::Node& entry) {
    const MapReader limb(faults, entry, "a limb", {"limb", "text", "clock", "harms"}, {"details"});
    static_cast<void>(limb.parsed("clock", parse_duration));
    Limb read{limb.text("limb"), limb.text("text"), limb.text("clock"), limb.mask("harms", parse_harm),
              limb.free_words("details")};
    if (!seen.insert(read.limb).second) limb.fault("limb", "limb '" + read.limb + "' is written twice; keep one");
    pack.limbs.push_back(std::move(read));
  });
}

void read_ladders(Faults& faults, const YAML::Node& list, Pack& pack) {
  for_each_entry(faults, list, "ladders", [&](const YAML::Node& node) {
    const MapReader map(faults, node, "a ladder", {"regime", "rungs", "source", "confidence"}, {"note"});
    pack.ladders.push_back({map.text("regime"), map.texts("rungs"), map.text("note"), read_source_keys(map, pack),
                            map.parsed("confidence", parse_confidence).value_or(Confidence::low)});
  });
}

}  // namespace redress::law
