// SPDX-License-Identifier: Apache-2.0
// Whatever the text: what the guard lets through leads to the address it looked at, over http(s), on a permitted port.
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "mail/guard.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  using namespace redress::mail;
  static const Guard outside({}, [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{9, 9, 9, 9}});
  });
  static const Guard inside({}, [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{127, 0, 0, 1}});
  });
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CHECK(!inside.check(text).ok());
  if (const auto target = outside.check(text); target.ok()) {
    CHECK(target.value().url.starts_with("http://") || target.value().url.starts_with("https://"));
    CHECK(target.value().port == 80 || target.value().port == 443);
    CHECK(target.value().addresses == std::vector<std::string>{"9.9.9.9"});
    const auto again = outside.check(target.value().url);
    CHECK(again.ok() && again.value().host == target.value().host && again.value().url == target.value().url);
    (void)outside.check_redirect(target.value(), text);
  }
  return 0;
}
