// SPDX-License-Identifier: Apache-2.0
#include "provenance/byte_source.hpp"

#include <unistd.h>

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

Result<ByteView> ByteSource::read(std::uint64_t offset, std::size_t length, Bytes& buffer) const {
  if (offset > size_ || length > size_ - offset) return Error{Code::corrupt, "the file ends before what it announces"};
  if (descriptor_ < 0) return view_.subspan(static_cast<std::size_t>(offset), length);
  return read_file(descriptor_, offset, length, buffer);
}

}  // namespace redress::provenance
