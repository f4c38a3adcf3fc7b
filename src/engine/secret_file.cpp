// SPDX-License-Identifier: Apache-2.0
#include "engine/secret_file.hpp"

#include <algorithm>
#include <fstream>

namespace redress::engine {

bool is_private_url(std::string_view url) {
  for (const std::string_view start : {"https://", "http://127.0.0.1:", "http://[::1]:", "http://localhost:"}) {
    if (url.starts_with(start) && url.size() > start.size()) return true;
  }
  return false;
}

Result<std::string> load_secret(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{Code::not_found, path + " cannot be read"};
  std::string text(secret_bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const bool is_one_word = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (text.empty() || text.size() > secret_bytes_max || !is_one_word) {
    return Error{Code::invalid, path + " must hold one line of 1 to 4,096 printable characters"};
  }
  return text;
}

}  // namespace redress::engine
