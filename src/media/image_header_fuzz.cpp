// SPDX-License-Identifier: Apache-2.0
// Header, size, orientation and tail of any bytes: an answer, and never a size over the limits.
#include "media/header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::media;
  const redress::ByteView file(data, size);
  Header header;
  if (parse_header(file, header) == Refusal::none) {
    CHECK(header.width > 0 && header.width <= side_max && header.height > 0 && header.height <= side_max);
    CHECK(header.frame_count <= frame_count_max && header.orientation >= 1 && header.orientation <= 8);
    static_cast<void>(verify_tail(file, header.image_end));
  }
  const int orientation = parse_orientation(file);
  CHECK(orientation >= 1 && orientation <= 8);
  return 0;
}
