// SPDX-License-Identifier: Apache-2.0
// provenance/byte_source.hpp — the bytes of an asset, wherever they lie: in memory, or in a file that is never loaded
// whole.
//
// Shapes          a view, or a descriptor that can seek; neither is owned, both must outlive the source.
// Errors          read: corrupt where the range is not all there ("truncated"); unavailable where the disk would not
//                 give it.
// Threads         reading is safe from several threads.
// Cost            a view is read without a copy; a descriptor by pread(2) into the caller's buffer.
// Source          none: pread(2).
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace redress::provenance {

class ByteSource {
 public:
  explicit ByteSource(ByteView view) : view_(view), size_(view.size()) {}
  // `size` as fstat(2) gave it.
  ByteSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // `length` bytes from `offset`: a part of the view, or of `buffer`, which is made large enough.
  [[nodiscard]] Result<ByteView> read(std::uint64_t offset, std::size_t length, Bytes& buffer) const;

 private:
  ByteView view_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace redress::provenance
