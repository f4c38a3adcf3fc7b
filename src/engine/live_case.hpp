// SPDX-License-Identifier: Apache-2.0
// engine/live_case.hpp — a case folded from its events, ready to be worked on.
//
// Errors          those of the store; not_found for an unknown case.
// Threads         any; the value belongs to whoever loaded it.
// Cost            one look-up and about 10 µs an event.
#pragma once

#include <string>

#include "cases/case.hpp"
#include "store/event_store.hpp"

namespace redress::engine {

struct LiveCase {
  cases::Case state;
  std::string code;
};

[[nodiscard]] Result<LiveCase> load_live_case(const store::EventStore& events, const Id& case_id);

}  // namespace redress::engine
