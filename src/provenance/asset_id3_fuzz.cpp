// SPDX-License-Identifier: Apache-2.0
#include "provenance/fuzz_asset.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::provenance;
  return test::fuzz_container(Container::mp3, read_id3, redress::ByteView(data, size));
}
