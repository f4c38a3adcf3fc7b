// SPDX-License-Identifier: Apache-2.0
// The whole way of a hostile JPEG file inside a worker: header, pixels, hash, preview.
#include "media/fuzz_picture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  redress::media::fuzz_picture({data, size}, redress::media::Format::jpeg);
  return 0;
}
