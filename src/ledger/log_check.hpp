// SPDX-License-Identifier: Apache-2.0
// ledger/log_check.hpp — recompute a whole log from its entries: every entry, every tile, the root, the signature.
//
// Use this when   nothing is trusted but a verifier key. For one entry see ledger/tlog_proof.hpp.
// Errors          corrupt: a file that does not say what the entries say, named.  not_found: a file that is missing.
//                 invalid, forbidden: the checkpoint.  Whatever the visitor answers ends the walk.
// Threads         pure but for the reader and the visitor, both called on the caller's thread, entries in order.
// Cost            one leaf and one node hash for each entry; memory is one bundle and one tile for each level.
// Source          c2sp.org/tlog-tiles, RFC 6962 §2.1.
#pragma once

#include "ledger/checkpoint.hpp"
#include "ledger/tiles.hpp"

namespace redress::ledger {

// The bytes are borrowed for the call.
using EntryVisitor = std::function<Status(std::uint64_t index, ByteView entry, const Digest& leaf)>;

// Recomputes tiles and root of a log of this size.
[[nodiscard]] Status check_tiles(const TileReader& reader, std::uint64_t size, const Digest& root,
                                 const EntryVisitor& visit = {});
// The checkpoint as well: `note` must be signed by `log`.
[[nodiscard]] Result<SignedCheckpoint> check_log(const TileReader& reader, std::string_view note,
                                                 const VerifierKey& log, const EntryVisitor& visit = {});

}  // namespace redress::ledger
