// SPDX-License-Identifier: Apache-2.0
// engine/witness_client.hpp — asks one witness to cosign one checkpoint of ours, and checks what it says.
//
// Use this when   inside engine/cosigners.hpp.
// Shapes          POST URL/add-checkpoint with a proof from the size that this witness cosigned last, as far as we
//                 know; a 409 tells us better, and we ask again.
// Errors          conflict: the witness knows another history of this log than we have: a fork, or a log put back
//                 from a backup.  unavailable, forbidden, not_found, invalid: it did not cosign; try again later.
// Threads         one owner. ask() blocks for at most three times `timeout`.
// Source          c2sp.org/tlog-witness.
// Never           follows a redirect, calls an address that the guard refuses, or takes a cosignature unchecked.
#pragma once

#include "base/instant.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/policy_file.hpp"
#include "ledger/tile_folder.hpp"
#include "mail/guard.hpp"

namespace redress::engine {

struct CosignTarget {
  ledger::Checkpoint checkpoint;
  ledger::Note note;  // as published
};

class WitnessClient {
 public:
  WitnessClient(ledger::Policy::Witness witness, std::string folder, mail::Guard guard, Milliseconds timeout);

  [[nodiscard]] Result<std::vector<ledger::NoteSignature>> ask(const CosignTarget& target);
  // It cosigned this size before, as a checkpoint of ours shows.
  void remember(std::uint64_t size) { size_ = size; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const ledger::Policy::Witness& witness() const { return witness_; }

 private:
  [[nodiscard]] Result<std::string> make_request(const CosignTarget& target) const;
  [[nodiscard]] Error explain(int status, const std::string& body) const;

  const ledger::Policy::Witness witness_;
  const ledger::TileFolder folder_;
  const mail::Guard guard_;
  const Milliseconds timeout_;
  std::uint64_t size_ = 0;
};

}  // namespace redress::engine
