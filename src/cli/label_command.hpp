// SPDX-License-Identifier: Apache-2.0
// cli/label_command.hpp — redress label: a picture, film or sound in, the same labelled out.
//
// Errors          exit codes of cli/exit.hpp. A file that exists is never written over.
// Threads         the main thread, and the decoder's process.
#pragma once

#include <string>

#include "cli/label_signing.hpp"

namespace redress::cli {

struct LabelOptions {
  std::string input;
  std::string output;
  std::string label = "generated";
  std::string regime = "IN";
  std::string language;
  std::string corner = "least-detail";
  std::string record;  // 14 hex digits; empty: drawn by chance
  std::string producer;
  std::string words_seconds;  // empty: as the regime says
  std::string prefix;         // the same
  bool is_strong = false;
  bool has_no_words = false;
  SigningOptions signing;
};

[[nodiscard]] int label_command(const LabelOptions& options);

// The command with its options; returned so that its callback can be set.
[[nodiscard]] CLI::App* add_label_options(CLI::App& app, LabelOptions& options);

}  // namespace redress::cli
