// SPDX-License-Identifier: Apache-2.0
// Any bytes as an XMP packet: bounded properties, each value within the packet.
#include "base/check.hpp"
#include "provenance/xmp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::provenance;
  const auto properties = parse_xmp(redress::ByteView(data, size));
  CHECK(properties.size() <= xmp_properties_max);
  for (const XmpProperty& property : properties) {
    CHECK(property.offset <= size && property.value.size() <= size && !property.name.empty());
  }
  return 0;
}
