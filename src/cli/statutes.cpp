// SPDX-License-Identifier: Apache-2.0
#include "cli/statutes.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "base/digest.hpp"
#include "base/embedded.hpp"

namespace redress::cli {

std::span<const EmbeddedFile> embedded_statutes();

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::not_found, path + ": cannot be read: check the name and the rights"};
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return Error{Code::unavailable, path + ": reading failed: check the disk"};
  return text;
}

Result<std::map<std::string, std::string>> read_pack_files(const std::vector<std::string>& paths) {
  std::map<std::string, std::string> texts;
  for (const std::string& path : paths) {
    TRY_ASSIGN(texts[path], read_file(path));
  }
  return texts;
}

Result<std::map<std::string, std::string>> read_statutes(const std::string& folder) {
  std::map<std::string, std::string> texts;
  if (folder.empty()) {
    for (const EmbeddedFile& file : embedded_statutes()) {
      texts["statutes/" + std::string(file.path)] = std::string(file.text);
    }
    return texts;
  }
  std::error_code failed;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
  }
  if (failed || paths.empty()) {
    return Error{Code::not_found, folder + ": holds no pack (*.yaml): name a folder of regime packs"};
  }
  return read_pack_files(paths);
}

Result<std::map<std::string, std::string>> read_pack_texts(const std::string& folder) {
  TRY_ASSIGN(const auto texts, read_statutes(folder));
  std::map<std::string, std::string> by_digest;
  for (const auto& [path, text] : texts) by_digest.emplace(render_hex(sha256(text)), text);
  return by_digest;
}

Result<law::Rulebook> load_rulebook(const std::string& folder, law::OperatorChoices choices) {
  TRY_ASSIGN(const auto texts, read_statutes(folder));
  return law::build_rulebook(texts, std::move(choices));
}

}  // namespace redress::cli
