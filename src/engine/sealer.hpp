// SPDX-License-Identifier: Apache-2.0
// engine/sealer.hpp — the thread that seals the journal into the public ledger, and what it tells those who ask.
//
// Use this when   the engine starts and stops; or a page wants the ledger's state or the receipt of an event.
// Shapes          a batch every tick (1 s), or sooner when one is full. DIR/ledger.db, DIR/ledger/…, DIR/ledger.key.
// Errors          make: what the disk says; conflict for another origin. Later ones end in state(): `delayed` goes on
//                 by itself when the disk does, `stopped` needs a person. Notices are taken all the same: what was
//                 acknowledged is sealed when sealing goes on. find_receipt: not_found, unavailable while stopped.
// Threads         one of its own for sealing; state, find_receipt and folder: any.
// Source          docs/decisions/0019-sealing.md.
// Never           delays an acknowledgement, or tells in time what happened within less than a tick.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "base/guarded.hpp"
#include "engine/core.hpp"
#include "engine/ledger_state.hpp"
#include "engine/sealed_log.hpp"

namespace redress::engine {

class Sealer {
  struct Private {};

 public:
  // Before the writer runs: what it decides is decided under this policy, and the ledger is told so.
  [[nodiscard]] static Result<std::unique_ptr<Sealer>> make(Core& core, const LedgerOptions& options);
  Sealer(Private, Core& core, const LedgerOptions& options);
  void start();
  // Seals what the journal still has, for at most a few seconds, then ends. Call when the writer is done.
  void stop();

  [[nodiscard]] LedgerState state() const;
  [[nodiscard]] const ledger::VerifierKey& log_key() const { return signer_.key; }
  [[nodiscard]] const std::string& folder() const { return folder_.folder(); }
  // The proof that an event stands in the ledger, as a .tlog-proof whose extra data is the entry.
  [[nodiscard]] Result<LedgerReceipt> find_receipt(const Id& case_id, std::uint64_t case_seq) const;

 private:
  using Steady = std::chrono::steady_clock;

  [[nodiscard]] Status prepare();
  void run();
  void step();
  [[nodiscard]] Status seal_waiting();
  [[nodiscard]] bool is_full() const;
  void watch_clock();
  void announce_key(const store::LedgerHead& head);
  void note_progress();
  void note_failure(const Error& error);
  [[nodiscard]] ledger::Entry house_entry(ledger::EntryType type) const;
  [[nodiscard]] Result<LedgerReceipt> prove(std::uint64_t index) const;

  Core& core_;
  const LedgerOptions options_;
  ledger::TileFolder folder_;
  std::unique_ptr<store::LedgerStore> store_;
  ledger::Signer signer_;
  std::string policy_;  // as it is published
  RulebookShelf rulebooks_;
  std::unique_ptr<SealedLog> log_;      // none: to be opened again
  std::vector<ledger::Entry> waiting_;  // of the house
  Guarded<LedgerState> state_;
  Steady::time_point last_entry_;
  Steady::time_point retry_at_;
  Milliseconds retry_delay_{0};
  std::optional<std::pair<Instant, Milliseconds>> clocks_seen_;  // the machine's clock, and time since it was started
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace redress::engine
