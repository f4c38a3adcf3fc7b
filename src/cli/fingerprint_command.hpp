// SPDX-License-Identifier: Apache-2.0
// cli/fingerprint_command.hpp — redress fingerprint FILE|-...: one JSON line a file, in the order of the paths.
//
// Use this when   also from other commands that go through many files: filter_files.
// Shapes          lines as match/bank_file.hpp; "-" among the paths stands for paths on standard input, one a line. A
//                 screening line says besides which luma its hash was made of: "pdq_luma", "full" or "scaled".
// Errors          a file that cannot be fingerprinted is one line on standard error; the others go on; exit code 3 at
//                 the end.
// Threads         the main thread calls, before any other thread exists; workers are started and joined inside.
// Cost            all cores; at most window_count_max files between the first unprinted and the last begun, so that a
//                 list of millions needs no more memory than one of a hundred.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/examine_file.hpp"

namespace redress::cli {

inline constexpr std::size_t window_count_max = 256;

struct FilterOptions {
  std::vector<std::string> paths;
  // Lines go to this file, and a later run goes on where it ended: what it has a line for is passed over. Empty:
  // standard output.
  std::string output;
  std::string kind;              // "text": take every file for one; empty: each for what it is
  double frames_per_second = 1;  // of films; 0: every frame
  bool is_query = false;         // of sound the other pitches too
};

// The line for one file, without its end.
using RenderLine = std::function<std::string(ExaminedFile file)>;

// Calls `render` from several threads at once. `want` is of pictures. Exit code: 0, or 3 when a file or the decoder
// failed.
[[nodiscard]] int filter_files(std::string_view command, const FilterOptions& options, media::Want want,
                               const RenderLine& render);

// all: the other turns' hashes and the corners too. screening: of a large JPEG the faster hash of a smaller decoding.
enum class Lines { plain, all, screening };
[[nodiscard]] int fingerprint_command(const FilterOptions& options, Lines lines);

}  // namespace redress::cli
