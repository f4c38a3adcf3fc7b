// SPDX-License-Identifier: Apache-2.0
// ledger_replay/lies.hpp — what a platform might do to its own ledger before it signs it.
//
// Shapes          a lie changes the entries and answers false where this history gives no occasion for it. Those that
//                 chain the cases anew leave nothing for hashes to find: only the law can.
// Errors          none.
// Threads         one test, one thread.
#pragma once

#include <string_view>
#include <vector>

#include "ledger/entry.hpp"

namespace redress::ledger_replay {

struct Lie {
  std::string_view name;
  bool (*tell)(std::vector<ledger::Entry>& entries, std::uint64_t seed);
};
[[nodiscard]] const std::vector<Lie>& lies();

}  // namespace redress::ledger_replay
