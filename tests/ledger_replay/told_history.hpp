// SPDX-License-Identifier: Apache-2.0
// ledger_replay/told_history.hpp — one seeded history of the real core, told as the entries of a ledger.
//
// Shapes          entries without hashes: seal() chains and encodes them, as often as a test has changed them.
// Errors          an entry that does not encode aborts with its reason.
// Threads         one test, one thread.
#pragma once

#include <string>
#include <vector>

#include "cases/policy.hpp"
#include "ledger/entry.hpp"
#include "ledger/replay.hpp"

namespace redress::ledger_replay {

struct Sealed {
  Bytes bytes;
  Digest leaf{};
};

struct ToldHistory {
  cases::Policy policy;
  // The machine's clock was set back now and then: a case's time stands still until it is caught up, and commands of
  // one instant are judged together. What one of them hides the next may make good, so no lie is told about these.
  bool is_set_back = false;
  std::vector<ledger::Entry> entries;
};

[[nodiscard]] ToldHistory play(std::uint64_t seed, const law::Rulebook& rulebook);
[[nodiscard]] const std::string& rulebook_document();
// Every case's chain anew: what a platform would publish that writes its own past.
void chain(std::vector<ledger::Entry>& entries);
// The findings of a replay, silence left out: these histories have no heartbeat.
[[nodiscard]] ledger::ReplayReport replay(const std::vector<ledger::Entry>& entries);

}  // namespace redress::ledger_replay
