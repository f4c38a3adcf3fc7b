// SPDX-License-Identifier: Apache-2.0
// ledger/checkpoint.hpp — what a log commits to: its name, its size, its root.
//
// Shapes          <origin>\n<size>\n<base64 root>\n, then extension lines that are not empty; carried by a signed note.
// Errors          invalid: not a checkpoint, or of another origin.  forbidden: signatures, see ledger/note.hpp.
//                 conflict: it gives the empty log a root that is not the empty log's.
// Threads         pure functions.
// Source          c2sp.org/tlog-checkpoint.
// Never           accepts two spellings of one checkpoint: no leading zero, no sign, no space, canonical base64.
#pragma once

#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace redress::ledger {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root = empty_root();
  std::vector<std::string> extensions;
  bool operator==(const Checkpoint&) const = default;
};

// `text` is the text of a note, without signatures.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);
[[nodiscard]] std::string render_checkpoint(const Checkpoint& checkpoint);

// What a note says before anybody looked at its signatures: only to find the key that must have made them.
[[nodiscard]] Result<Checkpoint> parse_claimed_checkpoint(std::string_view note);

struct SignedCheckpoint {
  Checkpoint checkpoint;
  Note note;
  std::vector<VerifiedSignature> verified;  // the log's own first
};

// A note that `log` signed about a log of its own name. Signatures of `witnesses` are checked and counted, none is
// needed.
[[nodiscard]] Result<SignedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log,
                                                       std::span<const VerifierKey> witnesses = {});
// The note of a checkpoint with the log's signature.
[[nodiscard]] Result<Note> sign_checkpoint(const Checkpoint& checkpoint, const Signer& log);

}  // namespace redress::ledger
