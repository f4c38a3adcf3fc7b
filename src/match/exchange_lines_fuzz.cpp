// SPDX-License-Identifier: Apache-2.0
// Whatever a file of entries holds, read as JSON lines and as CSV: what was read can be written and read again.
#include "base/check.hpp"
#include "match/exchange_lines.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::match;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& page : {parse_lines(text), parse_csv(text)}) {
    if (!page.ok()) continue;
    for (ExchangeEntry entry : page.value().entries) {
      if (entry.is_withdrawn) entry.kind = SignalKind::other, entry.opinion = Opinion::none;  // not written
      CHECK(parse_lines(render_line(entry)).value().entries == std::vector{entry});
      // Tags with a semicolon cannot be written in CSV.
      entry.tags.clear();
      CHECK(parse_csv(render_csv_head() + render_csv_row(entry)).value().entries == std::vector{entry});
    }
  }
  return 0;
}
