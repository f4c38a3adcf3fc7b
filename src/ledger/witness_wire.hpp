// SPDX-License-Identifier: Apache-2.0
// ledger/witness_wire.hpp — what a log says to a witness and what the witness answers, as text.
//
// Shapes          request  old <n>\n, up to 63 hashes in base64, blank line, checkpoint
//                 200      signature lines of the witness        409      <size>\n as text/x.tlog.size
// Errors          invalid: another spelling.
// Threads         pure functions.
// Source          c2sp.org/tlog-witness.
#pragma once

#include "ledger/checkpoint.hpp"

namespace redress::ledger {

constexpr std::size_t add_checkpoint_hashes_max = 63;
constexpr std::size_t add_checkpoint_bytes_max = std::size_t{64} << 10U;
constexpr std::string_view tlog_size_type = "text/x.tlog.size";

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;
  std::string checkpoint;  // the whole note
  bool operator==(const AddCheckpoint&) const = default;
};

[[nodiscard]] std::string render_add_checkpoint(const AddCheckpoint& request);
// Checks that a checkpoint follows. Its signature lines are left to open_checkpoint: a line that cannot be read is then
// a signature that does not hold (403), as other witnesses answer. For its origin see parse_claimed_checkpoint.
[[nodiscard]] Result<AddCheckpoint> parse_add_checkpoint(std::string_view body);

// The body of a 409: the size that the witness cosigned last.
[[nodiscard]] std::string render_tlog_size(std::uint64_t size);
[[nodiscard]] Result<std::uint64_t> parse_tlog_size(std::string_view body);

// The cosignatures of a 200 that `witness` made over this text. Lines of other keys are dropped; forbidden when none
// is left.
[[nodiscard]] Result<std::vector<NoteSignature>> accept_cosignatures(std::string_view body, std::string_view text,
                                                                     const VerifierKey& witness);

}  // namespace redress::ledger
