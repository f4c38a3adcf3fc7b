// SPDX-License-Identifier: Apache-2.0
// http/spool.hpp — a body that went to a file while it arrived, hashed on the way; the file is gone when nobody kept
// it.
//
// Use this when   a body may be larger than what belongs in memory (uploads). Small bodies are strings.
// Units           bytes.
// Errors          create: unavailable when the folder cannot be written. append/finish: exhausted when the disk is
//                 full.
// Threads         belongs to one thread at a time; it moves with its request.
// Lifetime        removes the file when destroyed, unless release() was called.
// Never           follows a link, reuses a name, or makes a file that others may read (mode 0600).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace redress::http {

class SpoolFile {
 public:
  [[nodiscard]] static Result<SpoolFile> create(const std::string& folder);
  SpoolFile(SpoolFile&& other) noexcept;
  SpoolFile& operator=(SpoolFile&& other) noexcept;
  ~SpoolFile();

  [[nodiscard]] Status append(ByteView bytes);
  // Closes the file for writing and fixes its digests; nothing can be appended afterwards.
  [[nodiscard]] Status finish();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
  [[nodiscard]] const Digest& sha256() const { return digests_.sha256; }
  [[nodiscard]] const Md5& md5() const { return digests_.md5; }
  // From here on the file is the caller's to move or remove.
  [[nodiscard]] std::string release();

 private:
  SpoolFile(std::string path, int descriptor);
  void discard() noexcept;

  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_bytes_ = 0;
  std::unique_ptr<Hasher> hasher_;
  Hasher::Both digests_{};
};

}  // namespace redress::http
