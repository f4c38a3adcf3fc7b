// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_state.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/statutes.hpp"

namespace redress::cli {

std::string state_path(const std::string& given, const std::string& origin) {
  if (!given.empty()) return given;
  const char* const state_home = std::getenv("XDG_STATE_HOME");
  const char* const home = std::getenv("HOME");
  std::filesystem::path folder = state_home != nullptr && *state_home != '\0' ? state_home : "";
  if (folder.empty()) folder = std::filesystem::path(home != nullptr ? home : ".") / ".local" / "state";
  return (folder / "redress" / "audit" / (render_hex(sha256(origin)).substr(0, 32) + ".json")).string();
}

Result<std::optional<ledger::SeenCheckpoint>> find_seen(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return std::optional<ledger::SeenCheckpoint>{};
  TRY_ASSIGN(const std::string text, read_file(path));
  auto seen = ledger::parse_seen(text);
  if (!seen.ok()) return Error{seen.error().code, path + ": " + seen.error().message};
  return std::optional(std::move(seen).value());
}

Status keep_seen(const std::string& path, const ledger::SeenCheckpoint& seen) {
  const Error failure{Code::unavailable, path + ": cannot be written, so the next audit cannot compare with this one"};
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  const std::string beside = path + ".new";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << ledger::render_seen(seen);
    if (!file.flush()) return failure;
  }
  std::filesystem::rename(beside, path, failed);
  if (failed) return failure;
  return Done{};
}

}  // namespace redress::cli
