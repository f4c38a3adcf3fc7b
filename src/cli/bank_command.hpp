// SPDX-License-Identifier: Apache-2.0
// cli/bank_command.hpp — redress bank: banks of fingerprints, their entries, files in and out, exchanges.
//
// Errors          exit codes of cli/exit.hpp. A bad entry of a file is a line on standard error and never stops the
//                 rest; the command then ends with 1.
// Threads         the main thread. Everything works while the server runs: it sees a change within a quarter second.
// Never           prints a secret, or a fingerprint in an error.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace redress::cli {

struct BankOptions {
  std::string data_dir = "redress-data";
  std::string bank;
  bool json = false;
  // The policy; what is not given stays, or has its default in a new bank.
  std::optional<std::string> action, harm;
  std::vector<std::string> territory;
  std::optional<int> radius_bits, same_bits, enabled_percent, flood_count_max;
  std::optional<bool> is_on, uses_features;
  bool with_entries = false;
  // Entries.
  std::int64_t entry_no = 0;
  std::optional<bool> switch_on, quarantine;
  std::optional<std::string> role;
  std::string expires;
  std::string reason;
  bool only_quarantined = false;
  std::int64_t after = 0;
  int count_max = 50;
  // Files and exchanges.
  std::string file;
  std::string source;
  std::string output;
  bool csv = false;
  std::string config;
  std::string exchange;
};

[[nodiscard]] int bank_list(const BankOptions& options);
[[nodiscard]] int bank_make(const BankOptions& options);
[[nodiscard]] int bank_set(const BankOptions& options);
[[nodiscard]] int bank_remove(const BankOptions& options);
[[nodiscard]] int bank_show(const BankOptions& options);
[[nodiscard]] int bank_change(const BankOptions& options);
[[nodiscard]] int bank_log(const BankOptions& options);
[[nodiscard]] int bank_import(const BankOptions& options);
[[nodiscard]] int bank_export(const BankOptions& options);
[[nodiscard]] int bank_sync(const BankOptions& options);
[[nodiscard]] int bank_reasons(const BankOptions& options);

}  // namespace redress::cli
