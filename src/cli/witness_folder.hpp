// SPDX-License-Identifier: Apache-2.0
// cli/witness_folder.hpp — a witness's folder as the commands open it: its state, and its key.
//
// Errors          those of store/witness_store.hpp and engine/witness_key.hpp.
// Threads         the main thread.
#pragma once

#include <memory>
#include <string>

#include "ledger/key.hpp"
#include "store/witness_store.hpp"

namespace redress::cli {

// Beside a running witness too. Makes the folder and an empty state where there is none.
[[nodiscard]] Result<std::unique_ptr<store::WitnessStore>> open_witness_store(const std::string& folder);
// An empty `name` stands for one made of this machine's.
[[nodiscard]] Result<ledger::Signer> load_or_make_witness_key(const std::string& folder, const std::string& name);

}  // namespace redress::cli
