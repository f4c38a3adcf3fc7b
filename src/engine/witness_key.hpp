// SPDX-License-Identifier: Apache-2.0
// engine/witness_key.hpp — DIR/witness.key: the one thing a witness signs with, and its name.
//
// Shapes          one line as ledger/key.hpp spells a signer's key, type 04; mode 0400.
// Errors          forbidden: others can read the file.  corrupt: it holds no such key.  conflict: it has another name.
//                 not_found: there is none, and no name was given to make it.  unavailable: the disk.
// Threads         call at start.
// Source          c2sp.org/tlog-cosignature.
#pragma once

#include <string>

#include "ledger/key.hpp"

namespace redress::engine {

[[nodiscard]] bool has_witness_key(const std::string& folder);
[[nodiscard]] Result<ledger::Signer> load_witness_key(const std::string& folder);
// Durable when it returns. Only where there is no key yet.
[[nodiscard]] Result<ledger::Signer> make_witness_key(const std::string& folder, const std::string& name);

}  // namespace redress::engine
