// SPDX-License-Identifier: Apache-2.0
// cases/policy.hpp — the operator's choices that the core follows: the rulebook and the house's own clocks.
//
// Units           durations are std::chrono; fractions are of a clock's whole length.
// Errors          none.
// Threads         immutable while the engine runs.
// Source          docs/explanation/two-speeds.md: fail-safe, same speed both ways, least territory.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "law/rulebook.hpp"

namespace redress::cases {

// Decisions that want a second person. Whatever is true here, an interim measure needs none: protection does not wait.
struct SecondPerson {
  bool minors = false;        // the harm is of a child
  bool orders = false;        // an authority's order is answered
  bool near_matches = false;  // an item that was found by likeness alone is acted on
  bool removals = false;      // any removal
};

struct Policy {
  const law::Rulebook* rulebook = nullptr;  // borrowed; outlives every call

  std::array<double, 3> escalation_fractions{0.5, 0.75, 0.9};
  // With this much of a clock gone and nothing decided, the duty's on_risk applies.
  double at_risk_fraction = 0.9;
  // A reviewer's hold on a case.
  std::chrono::minutes claim_lease{30};
  // An interim restriction that no person has confirmed by then lifts.
  std::chrono::hours interim_review{24};
  // Restoring and appeals take as long as the removal clock was, never longer than this.
  std::chrono::hours house_clock_max{24};
  // A defective order: false sends it back to its issuer, acting on nothing; true treats it as valid. Always recorded.
  bool act_on_defective_orders = false;
  SecondPerson second_person;
  // One decision of so many, by chance, is looked at again by somebody else. 0: none.
  int second_look_every = 0;
};

// The house's own duties: they bind the operator where the law is silent.
inline constexpr std::string_view house_review = "HOUSE-REVIEW";
inline constexpr std::string_view house_restore = "HOUSE-RESTORE";
inline constexpr std::string_view house_appeal = "HOUSE-APPEAL";
inline constexpr std::string_view house_order = "HOUSE-ORDER";

}  // namespace redress::cases
