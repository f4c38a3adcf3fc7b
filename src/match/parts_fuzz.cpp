// SPDX-License-Identifier: Apache-2.0
// Any bytes as kept parts: refused, or the same bytes when they are written again.
#include "match/parts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const redress::ByteView bytes(data, size);
  const auto parts = redress::match::parse_parts(bytes);
  if (!parts.ok()) return 0;
  const redress::Bytes again = redress::match::encode_parts(parts.value());
  CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  (void)redress::match::compare_parts(parts.value().whole, parts.value());
  return 0;
}
