// SPDX-License-Identifier: Apache-2.0
// Whatever the first bytes of a file are: a snapshot's head or an error, and a head is written as it was read.
#include "base/check.hpp"
#include "base/digest.hpp"
#include "match/snapshot_head.hpp"

namespace {

using namespace redress;

void read(ByteView bytes, std::uint64_t file_bytes) {
  const auto head = match::decode_snapshot_head(bytes, file_bytes);
  if (!head.ok()) return;
  const Bytes again = match::encode_snapshot_head(head.value());
  CHECK(again.size() <= bytes.size() && std::equal(again.begin(), again.end(), bytes.begin()));
  CHECK(match::extents_of(head.value()).back().end_bytes() == file_bytes);
}

std::uint64_t number_at(ByteView bytes, std::size_t at, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i) number |= std::uint64_t{bytes[at + i]} << (8 * i);
  return number;
}

}  // namespace

// As it is, and with the checksum made right: behind it lies all the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t digest_bytes = 32;
  Bytes bytes(data, data + size);
  read(bytes, size);
  if (size < 24) return 0;
  const std::uint64_t head_bytes = number_at(bytes, 12, 4);
  const std::uint64_t file_bytes = number_at(bytes, 16, 8);
  read(bytes, file_bytes);
  if (head_bytes < digest_bytes || head_bytes > size) return 0;
  const Digest digest = sha256(ByteView(bytes).first(head_bytes - digest_bytes));
  std::copy(digest.begin(), digest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(head_bytes - digest_bytes));
  read(bytes, file_bytes);
  return 0;
}
