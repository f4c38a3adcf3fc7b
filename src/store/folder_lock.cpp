// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/sqlite_store.hpp"

namespace redress::store {

Result<FolderLock> FolderLock::take(const std::string& folder) {
  const std::string path = folder + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{Code::unavailable, "cannot open " + path + ": " + std::strerror(errno) +
                                        "; give this user the right to write in the data folder"};
  }
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Error{Code::conflict,
                 "another redress is running on " + folder + ": stop it first, or choose another --data"};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // For a person who looks; the lock itself is the kernel's.
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) {
    return Error{Code::unavailable, "cannot write " + path + ": " + std::strerror(errno)};
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace redress::store
