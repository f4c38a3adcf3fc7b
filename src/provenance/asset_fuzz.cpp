// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file: the container is told by its first ones.
#include "provenance/fuzz_asset.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::provenance;
  const ByteSource source(redress::ByteView(data, size));
  const redress::Result<Asset> read = read_asset(source);
  if (read.ok()) test::check_asset(source, read.value());
  return 0;
}
