// SPDX-License-Identifier: Apache-2.0
// engine/ledger_rebuild.hpp — the ledger's files made again from the journal and ledger.db, byte for byte, or compared.
//
// Use this when   DIR/ledger was lost, damaged, or is to be trusted less than the journal. The server is stopped.
// Shapes          a fresh folder is filled and takes the old one's place only when its root is the one that was signed.
// Errors          corrupt: the journal and ledger.db do not give what was signed; nothing is changed. Those of the
//                 disk.
// Threads         one owner of the data folder; the journal is read ahead on a thread of its own.
// Cost            about 30 µs for each entry; erased cases cost no more than others.
// Source          docs/decisions/0019-sealing.md.
// Never           needs a salt: commitments come from ledger.db, so a rebuild after an erasure gives the same bytes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/key.hpp"
#include "store/event_store.hpp"
#include "store/ledger_store.hpp"

namespace redress::engine {

struct RebuildPlan {
  std::string folder;  // DIR/ledger
  ledger::VerifierKey key;
  bool only_compares = false;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = [](std::uint64_t, std::uint64_t) {};
};

struct RebuildReport {
  std::uint64_t entries = 0;
  std::uint64_t files = 0;
  std::vector<std::string> differences;  // of a comparison: files that are missing or not what they should be
  std::uint64_t difference_count = 0;
};
inline constexpr std::size_t differences_kept_max = 20;

[[nodiscard]] Result<RebuildReport> rebuild_ledger(const store::EventStore& events, const store::LedgerStore& store,
                                                   const RebuildPlan& plan);

}  // namespace redress::engine
