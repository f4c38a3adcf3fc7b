// SPDX-License-Identifier: Apache-2.0
#include "ledger/entry_codec.hpp"

// Whatever the bytes, the reader answers; what it takes has exactly these bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const ByteView bytes(data, size);
  const auto entry = ledger::decode_entry(bytes);
  if (!entry.ok()) return entry.error().message.empty() ? -1 : 0;
  const auto again = ledger::encode_entry(entry.value());
  CHECK(again.ok());
  CHECK(again.value() == Bytes(bytes.begin(), bytes.end()));
  return 0;
}
