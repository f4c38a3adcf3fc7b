// SPDX-License-Identifier: Apache-2.0
// engine/ledger_state.hpp — what the ledger is doing, and the receipt of one event: as values for pages and metrics.
//
// Errors          none.
// Threads         values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/instant.hpp"

namespace redress::engine {

// delayed: the disk refuses, and sealing tries again. stopped: going on would be a fork, or the files are damaged.
enum class Sealing { off, running, delayed, stopped };

// How one witness gets on with us.
struct WitnessStanding {
  std::string name;
  std::uint64_t size = 0;  // the newest that it cosigned, as far as this process knows
  std::uint64_t cosigned = 0, failed = 0;
  std::string reason;  // of the newest failure; empty since it cosigned
  bool sees_fork = false;
};

struct LedgerState {
  Sealing sealing = Sealing::off;
  std::string reason;  // of a delay or a stop
  std::string origin;
  std::uint64_t size = 0;       // of the newest published checkpoint
  std::uint64_t position = 0;   // journal rows sealed
  std::uint64_t waiting = 0;    // journal rows not sealed yet
  Instant sealed_at;            // of the newest checkpoint
  std::uint64_t witnessed = 0;  // of the newest that enough witnesses have cosigned
  Instant witnessed_at = {};
  std::vector<WitnessStanding> witnesses = {};
};

// being_sealed: durable in the journal, in the next batch. signed_by_log: the operator has committed to it.
// witnessed: so have enough others seen it.
enum class ReceiptState { being_sealed, signed_by_log, witnessed };

struct LedgerReceipt {
  ReceiptState state = ReceiptState::being_sealed;
  Instant sealed_by;  // while it is being sealed: when it will have been
  std::uint64_t index = 0;
  std::string proof;  // the file
};

}  // namespace redress::engine
