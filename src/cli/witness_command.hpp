// SPDX-License-Identifier: Apache-2.0
// cli/witness_command.hpp — redress witness serve | key | add-log | resume | status | evidence.
//
// Use this when   this machine watches logs of others and says, by a cosignature, that it has seen one history only.
// Shapes          docs/reference/command-line.md; the protocol is c2sp.org/tlog-witness.
// Errors          exit codes of cli/exit.hpp; `evidence` ends with 1 when there is any.
// Threads         the main thread starts them and waits for a signal. The other commands may run beside `serve`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace redress::cli {

struct WitnessCommandOptions {
  std::string data_dir = "redress-witness";
  std::string listen = "127.0.0.1:8490";
  std::string name;               // of a key that is still to be made
  std::vector<std::string> logs;  // verifier keys
  std::string origin;             // resume
  std::uint64_t size = 0;
  std::string root;
  std::string checkpoint;  // a file
  bool ungrouped = false;  // a sync for each request: to measure what grouping is worth
  bool json = false;
};

[[nodiscard]] int witness_serve(const WitnessCommandOptions& options);
[[nodiscard]] int witness_key(const WitnessCommandOptions& options);
[[nodiscard]] int witness_add_log(const WitnessCommandOptions& options);
[[nodiscard]] int witness_resume(const WitnessCommandOptions& options);
[[nodiscard]] int witness_status(const WitnessCommandOptions& options);
[[nodiscard]] int witness_evidence(const WitnessCommandOptions& options);

}  // namespace redress::cli
