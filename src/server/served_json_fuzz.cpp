// SPDX-License-Identifier: Apache-2.0
// Whatever bytes come as counts, or as the answers of a report: values within their bounds or faults, never a crash.
#include <cstddef>
#include <cstdint>

#include "http/form.hpp"
#include "server/json_served.hpp"
#include "server/report_steps.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = server::parse_json(text); parsed.ok()) {
    server::Faults faults;
    const auto spans = server::parse_served(parsed.value(), faults);
    CHECK(spans.size() <= server::served_count_max);
    for (const auto& span : spans) CHECK(!faults.is_empty() || span.from < span.to);
  }
  if (const auto form = http::parse_form(text); form.ok()) {
    const auto read = server::read_report(form.value());
    const auto steps = server::list_steps(form.value());
    CHECK(read.notice.items.size() <= server::report_url_count_max);
    CHECK(steps.back() == server::check_step);
    CHECK(read.faults.empty() == (server::find_open_step(form.value()) == server::check_step));
  }
  return 0;
}
