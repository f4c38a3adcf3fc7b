// SPDX-License-Identifier: Apache-2.0
// cli/inspect_command.hpp — redress inspect: what files say about themselves, and what of it is proven.
//
// Errors          exit_finding where a file was tampered with; exit_misuse for a list or a time that cannot be read;
//                 exit_failed where a file could not be.
// Threads         the main thread.
// Cost            a worker a file, about 1 ms, and what reading it costs.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/recover.hpp"
#include "cli/trust_lists.hpp"

namespace redress::cli {

struct InspectOptions {
  std::vector<std::string> paths;
  TrustPaths trust;
  std::string time;
  std::string declared;
  bool crjson = false;
  bool json = false;
  RecoverOptions recover;
};

void add_inspect(CLI::App& app, InspectOptions& options,
                 const std::function<void(CLI::App*, std::function<int()>)>& on_chosen);

[[nodiscard]] int inspect_command(const InspectOptions& options);

}  // namespace redress::cli
