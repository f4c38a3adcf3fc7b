// SPDX-License-Identifier: Apache-2.0
// law/pack.hpp — a regime pack: the duties, penalties, validity lists and time rules of one jurisdiction, as read from YAML.
//
// Shapes          docs/reference/statute-packs.md; every entry keeps its sources, confidence and dates.
// Errors          parse_pack: invalid, one line per fault as "file:line: what; what to do".
// Threads         values.
// Source          the `source` of each entry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::law {

enum class Bearer { provider, regulator, complainant, dispute_body };
// What ends a duty's clock. `other` ends only by a person's word.
enum class Step { acknowledge, take_down, decide, inform, restore, label, preserve, report, appeal_decision, other };
enum class OnRisk { none, restrict, escalate };

// The law helper completes this with the duty row and the rest of a pack.
struct Pack {
  std::string jurisdiction;
  std::string sha256;
};

}  // namespace redress::law
