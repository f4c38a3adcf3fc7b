// SPDX-License-Identifier: Apache-2.0
// The answer of a worker that was taken over: refused, or within every limit.
#include "media/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::media;
  for (const std::uint32_t side : {0U, 64U}) {
    Decoded decoded;
    if (parse_reply({data, size}, side, decoded) != Refusal::none) continue;
    CHECK(decoded.preview.width <= side && decoded.preview.height <= side);
    CHECK(decoded.preview.rgb.size() == std::size_t{3} * decoded.preview.width * decoded.preview.height);
  }
  return 0;
}
