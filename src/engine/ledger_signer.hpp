// SPDX-License-Identifier: Apache-2.0
// engine/ledger_signer.hpp — the log's key as something that signs, and proofs made from the log's files.
//
// Errors          those of store::load_or_make_ledger_key and of the folder.
// Threads         open_ledger_signer: at start. make_tlog_proof: any.
// Source          c2sp.org/signed-note, c2sp.org/tlog-proof.
#pragma once

#include <string>

#include "ledger/checkpoint.hpp"
#include "ledger/tile_folder.hpp"

namespace redress::engine {

// DIR/ledger.key, made at the first start.
[[nodiscard]] Result<ledger::Signer> open_ledger_signer(const std::string& data_dir, const std::string& origin);

// The file that shows the entry at `index` and proves that it stands under this checkpoint.
[[nodiscard]] Result<std::string> make_tlog_proof(const ledger::TileFolder& folder,
                                                  const ledger::Checkpoint& checkpoint, const std::string& note,
                                                  std::uint64_t index);

}  // namespace redress::engine
