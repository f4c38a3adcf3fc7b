// SPDX-License-Identifier: Apache-2.0
// engine/webhook_payload.hpp — what the platform's own systems are told about an event, as JSON.
// docs/reference/events.md.
//
// Shapes          {"type","timestamp","data"}; nothing for events that concern nobody outside.
// Errors          none.
// Threads         pure.
// Never           holds a statement, a signature, an address or a reporter's secret.
#pragma once

#include <optional>
#include <string>

#include "cases/event.hpp"

namespace redress::engine {

struct PayloadContext {
  std::string case_code;
  std::string appeal_url;   // the uploader's side, for the statement of reasons
  std::string appeal_code;  // opens it; beside the address, because addresses end up in logs
};

[[nodiscard]] bool has_payload(const cases::EventBody& body);
// `after`: the case with this event applied, so that a retry years later says the same.
[[nodiscard]] std::optional<std::string> render_payload(const cases::Event& event, const cases::Case& after,
                                                        const PayloadContext& context);
// The measure that this event ordered, by its number in the case; 0 for other events.
[[nodiscard]] int find_ordered_measure(const cases::Event& event, const cases::Case& after);

}  // namespace redress::engine
