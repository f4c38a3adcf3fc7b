// SPDX-License-Identifier: Apache-2.0
// redress — the one binary. The commands are declared in command_line.cpp; `serve` wires every object of the process in
// serve_command.cpp, where it can be read from top to bottom.
#include <exception>
#include <iostream>

#include "cli/command_line.hpp"
#include "cli/exit.hpp"

int main(int argc, char** argv) {
  try {
    return redress::cli::run_command_line(argc, argv);
  } catch (const std::exception& thrown) {
    // A library threw past every door: say so in one line rather than by a bare abort.
    std::cerr << "redress: " << thrown.what() << '\n';
    return redress::cli::exit_failed;
  }
}
