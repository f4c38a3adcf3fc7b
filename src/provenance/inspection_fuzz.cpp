// SPDX-License-Identifier: Apache-2.0
// What a worker that was taken over may answer: refused, or a value that is written again as it was read.
#include "provenance/inspection.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::provenance;
  const auto read = parse_inspection({reinterpret_cast<const char*>(data), size});
  if (!read.ok()) return 0;
  const std::string text = render_inspection(read.value());
  const auto again = parse_inspection(text);
  CHECK(text.size() > inspection_bytes_max || (again.ok() && render_inspection(again.value()) == text));
  return 0;
}
