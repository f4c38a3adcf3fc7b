// SPDX-License-Identifier: Apache-2.0
// Whatever CBOR a file holds: a refusal, or items that lie in order within their parents and within the buffer.
#include "provenance/cbor.hpp"

namespace {

using namespace redress::provenance;

std::size_t count(const CborValue& value) {
  std::size_t found = 1;
  for (const CborValue& item : value.items()) found += count(item);
  for (const auto& [key, member] : value.pairs()) found += count(key) + count(member);
  if (const auto tagged = value.tagged()) found += count(tagged->second);
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const redress::ByteView bytes(data, size);
  const auto document = parse_cbor(bytes, {16, 4096});
  if (!document.ok()) return 0;
  CHECK(count(document.value().root()) == document.value().nodes_count());
  CHECK(document.value().root().encoded().size() == size);
  return 0;
}
