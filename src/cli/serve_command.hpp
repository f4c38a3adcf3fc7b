// SPDX-License-Identifier: Apache-2.0
// cli/serve_command.hpp — redress serve: every object of the running process, made and destroyed in one readable order.
//
// Errors          exit codes of cli/exit.hpp.
// Threads         the main thread waits for SIGINT or SIGTERM; the others belong to the objects it makes.
#pragma once

#include <string>

namespace redress::cli {

struct ServeOptions {
  std::string config;
  std::string data_dir;  // empty: as configured
  std::string listen;    // empty: as configured
};

[[nodiscard]] int serve_command(const ServeOptions& options);

}  // namespace redress::cli
