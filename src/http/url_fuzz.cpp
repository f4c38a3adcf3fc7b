// SPDX-License-Identifier: Apache-2.0
// What parses must render to something that parses to itself: one address, one spelling.
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "http/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto url = redress::http::parse_url({reinterpret_cast<const char*>(data), size});
  if (!url.ok()) return 0;
  const std::string text = redress::http::render_url(url.value());
  if (text.size() > 2048) return 0;  // escaping made it longer than may be parsed again
  const auto again = redress::http::parse_url(text);
  CHECK(again.ok());
  CHECK(again.value() == url.value());
  return 0;
}
