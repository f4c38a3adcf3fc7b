// SPDX-License-Identifier: Apache-2.0
// ledger/witness.hpp — what a witness answers to a log: a decision about two checkpoints, without a disk or a clock.
//
// Use this when   somebody asks for a cosignature. The caller loads what it cosigned last, asks here, and stores the
//                 new head, in one transaction, before it answers; engine/witness.hpp does.
// Errors          check_signed_head: forbidden when no trusted key signed, or one of them did not sign this.
// Threads         pure functions.
// Cost            one check of a signature (60 µs), then one hash for each line of the proof.
// Source          c2sp.org/tlog-witness.
// Never           cosigns a head that is not proven to contain the one it cosigned before.
#pragma once

#include <optional>

#include "ledger/witness_wire.hpp"

namespace redress::ledger {

// The newest checkpoint of one log that was cosigned; as it is here when none was.
struct WitnessedHead {
  std::uint64_t size = 0;
  Digest root = empty_root();
};

// A request whose checkpoint the log did sign.
struct SignedHead {
  std::uint64_t old_size = 0;
  Proof proof;
  Checkpoint checkpoint;
  Note note;  // with the log's own signatures and no others
};

// `keys` are the log's that are trusted for this origin.
[[nodiscard]] Result<SignedHead> check_signed_head(AddCheckpoint request, std::span<const VerifierKey> keys);

// The HTTP statuses of the protocol.
enum class WitnessAnswer : int {
  cosigned = 200,
  malformed = 400,
  forbidden = 403,
  unknown_log = 404,
  stale = 409,  // "my size is another": the body is that size
  refused = 422
};

// What makes a refused head worth keeping: the log signed it and the one that was cosigned, and it has not shown, or
// cannot show, that both are one history.
enum class Split {
  other_root,  // two roots of one size: the log has two histories, whatever it says
  no_proof,    // larger than what was cosigned, and the proof does not lead there
  behind       // smaller than what was cosigned, sent as if it came after it
};
[[nodiscard]] std::string_view render(Split split);

struct WitnessDecision {
  WitnessAnswer answer = WitnessAnswer::refused;
  std::string why;             // of a refusal, for the log's operator
  std::optional<Split> split;  // both heads are to be kept
};

// Of a request that cannot be read: what its error comes to.
[[nodiscard]] WitnessAnswer answer_unreadable(const Error& error);
[[nodiscard]] WitnessDecision decide_add_checkpoint(const WitnessedHead& last, const SignedHead& offered);

}  // namespace redress::ledger
