// SPDX-License-Identifier: Apache-2.0
#include "cli/open_banks.hpp"

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"

namespace redress::cli {

Result<std::unique_ptr<store::BankStore>> open_banks(const std::string& data_dir) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  if (failed) return Error{Code::unavailable, data_dir + ": cannot be made (" + failed.message() + ")"};
  return store::BankStore::open(data_dir);
}

store::BankStore::By command_by() {
  const char* const user = std::getenv("USER");
  return {user == nullptr ? "command line" : std::string(user) + " at the command line", SystemClock{}.now()};
}

std::string render_bank_entry(const store::BankEntry& entry) {
  nlohmann::ordered_json json{{"no", entry.no},
                              {"bank", entry.bank},
                              {"role", store::render(entry.role)},
                              {"source", entry.source},
                              {"source_ref", entry.source_ref},
                              {"reason", entry.reason},
                              {"case_code", entry.case_code},
                              {"sha256", entry.sha256},
                              {"md5", entry.md5},
                              {"pdq", entry.pdq},
                              {"pdq_quality", entry.pdq_quality},
                              {"added_at", render_instant(entry.added_at)},
                              {"is_on", entry.is_on}};
  if (entry.expires_at) json["expires_at"] = render_instant(*entry.expires_at);
  if (entry.quarantined_at) json["quarantined_at"] = render_instant(*entry.quarantined_at);
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace redress::cli
