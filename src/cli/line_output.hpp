// SPDX-License-Identifier: Apache-2.0
// cli/line_output.hpp — where a filter's lines go: standard output, or a file that a later run goes on with.
//
// Use this when   a command prints one JSON line with a "path" for each file that it goes through.
// Shapes          a file's last line is removed when a crash has torn it.
// Errors          open: invalid when the file holds something else, not_found and unavailable as the disk says.
//                 finish: unavailable when a line could not be written; whatever stands in the file is whole.
// Threads         write and finish: one thread. has: any, while nothing is opened.
// Cost            memory: the paths that the file had, when it was opened.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"

namespace redress::cli {

class LineOutput {
 public:
  // An empty name is standard output.
  [[nodiscard]] static Result<LineOutput> open(const std::string& file);

  // Did an earlier run write a line for this path?
  [[nodiscard]] bool has(const std::string& path) const { return done_.contains(path); }
  [[nodiscard]] std::size_t count_before() const { return done_.size(); }
  // To a terminal lines are written as people read them: at once.
  void write(std::string_view line);
  [[nodiscard]] Status finish();

 private:
  LineOutput() = default;
  std::string name_;
  std::ofstream file_;
  std::unordered_set<std::string> done_;
};

}  // namespace redress::cli
