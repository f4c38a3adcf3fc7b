// SPDX-License-Identifier: Apache-2.0
// cases/measures.hpp — which measure follows from a decision, and how a measure moves on.
//
// Errors          move: conflict for a measure this case does not have.
// Threads         pure on the draft.
#pragma once

#include <string_view>
#include <vector>

#include "cases/draft.hpp"

namespace redress::cases {

struct MeasurePlan {
  MeasureKind kind = MeasureKind::restrict;
  law::Territory territory;
  int decision_no = 0;
  bool automatic = false;
  std::string_view reason;
};

// Orders it for an item unless the very same measure already holds there. One that gives anything back starts the
// clock of the house on it.
void order_measure(Draft& draft, int item_no, const MeasurePlan& plan);
// Puts back what of these items no standing decision holds. What another decision still asks for stays held as that
// decision says.
void restore_items(Draft& draft, const std::vector<int>& item_nos, std::string_view reason, bool automatic);
// What a decision held when it falls. An interim measure that is under review stays where a later notice asks for it:
// that is another ground.
void give_back_held(Draft& draft, const Decision& fallen, std::string_view reason);
// Where the duties of the case ask for something to be taken down.
[[nodiscard]] law::Territory interim_territory(const Case& state);
[[nodiscard]] law::Territory overlap(const law::Territory& a, const law::Territory& b);
// Copies of an item that is held follow it, unless a person must look first.
void hold_copies(Draft& draft);

[[nodiscard]] Status move_measure(Draft& draft, const MoveMeasure& command);
[[nodiscard]] Status report_reachable(Draft& draft, const ReportReachable& command);

}  // namespace redress::cases
