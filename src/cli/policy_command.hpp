// SPDX-License-Identifier: Apache-2.0
// cli/policy_command.hpp — redress policy check | list | explain.
//
// Errors          exit codes of cli/exit.hpp; check ends with 1 when a pack has a fault.
// Threads         the main thread.
#pragma once

#include <string>
#include <vector>

namespace redress::cli {

struct PolicyOptions {
  std::string statutes;            // folder; empty: the packs built in
  std::vector<std::string> files;  // check: these packs instead
  std::vector<std::string> jurisdictions;
  std::vector<std::string> enabled;
  std::string facts_path;  // explain; "-" reads standard input
  bool json = false;
  bool all = false;    // explain: also the duties that were not triggered
  bool lines = false;  // explain: one facts object a line, one JSON answer a line
};

[[nodiscard]] int policy_check(const PolicyOptions& options);
[[nodiscard]] int policy_list(const PolicyOptions& options);
[[nodiscard]] int policy_explain(const PolicyOptions& options);

}  // namespace redress::cli
