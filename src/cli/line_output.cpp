// SPDX-License-Identifier: Apache-2.0
#include "cli/line_output.hpp"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

namespace redress::cli {
namespace {

// The path that a line is about; nothing where the line is none of ours.
std::optional<std::string> path_of(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto found = json.find("path");
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

struct Before {
  std::unordered_set<std::string> paths;
  std::uintmax_t whole_bytes = 0;  // up to the end of the last whole line
};

Result<Before> read_before(const std::string& name) {
  Before before;
  std::ifstream file(name, std::ios::binary);
  if (!file) return Error{Code::unavailable, name + ": cannot be read"};
  std::string line;
  for (std::size_t number = 1; std::getline(file, line) && !file.eof(); ++number) {
    auto path = path_of(line);
    if (!path) {
      return Error{Code::invalid, name + ":" + std::to_string(number) +
                                      ": no line of an earlier run. Name a new file, or the one that the run wrote"};
    }
    before.paths.insert(std::move(*path));
    before.whole_bytes += line.size() + 1;
  }
  return before;
}

}  // namespace

Result<LineOutput> LineOutput::open(const std::string& file) {
  LineOutput output;
  if (file.empty()) return output;
  output.name_ = file;
  std::error_code failed;
  if (std::filesystem::is_regular_file(file, failed)) {
    TRY_ASSIGN(Before before, read_before(file));
    std::filesystem::resize_file(file, before.whole_bytes, failed);
    if (failed) return Error{Code::unavailable, file + ": cannot be written (" + failed.message() + ")"};
    output.done_ = std::move(before.paths);
  }
  output.file_.open(file, std::ios::binary | std::ios::app);
  if (!output.file_) return Error{Code::unavailable, file + ": cannot be written"};
  return output;
}

void LineOutput::write(std::string_view line) {
  std::ostream& out = name_.empty() ? std::cout : file_;
  out << line << '\n' << std::flush;
}

Status LineOutput::finish() {
  std::ostream& out = name_.empty() ? std::cout : file_;
  if (out.flush()) return Done{};
  return Error{Code::unavailable, (name_.empty() ? "standard output" : name_) + ": not every line could be written"};
}

}  // namespace redress::cli
