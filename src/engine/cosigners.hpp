// SPDX-License-Identifier: Apache-2.0
// engine/cosigners.hpp — has others see each checkpoint that we publish; shows it witnessed once enough of them have.
//
// Use this when   the engine runs a ledger whose policy names witnesses.
// Shapes          rounds: one published checkpoint goes to all witnesses that are free; once their cosignatures make
//                 the quorum, FOLDER/checkpoint.witnessed is replaced; then the newest checkpoint is next.
// Errors          make: invalid, as the policy. Later ones end in the standing of each witness and in the log: one that
//                 fails is asked again after 1, 2, 4 … 30 s, one that knows another history after 30 s.
// Threads         one that keeps the rounds, one a witness, so that a slow one holds up nobody. describe: any.
// Source          c2sp.org/tlog-witness, c2sp.org/tlog-policy; docs/decisions/0020-witnesses.md.
// Never           makes sealing or an acknowledgement wait: it reads what was published.
#pragma once

#include <thread>

#include "engine/core.hpp"
#include "engine/witness_client.hpp"

namespace redress::engine {

class Cosigners {
  struct Private {};

 public:
  // `folder`: the ledger's published files.
  [[nodiscard]] static Result<std::unique_ptr<Cosigners>> make(Core& core, const LedgerOptions& options,
                                                               const std::string& folder,
                                                               const ledger::VerifierKey& log);
  Cosigners(Private, Core& core, const std::string& folder, ledger::VerifierKey log, ledger::Policy policy);
  void start();
  // Waits for requests that are under way, a few seconds at most.
  void stop();
  void describe(LedgerState& state) const;

 private:
  using Steady = std::chrono::steady_clock;
  using Signatures = std::vector<ledger::NoteSignature>;

  struct Answer {
    std::size_t witness = 0;
    std::string text;  // of the checkpoint that was asked about
    Result<Signatures> outcome = Signatures{};
  };
  struct Asked {
    std::unique_ptr<WitnessClient> client;
    BoundedQueue<CosignTarget> mailbox{1};
    std::chrono::seconds every{1};
    bool is_busy = false;
    bool has_signed = false;  // the present target
    int failures = 0;         // in a row
    Steady::time_point next_at;
    std::thread thread;
  };

  void recall();
  void run();
  void ask_when_told(std::size_t witness);
  void take(Answer answer);
  void note_failure(std::size_t witness, const Error& error);
  [[nodiscard]] bool is_round_over() const;
  void begin_round();
  [[nodiscard]] bool load_target();
  void publish_if_enough();

  Core& core_;
  ledger::TileFolder folder_;
  const ledger::VerifierKey log_;
  const ledger::Policy policy_;
  const std::vector<ledger::VerifierKey> keys_;
  std::vector<std::unique_ptr<Asked>> witnesses_;
  BoundedQueue<Answer> answers_{1'024};
  std::uint64_t looked_at_ = 0;  // size at which the published checkpoint was read last
  CosignTarget target_;
  Signatures collected_;
  bool is_witnessed_ = false;
  Steady::time_point round_until_;
  Guarded<LedgerState> state_;  // its witnesses and what was witnessed
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace redress::engine
