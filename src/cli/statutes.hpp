// SPDX-License-Identifier: Apache-2.0
// cli/statutes.hpp — where the packs come from: the ones built into the binary, or a folder of the operator's.
//
// Errors          read_statutes: not_found for a folder without packs; load_rulebook: invalid with file and line.
// Threads         the main thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "law/rulebook.hpp"

namespace redress::cli {

// An empty folder name means the built-in packs.
[[nodiscard]] Result<std::map<std::string, std::string>> read_statutes(const std::string& folder);
[[nodiscard]] Result<std::map<std::string, std::string>> read_pack_files(const std::vector<std::string>& paths);
// The same texts by their SHA-256 in hex: as the public ledger names them.
[[nodiscard]] Result<std::map<std::string, std::string>> read_pack_texts(const std::string& folder);
[[nodiscard]] Result<law::Rulebook> load_rulebook(const std::string& folder, law::OperatorChoices choices);
[[nodiscard]] Result<std::string> read_file(const std::string& path);

}  // namespace redress::cli
