// SPDX-License-Identifier: Apache-2.0
// cli/ledger_command.hpp — redress admin ledger rebuild: the public files once more, from journal.db and ledger.db.
//
// Errors          exit codes of cli/exit.hpp; with --check, 1 when a file is not what the journal gives.
// Threads         the main thread; the server is stopped.
#pragma once

#include <string>

namespace redress::cli {

struct LedgerCommandOptions {
  std::string data_dir = "redress-data";
  bool check = false;  // compare only
};

[[nodiscard]] int ledger_rebuild(const LedgerCommandOptions& options);

}  // namespace redress::cli
