// SPDX-License-Identifier: Apache-2.0
// cli/match_command.hpp — redress match --bank FILE FILE...: the bank's entries near each file, nearest first.
//
// Shapes          one JSON line a file, docs/reference/bank-file.md; an empty list where there is nothing. "-" among
//                 the files stands for paths on standard input.
// Errors          a fault in the bank ends the command, naming file and line. A file that cannot be examined is one
//                 line on standard error and exit code 3 at the end.
// Threads         the main thread, before any other exists.
#pragma once

#include <string>

#include "cli/fingerprint_command.hpp"

namespace redress::cli {

[[nodiscard]] int match_command(const std::string& bank_path, const FilterOptions& options);

}  // namespace redress::cli
