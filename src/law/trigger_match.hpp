// SPDX-License-Identifier: Apache-2.0
// law/trigger_match.hpp — does a notice fit a duty's trigger, and if not, which condition failed.
//
// Errors          none.
// Threads         pure.
// Source          the trigger of each row; its `why` names the provision.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "law/evaluate.hpp"
#include "law/pack.hpp"
#include "law/receipt.hpp"

namespace redress::law {

// All that one pack needs to know about the notice, worked out once.
struct Scene {
  const Facts& facts;
  const Pack& pack;
  Receipt receipt;
  std::string notice;       // "a complaint by the person depicted about …"
  std::uint32_t limbs = 0;  // positions in Pack::limbs: as given, or derived from the harm
  bool limbs_are_given = false;
  std::map<std::string, std::vector<OrderDefect>> defects;  // by checklist; only lists with a defect
};

[[nodiscard]] Scene make_scene(const Facts& facts, const Pack& pack);

struct Match {
  const Trigger* trigger = nullptr;  // the first that fits; nullptr when none does
  std::string failure;               // otherwise: the condition that failed, as a sentence
};

[[nodiscard]] Match match_triggers(const Duty& duty, const Scene& scene);

}  // namespace redress::law
