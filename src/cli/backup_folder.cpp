// SPDX-License-Identifier: Apache-2.0
#include "cli/backup_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.hpp"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* manifest_name = "manifest";
constexpr const char* expiry_name = "expires";

Error cannot(const std::string& what, const std::string& path) {
  return Error{Code::unavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

Result<std::string> digest_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return cannot("read", path);
  Hasher hasher;
  std::array<char, 65'536> part{};
  while (in.read(part.data(), part.size()) || in.gcount() > 0) {
    hasher.add(view_bytes(std::string_view(part.data(), static_cast<std::size_t>(in.gcount()))));
  }
  return render_hex(hasher.finish().sha256);
}

}  // namespace

std::vector<std::string> list_files(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code unknown;
    if (entry->is_regular_file(unknown)) names.push_back(fs::relative(entry->path(), folder).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Status sync_all(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return cannot("open", folder);
  const bool synced = ::syncfs(opened) == 0;
  ::close(opened);
  return synced ? Status(Done{}) : Status(cannot("sync", folder));
}

Status sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot("open", path);
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced ? Status(Done{}) : Status(cannot("sync", path));
}

Status make_private_folder(const std::string& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (!failed) fs::permissions(path, fs::perms::owner_all, failed);
  if (!failed) return Done{};
  return Error{Code::unavailable, path + " cannot be made: " + failed.message()};
}

Status copy_private(const std::string& from, const std::string& to) {
  std::error_code failed;
  fs::copy_file(from, to, failed);
  if (!failed) fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, failed);
  if (failed) return Error{Code::unavailable, from + " cannot be copied to " + to + ": " + failed.message()};
  return Done{};
}

Status write_synced(const std::string& path, const std::string& text) {
  {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) return cannot("write", path);
  }
  return sync_path(path);
}

Status shred_file(const std::string& path) {
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  if (failed) return Error{Code::unavailable, path + " cannot be read: " + failed.message()};
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const std::string zeros(65'536, '\0');
    for (std::uintmax_t at = 0; at < size && file; at += zeros.size()) {
      file.write(zeros.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(zeros.size(), size - at)));
    }
    if (!file.flush()) return cannot("overwrite", path);
  }
  TRY(sync_path(path));
  fs::remove(path, failed);
  if (failed) return Error{Code::unavailable, path + " cannot be removed: " + failed.message()};
  return Done{};
}

Status write_manifest(const std::string& folder, Instant made_at) {
  std::string text = "made " + render_instant(made_at) + "\n";
  for (const std::string& name : list_files(folder)) {
    TRY_ASSIGN(const std::string digest, digest_file(folder + "/" + name));
    text += digest + " " + name + "\n";
  }
  TRY(write_synced(folder + "/" + manifest_name, text));
  return sync_all(folder);
}

bool is_expiring(std::string_view name) {
  return std::find(expiring_files.begin(), expiring_files.end(), name) != expiring_files.end();
}

Result<std::vector<std::string>> verify_manifest(const std::string& folder, bool without_expiring) {
  std::ifstream in(folder + "/" + manifest_name);
  std::string line;
  if (!std::getline(in, line) || !line.starts_with("made ")) {
    return Error{Code::not_found, folder + " is no backup: it has no list of its files"};
  }
  std::vector<std::string> names;
  while (std::getline(in, line)) {
    const std::string name = line.size() > 65 ? line.substr(65) : "";
    const fs::path path(name);
    const bool is_inside = !name.empty() && !path.is_absolute() && name.find("..") == std::string::npos;
    if (!is_inside) return Error{Code::corrupt, folder + "/manifest is damaged: take another backup"};
    if (!fs::exists(folder + "/" + name) && without_expiring && is_expiring(name)) continue;
    TRY_ASSIGN(const std::string digest, digest_file(folder + "/" + name));
    if (line.compare(0, 64, digest) != 0) {
      return Error{Code::corrupt, folder + "/" + name + " is not what was backed up: take another backup"};
    }
    names.push_back(name);
  }
  return names;
}

Result<std::optional<Instant>> find_expiry(const std::string& folder) {
  std::ifstream in(folder + "/" + expiry_name);
  std::string line;
  if (!std::getline(in, line)) return std::optional<Instant>{};
  const auto at = parse_instant(line);
  if (!at.ok()) return Error{Code::corrupt, folder + "/expires says no instant"};
  return std::optional(at.value());
}

}  // namespace redress::cli
