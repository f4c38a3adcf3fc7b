// SPDX-License-Identifier: Apache-2.0
// Whatever bytes come as a notice or an order: an answer or faults, never a crash; what is taken can be rendered.
#include <cstddef>
#include <cstdint>

#include "server/json_command.hpp"
#include "server/json_notice.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = server::parse_json(text);
  if (!parsed.ok()) return 0;
  const Instant now{1'795'312'800'000};
  server::Faults faults;
  const auto notice = server::parse_notice(parsed.value(), now, faults);
  CHECK(notice.facts.sent_at <= now);
  CHECK(notice.items.size() <= server::item_count_max);
  static_cast<void>(server::parse_order(parsed.value(), now, faults));
  for (const auto action : server::list_actions()) {
    static_cast<void>(server::parse_command(action, parsed.value(), faults));
  }
  CHECK(faults.list.size() <= server::Faults::count_max);
  CHECK(!faults.respond().body.empty());
  CHECK(!server::render_json(parsed.value()).empty());
  return 0;
}
