// SPDX-License-Identifier: Apache-2.0
// server/console_view.hpp — the queue and a case as the console shows them.
//
// Shapes          JSON for pages/console_*.html.
// Errors          tell_queue: what the store says; otherwise none.
// Threads         pure but for the look whether a preview exists.
#pragma once

#include "server/view.hpp"

namespace redress::server {

// The cases that this person is offered, in the order in which they are to be taken up.
[[nodiscard]] Result<Json> tell_queue(const Desk& desk, const Visit& visit, const Caller& caller);
// Everything of the case page but the frame. `clear_item_no`: console_pair.hpp.
void put_case(const Telling& telling, const cases::Case& state, const std::vector<store::Record>& records,
              const Caller& caller, int clear_item_no, Json& view);

}  // namespace redress::server
