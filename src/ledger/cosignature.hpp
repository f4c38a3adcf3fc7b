// SPDX-License-Identifier: Apache-2.0
// ledger/cosignature.hpp — a witness says: at this second, this was the newest checkpoint I had seen of the log.
//
// Shapes          u64 big-endian POSIX seconds || Ed25519 over "cosignature/v1\ntime <seconds>\n" and the note's text.
// Errors          invalid: wrong length or a time above 2^63-1.  forbidden: the signature does not hold.
// Threads         pure functions.
// Source          c2sp.org/tlog-cosignature, cosignature/v1.
#pragma once

#include "ledger/note.hpp"

namespace redress::ledger {

[[nodiscard]] Result<NoteSignature> cosign(std::string_view text, const Signer& cosigner, std::uint64_t time_s);
// The time that the cosigner stated.
[[nodiscard]] Result<std::uint64_t> verify_cosignature(const VerifierKey& key, std::string_view text,
                                                       ByteView signature);

}  // namespace redress::ledger
