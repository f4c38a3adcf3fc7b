// SPDX-License-Identifier: Apache-2.0
// ledger_replay/audit_rate.hpp — how fast a whole ledger of real histories is audited, from memory.
//
// Units           entries; the answer is an exit code.
// Errors          1 when the audit finds anything but silence, or takes longer than 5 s for each million.
// Threads         one.
#pragma once

#include <cstdint>

namespace redress::ledger_replay {

int measure_audit(std::uint64_t entries);

}  // namespace redress::ledger_replay
