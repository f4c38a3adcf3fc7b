// SPDX-License-Identifier: Apache-2.0
#include "provenance/byte_source.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace redress::provenance {
namespace {

Result<ByteView> read_file(int descriptor, std::uint64_t offset, std::size_t length, Bytes& buffer) {
  if (buffer.size() < length) buffer.resize(length);
  std::size_t got = 0;
  while (got < length) {
    const ssize_t n = pread(descriptor, buffer.data() + got, length - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Code::unavailable, "the file cannot be read"};
    if (n == 0) return Error{Code::corrupt, "the file became shorter while it was read"};
    got += static_cast<std::size_t>(n);
  }
  return ByteView(buffer).first(length);
}

}  // namespace

ByteSource ByteSource::of_map(ByteView map) {
  ByteSource source(map);
  source.is_map_ = true;
  return source;
}

// Pages of a mapped file that were read stay with the process until somebody says that they need not.
void ByteSource::give_back(std::uint64_t offset, std::size_t length) const {
  if (kept_bytes_ > kept_bytes_max) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto base = reinterpret_cast<std::uintptr_t>(view_.data());
    const std::uintptr_t from = (base + kept_from_ + page - 1) / page * page;
    const std::uintptr_t to = (base + kept_to_) / page * page;
    // Whether the kernel did it or not, what is read is the same.
    if (to > from) static_cast<void>(madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED));
    kept_bytes_ = 0;
  }
  kept_from_ = kept_bytes_ == 0 ? offset : std::min(kept_from_, offset);
  kept_to_ = kept_bytes_ == 0 ? offset + length : std::max(kept_to_, offset + length);
  kept_bytes_ += length;
}

Result<ByteView> ByteSource::read(std::uint64_t offset, std::size_t length, Bytes& buffer) const {
  if (offset > size_ || length > size_ - offset) return Error{Code::corrupt, "the file ends before what it announces"};
  if (is_map_) give_back(offset, length);
  if (descriptor_ < 0) return view_.subspan(static_cast<std::size_t>(offset), length);
  return read_file(descriptor_, offset, length, buffer);
}

}  // namespace redress::provenance
