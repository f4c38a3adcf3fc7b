// SPDX-License-Identifier: Apache-2.0
// cli/demo_command.hpp — redress demo: a whole case on real photographs, each step in a line with the clock beside it.
//
// Errors          exit code 0 only when every step held; 1 names the step that did not.
// Threads         the main thread; the server is a process of its own, the platform's receiver a thread.
// Cost            under 20 s.
#pragma once

#include <string>

namespace redress::cli {

struct DemoOptions {
  bool keep = false;
  std::string photos = "/usr/share/backgrounds/mate/nature";
};

[[nodiscard]] int demo_command(const DemoOptions& options);

}  // namespace redress::cli
