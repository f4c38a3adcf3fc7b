// SPDX-License-Identifier: Apache-2.0
// Request targets, forms and cookies: no part escapes, and what was decoded survives another round.
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "http/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_target(text); target.ok()) {
    for (const auto& part : target.value().parts) CHECK(part != ".." && part.find('\0') == std::string::npos);
  }
  if (const auto form = parse_form(text); form.ok()) {
    std::string again;
    for (const auto& field : form.value()) {
      again += "&" + encode_percent(field.name) + "=" + encode_percent(field.value);
    }
    const auto second = parse_form(again);
    CHECK(second.ok() && second.value().size() == form.value().size());
    for (std::size_t i = 0; i < form.value().size(); ++i) CHECK(second.value()[i].value == form.value()[i].value);
  }
  (void)find_cookie(text, "a");
  return 0;
}
