// SPDX-License-Identifier: Apache-2.0
// cli/exit.hpp — how a command ends, and how it says why.
//
// Errors          fail prints one line to standard error and gives the exit code that belongs to the failure.
// Threads         the main thread.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace redress::cli {

enum Exit : int { exit_done = 0, exit_finding = 1, exit_misuse = 2, exit_failed = 3 };

// "redress WHERE: MESSAGE". invalid is misuse; everything else could not be done.
[[nodiscard]] int fail(std::string_view where, const Error& error);

}  // namespace redress::cli
