// SPDX-License-Identifier: Apache-2.0
// media/test_data.hpp — where tests find published vectors and real photographs. For tests only.
//
// Errors          nothing where the data is not on this machine: the test says so and is skipped.
// Threads         pure functions over files.
// Source          $REDRESS_TEST_DATA, or ../shared/data beside the checkout; photographs of Debian's mate-backgrounds.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace redress::test {

inline std::optional<std::string> find_data(const std::string& name) {
  const char* variable = std::getenv("REDRESS_TEST_DATA");
  const std::string folder = (variable != nullptr ? std::string(variable) : "../shared/data") + "/" + name;
  return std::filesystem::exists(folder) ? std::optional(folder) : std::nullopt;
}

inline Bytes load_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes{std::istreambuf_iterator<char>(in), {}};
}

inline std::string load_text(const std::string& path) {
  const Bytes bytes = load_bytes(path);
  return {bytes.begin(), bytes.end()};
}

inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Sorted, so that a test sees the same pictures everywhere.
inline std::vector<std::string> list_photographs() {
  std::vector<std::string> paths;
  const std::string folder = "/usr/share/backgrounds/mate/nature";
  if (!std::filesystem::exists(folder)) return paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".jpg") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace redress::test
