// SPDX-License-Identifier: Apache-2.0
// cli/bench_command.hpp — redress bench intake | queue | check | clocks | console | edge | hash | ledger | match |
// copies | provenance | video | watermark | witness: the project's own measurements.
//
// Shapes          figures with their spread over rounds (cli/figures.hpp); the bars of each beside them.
// Errors          exit codes of cli/exit.hpp. A missed bar is said and is no error: it may be the machine.
// Threads         the server under measure is a process of its own.
// Cost            intake and edge about half a minute; queue, console and clocks first fill a journal with a million
//                 cases.
#pragma once

#include <cstdint>
#include <string>

namespace redress::cli {

struct BenchOptions {
  bool json = false;
  int rounds = 3;
  double seconds = 3;  // of each round
  std::uint64_t cases = 1'000'000;
  std::string only;    // copies: names of kinds, separated by commas; empty: all
  std::string folder;  // where the journal is made; empty: a temporary folder
};

[[nodiscard]] int bench_intake(const BenchOptions& options);
[[nodiscard]] int bench_queue(const BenchOptions& options);
[[nodiscard]] int bench_check(const BenchOptions& options);
[[nodiscard]] int bench_console(const BenchOptions& options);
[[nodiscard]] int bench_clocks(const BenchOptions& options);
[[nodiscard]] int bench_edge(const BenchOptions& options);
[[nodiscard]] int bench_hash(const BenchOptions& options);
[[nodiscard]] int bench_ledger(const BenchOptions& options);
[[nodiscard]] int bench_copies(const BenchOptions& options);
[[nodiscard]] int bench_match(const BenchOptions& options);
[[nodiscard]] int bench_provenance(const BenchOptions& options);
[[nodiscard]] int bench_video(const BenchOptions& options);
[[nodiscard]] int bench_watermark(const BenchOptions& options);
[[nodiscard]] int bench_witness(const BenchOptions& options);

}  // namespace redress::cli
