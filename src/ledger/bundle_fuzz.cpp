// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ledger/bundle.hpp"

// The first byte says how many entries there should be. What is accepted encodes to the same bytes; a packed file never
// unpacks to more than it may.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  const auto entries = ledger::decode_bundle(bytes, data[0] + 1U);
  if (entries.ok()) {
    Bytes again;
    for (const ByteView entry : entries.value()) {
      if (!ledger::encode_entry(entry, again).ok()) __builtin_trap();
    }
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) __builtin_trap();
  }
  constexpr std::size_t unpacked_bytes_max = 100'000;
  const auto plain = ledger::unpack_gzip(bytes, unpacked_bytes_max);
  if (plain.ok() && plain.value().size() > unpacked_bytes_max) __builtin_trap();
  return 0;
}
