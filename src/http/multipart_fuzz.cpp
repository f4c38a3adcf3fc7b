// SPDX-License-Identifier: Apache-2.0
// Multipart bodies with the boundary "b": within limits, and no file is left behind.
#include <cstdint>
#include <sstream>

#include "base/check.hpp"
#include "http/multipart.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::http;
  std::istringstream body(std::string(reinterpret_cast<const char*>(data), size));
  MultipartLimits limits;
  limits.part_count_max = 8;
  limits.field_bytes_max = 1000;
  limits.file_bytes_max = 4000;
  const auto parts = parse_multipart(body, "b", limits);
  if (!parts.ok()) return 0;
  CHECK(parts.value().size() <= 8);
  for (const auto& part : parts.value()) {
    CHECK(part.value.size() <= 1000);
    CHECK(part.file.has_value() == part.filename.has_value());
    if (part.file) CHECK(part.file->size_bytes() <= 4000);
  }
  (void)parse_boundary({reinterpret_cast<const char*>(data), size});
  return 0;
}
