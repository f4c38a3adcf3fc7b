// SPDX-License-Identifier: Apache-2.0
#include "ledger/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/descriptor.hpp"

namespace redress::ledger {
namespace {

Error failed(const char* what, const std::string& path) {
  const int reason = errno;
  return Error{reason == ENOENT ? Code::not_found : Code::unavailable,
               std::string("cannot ") + what + " " + path + ": " + std::generic_category().message(reason)};
}

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0644));
}

Result<Bytes> read_file(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY);
  struct stat info {};
  if (!file.is_open() || ::fstat(file.number(), &info) != 0) return failed("read", path);
  if (!S_ISREG(info.st_mode)) return Error{Code::not_found, path + " is not a file"};
  Bytes bytes(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Status write_file(const std::string& path, ByteView bytes) {
  const Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open()) return failed("write", path);
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return Done{};
}

Status sync_path(const std::string& path, int flags, int (*sync)(int)) {
  const Descriptor file = open_file(path, O_RDONLY | flags);
  if (!file.is_open() || sync(file.number()) != 0) return failed("sync", path);
  return Done{};
}

Status make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return Done{};
  return failed("make the folder", path);
}

Result<std::vector<std::string>> list_folder(const std::string& path) {
  std::error_code error;
  std::vector<std::string> names;
  std::filesystem::directory_iterator entry(path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) {
    const bool absent = error == std::errc::no_such_file_or_directory;
    return Error{absent ? Code::not_found : Code::unavailable, "cannot list " + path + ": " + error.message()};
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Disk real_disk() {
  Disk disk;
  disk.read = read_file;
  disk.write = write_file;
  disk.sync = [](const std::string& path) { return sync_path(path, 0, ::fdatasync); };
  disk.rename = [](const std::string& from, const std::string& to) -> Status {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename to", to);
    return Done{};
  };
  disk.remove = [](const std::string& path) -> Status {
    if (::remove(path.c_str()) != 0) return failed("remove", path);
    return Done{};
  };
  disk.make_folder = make_folder;
  disk.sync_folder = [](const std::string& path) { return sync_path(path, O_DIRECTORY, ::fsync); };
  disk.sync_all = [](const std::string& folder) { return sync_path(folder, O_DIRECTORY, ::syncfs); };
  disk.list = list_folder;
  return disk;
}

}  // namespace redress::ledger
