// SPDX-License-Identifier: Apache-2.0
#include "cli/open_banks.hpp"

#include <cstdlib>
#include <filesystem>
#include <thread>

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

bool wait_at_keyboard(std::chrono::seconds span) {
  std::this_thread::sleep_for(span);
  return true;
}

}  // namespace redress::cli
