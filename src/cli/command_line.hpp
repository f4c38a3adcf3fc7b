// SPDX-License-Identifier: Apache-2.0
// cli/command_line.hpp — every command and option there is, with its help.
//
// Errors          misuse ends with 2 and one line that says what to write instead.
// Threads         the main thread.
#pragma once

namespace redress::cli {

[[nodiscard]] int run_command_line(int argc, char** argv);

}  // namespace redress::cli
