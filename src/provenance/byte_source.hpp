// SPDX-License-Identifier: Apache-2.0
// provenance/byte_source.hpp — the bytes of an asset, wherever they lie: in memory, or in a file that is never loaded
// whole.
//
// Shapes          a view, a file that is mapped, or a descriptor that can seek; none is owned, all must outlive the
//                 source.
// Errors          read: corrupt where the range is not all there ("truncated"); unavailable where the disk would not
//                 give it.
// Threads         reading is safe from several threads; of a map, from one.
// Cost            a view is read without a copy; a descriptor by pread(2) into the caller's buffer. Of a map no more
//                 than kept_bytes_max stays in memory beside what was read last: the kernel reads the rest again.
// Source          none: pread(2), madvise(2).
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace redress::provenance {

class ByteSource {
 public:
  explicit ByteSource(ByteView view) : view_(view), size_(view.size()) {}
  // `size` as fstat(2) gave it.
  ByteSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  // Of a file mapped for reading, or the end of one.
  [[nodiscard]] static ByteSource of_map(ByteView map);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // `length` bytes from `offset`: a part of the view, or of `buffer`, which is made large enough.
  [[nodiscard]] Result<ByteView> read(std::uint64_t offset, std::size_t length, Bytes& buffer) const;

 private:
  static constexpr std::uint64_t kept_bytes_max = 4U << 20U;
  void give_back(std::uint64_t offset, std::size_t length) const;

  ByteView view_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  bool is_map_ = false;
  // Read and not given back: how much, and between which offsets it lies.
  mutable std::uint64_t kept_bytes_ = 0;
  mutable std::uint64_t kept_from_ = 0;
  mutable std::uint64_t kept_to_ = 0;
};

}  // namespace redress::provenance
