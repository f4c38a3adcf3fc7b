// SPDX-License-Identifier: Apache-2.0
// Whatever a StopNCII page holds: an error, or records with one spelling, and a token where there is more to come.
#include "base/check.hpp"
#include "match/exchange_stopncii.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::match;
  const auto read = parse_stopncii_page({reinterpret_cast<const char*>(data), size}, "Us");
  if (!read.ok()) return 0;
  CHECK(read.value().next_set >= 0 && read.value().page.is_last == read.value().page.next.empty());
  for (const ExchangeEntry& entry : read.value().page.entries) {
    CHECK(is_source_ref(entry.source_ref) && entry.is_withdrawn == entry.signal.empty());
    CHECK(entry.is_withdrawn || parse_signal(entry.kind, entry.signal).value() == entry.signal);
  }
  return 0;
}
