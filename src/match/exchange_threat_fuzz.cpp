// SPDX-License-Identifier: Apache-2.0
// Whatever a ThreatExchange page holds: an error, or entries whose values are in their one spelling, and no token.
#include "base/check.hpp"
#include "match/exchange_threat.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::match;
  const auto page = parse_threat_page({reinterpret_cast<const char*>(data), size}, "100");
  if (!page.ok()) return 0;
  CHECK(page.value().next.size() <= page_next_bytes_max);
  CHECK(page.value().next.find("&access_token=") == std::string::npos);
  for (const ExchangeEntry& entry : page.value().entries) {
    CHECK(is_source_ref(entry.source_ref) && entry.is_withdrawn == entry.signal.empty());
    CHECK(entry.is_withdrawn || parse_signal(entry.kind, entry.signal).value() == entry.signal);
  }
  return 0;
}
