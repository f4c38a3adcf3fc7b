// SPDX-License-Identifier: Apache-2.0
// ledger/house_check.hpp — the same for the clocks of the house. Inside this room only.
//
// Errors          none: what is wrong is a fault.
// Threads         one owner of the record.
// Source          docs/explanation/two-speeds.md: fail-safe, same speed both ways.
#pragma once

#include "ledger/clock_check.hpp"

namespace redress::ledger {

// Does the newest measure put anything back: all, or a part of where or how those before it may hold the item still?
[[nodiscard]] bool gives_back(const CaseRecord& state, const ItemRecord& item);
[[nodiscard]] Faults check_house_started(const CaseRecord& state, const Entry& entry, const HouseLengths& house);
[[nodiscard]] Faults check_house_ended(const CaseRecord& state, const ClockRecord& clock, const Entry& entry);
[[nodiscard]] Faults check_house_command(CaseRecord& state, const CommandFacts& facts);

}  // namespace redress::ledger
