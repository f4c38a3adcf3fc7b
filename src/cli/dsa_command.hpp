// SPDX-License-Identifier: Apache-2.0
// cli/dsa_command.hpp — redress dsa: what is owed to the DSA Transparency Database, what it has, and what it refused.
//
// Errors          exit codes of cli/exit.hpp.
// Threads         the main thread. Everything works while the server runs: it sees a retry within a second.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace redress::cli {

struct DsaCommandOptions {
  std::string data_dir = "redress-data";
  std::string state;  // empty: waiting and refused
  std::int64_t after = 0;
  int count_max = 50;
  bool json = false;
  std::vector<std::string> puids;
  bool all = false;
};

[[nodiscard]] int dsa_list(const DsaCommandOptions& options);
[[nodiscard]] int dsa_retry(const DsaCommandOptions& options);

void add_dsa(CLI::App& app, DsaCommandOptions& options,
             const std::function<void(CLI::App* command, std::function<int()> run)>& on_chosen);

}  // namespace redress::cli
