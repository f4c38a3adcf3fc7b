// SPDX-License-Identifier: Apache-2.0
// cli/audit_state.hpp — what this auditor remembers of each log: the key it trusted, the last checkpoint it took.
//
// Shapes          one small JSON file for each log, named after the SHA-256 of its origin.
// Errors          find: nothing when there is none; corrupt when it is damaged. keep: unavailable: the disk says no.
// Threads         the main thread.
#pragma once

#include <optional>
#include <string>

#include "ledger/audit.hpp"

namespace redress::cli {

// "": the file of that log under $XDG_STATE_HOME or ~/.local/state.
[[nodiscard]] std::string state_path(const std::string& given, const std::string& origin);
[[nodiscard]] Result<std::optional<ledger::SeenCheckpoint>> find_seen(const std::string& path);
// Replaced at once: a crash leaves the old one.
[[nodiscard]] Status keep_seen(const std::string& path, const ledger::SeenCheckpoint& seen);

}  // namespace redress::cli
