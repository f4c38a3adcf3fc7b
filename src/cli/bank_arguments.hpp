// SPDX-License-Identifier: Apache-2.0
// cli/bank_arguments.hpp — the subcommands and options of `redress bank`, with their help.
//
// Errors          those of the command line: misuse ends with 2.
// Threads         the main thread.
// Lifetime        `options` outlives the parse.
#pragma once

#include <functional>

#include "cli/bank_command.hpp"

namespace CLI {
class App;
}

namespace redress::cli {

using OnChosen = std::function<void(CLI::App* command, std::function<int()> run)>;
void add_bank(CLI::App& app, BankOptions& options, const OnChosen& on_chosen);

}  // namespace redress::cli
