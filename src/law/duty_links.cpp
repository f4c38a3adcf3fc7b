// SPDX-License-Identifier: Apache-2.0
// What one row says about another: penalties, validity lists, limbs, and rows of the same id.
#include <algorithm>

#include "law/pack_reader.hpp"

namespace redress::law {
namespace {

constexpr std::size_t limbs_max = 32;

template <class Entries, class Key>
bool has_entry(const Entries& entries, Key key, const std::string& wanted) {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.*key == wanted; });
}

void add_missing(Faults& faults, const Duty& duty, std::string_view what, const std::string& name) {
  faults.add(duty.line, "'" + duty.id + "' names the " + std::string(what) + " '" + name.substr(0, 60) +
                            "', which the pack lacks; add it or mend the name");
}

void link_limbs(Faults& faults, const Pack& pack, const Duty& duty, Trigger& trigger) {
  for (const auto& name : trigger.limbs) {
    const auto found =
        std::find_if(pack.limbs.begin(), pack.limbs.end(), [&](const Limb& limb) { return limb.limb == name; });
    if (found == pack.limbs.end()) {
      add_missing(faults, duty, "limb", name);
    } else {
      trigger.limb_mask |= std::uint32_t{1} << static_cast<unsigned>(found - pack.limbs.begin());
    }
  }
}

void link_references(Faults& faults, const Pack& pack, Duty& duty) {
  for (const auto& id : duty.penalty) {
    if (!has_entry(pack.penalties, &Penalty::id, id)) add_missing(faults, duty, "penalty", id);
  }
  std::vector<std::string> lists{duty.validity_checklist};
  for (auto& trigger : duty.triggers) {
    lists.push_back(trigger.checklist);
    link_limbs(faults, pack, duty, trigger);
  }
  for (const auto& id : lists) {
    if (!id.empty() && pack.checklists.count(id) == 0) add_missing(faults, duty, "validity list", id);
  }
}

}  // namespace

void link_duties(Faults& faults, Pack& pack) {
  if (pack.limbs.size() > limbs_max) {
    faults.add(1, "harm_map has more than 32 limbs; split it");
    return;
  }
  std::map<std::string, std::size_t> group_of;
  for (std::size_t i = 0; i < pack.duties.size(); ++i) {
    Duty& duty = pack.duties[i];
    const auto [found, is_new] = group_of.emplace(duty.id, pack.rows_by_id.size());
    if (is_new) pack.rows_by_id.emplace_back();
    for (const auto earlier : pack.rows_by_id[found->second]) {
      const Duty& other = pack.duties[earlier];
      if (duty.from_ms < other.until_ms && other.from_ms < duty.until_ms) {
        faults.add(duty.line, "the dates of '" + duty.id + "' overlap with its row on line " +
                                  std::to_string(other.line) + "; end one before the other begins");
      }
    }
    pack.rows_by_id[found->second].push_back(i);
    link_references(faults, pack, duty);
  }
}

}  // namespace redress::law
