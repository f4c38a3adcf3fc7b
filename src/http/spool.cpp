// SPDX-License-Identifier: Apache-2.0
#include "http/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/random.hpp"

namespace redress::http {

Result<SpoolFile> SpoolFile::create(const std::string& folder) {
  const auto name = random_bytes<16>();
  std::string path = folder + "/spool-" + render_hex(name);
  const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return Error{Code::unavailable, "cannot write to the spool folder: check that it exists and is writable"};
  }
  return SpoolFile(std::move(path), descriptor);
}

SpoolFile::SpoolFile(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor), hasher_(std::make_unique<Hasher>()) {}

SpoolFile::SpoolFile(SpoolFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_),
      hasher_(std::move(other.hasher_)),
      digests_(other.digests_) {}

SpoolFile& SpoolFile::operator=(SpoolFile&& other) noexcept {
  if (this != &other) {
    discard();
    path_ = std::exchange(other.path_, {});
    descriptor_ = std::exchange(other.descriptor_, -1);
    size_bytes_ = other.size_bytes_;
    hasher_ = std::move(other.hasher_);
    digests_ = other.digests_;
  }
  return *this;
}

SpoolFile::~SpoolFile() { discard(); }

void SpoolFile::discard() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (!path_.empty()) ::unlink(path_.c_str());
  path_.clear();
}

Status SpoolFile::append(ByteView bytes) {
  CHECK(descriptor_ >= 0);
  hasher_->add(bytes);
  size_bytes_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Error{Code::exhausted, "the upload could not be stored: the disk is full or failing"};
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return Done{};
}

Status SpoolFile::finish() {
  CHECK(descriptor_ >= 0);
  digests_ = hasher_->finish();
  hasher_.reset();
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    return Error{Code::exhausted, "the upload could not be stored: the disk is full or failing"};
  }
  return Done{};
}

std::string SpoolFile::release() { return std::exchange(path_, {}); }

}  // namespace redress::http
