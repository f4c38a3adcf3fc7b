// SPDX-License-Identifier: Apache-2.0
// law/rulebook.hpp — the packs in force on this instance and the operator's own choices about them.
//
// Shapes          packs by jurisdiction ("IN", "EU", "US-CA"); one file each.
// Errors          build_rulebook: invalid with file and line of the first fault of each file; not_found for no packs.
// Threads         immutable once built.
// Never           changes while cases run: a new rulebook is loaded at start, and clocks keep the hash they began with.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "law/pack.hpp"

namespace redress::law {

struct OperatorChoices {
  // The operator's own target for duties whose clock is a legal standard ("without undue delay"), by duty id; "*" is the default.
  std::map<std::string, std::chrono::seconds> targets = {{"*", std::chrono::hours{24}}};
  // Duties with status draft or contested that the operator switches on, by id.
  std::vector<std::string> enabled;
  // Duties that do not reach this service (for example SSMI duties below the threshold), by id.
  std::vector<std::string> disabled;
};

struct Rulebook {
  std::map<std::string, Pack> packs;
  OperatorChoices choices;
};

// Text of each pack file by its path (the caller did the reading: this room touches no disk).
[[nodiscard]] Result<Rulebook> build_rulebook(const std::map<std::string, std::string>& text_by_path,
                                              OperatorChoices choices);

}  // namespace redress::law
