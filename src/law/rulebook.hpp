// SPDX-License-Identifier: Apache-2.0
// law/rulebook.hpp — the packs in force on this instance and the operator's own choices about them.
//
// Shapes          packs by jurisdiction ("IN", "EU", "US-CA"); one file each.
// Errors          build_rulebook: invalid with file and line of each fault; not_found for no packs.
// Threads         immutable once built.
// Source          statutes/*.yaml.
// Never           changes while cases run: a new rulebook is loaded at start, and clocks keep the hash they began with.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "law/pack.hpp"

namespace redress::law {

struct OperatorChoices {
  // The operator's own target for duties whose clock is a legal standard ("without undue delay"), by duty id; "*" is
  // the default.
  std::map<std::string, std::chrono::seconds> targets = {{"*", std::chrono::hours{24}}};
  // Duties that are off by themselves and that the operator switches on, by id: draft, contested, voluntary and the
  // like, and duties that reach only a special kind of service (`only_for`).
  std::vector<std::string> enabled;
  // Duties that do not reach this service (for example SSMI duties below the threshold), by id.
  std::vector<std::string> disabled;
};

struct Rulebook {
  std::map<std::string, Pack> packs;
  OperatorChoices choices;  // as applied when the rulebook was built; changing it here changes nothing
  std::string tz_version;   // of the zone data the packs count with
};

// Text of each pack file by its path (the caller did the reading: this room touches no disk). Choices that name an
// unknown duty are refused: a misspelt id would silently leave a duty on.
[[nodiscard]] Result<Rulebook> build_rulebook(const std::map<std::string, std::string>& text_by_path,
                                              OperatorChoices choices);

// Every row, packs in order of jurisdiction, rows in the order of their file.
[[nodiscard]] std::vector<const Duty*> list_duties(const Rulebook& rulebook);
// The first row with this id; nullptr when no pack has it.
[[nodiscard]] const Duty* find_duty(const Rulebook& rulebook, std::string_view id);
// Does the row take part at all on this instance: on by its status or by choice, and not switched off?
[[nodiscard]] bool is_on(const Duty& duty);

}  // namespace redress::law
