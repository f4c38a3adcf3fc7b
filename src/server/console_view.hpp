// SPDX-License-Identifier: Apache-2.0
// server/console_view.hpp — the queue and a case as the console shows them.
//
// Shapes          JSON for pages/console_*.html.
// Errors          none.
// Threads         pure but for the look whether a preview exists.
#pragma once

#include "server/view.hpp"

namespace redress::server {

[[nodiscard]] Json queue_rows(const Desk& desk, const Visit& visit, const std::vector<store::QueueRow>& rows);
// Everything of the case page but the frame. `clear_item_no`: console_pair.hpp.
void put_case(const Telling& telling, const cases::Case& state, const std::vector<store::Record>& records,
              const Caller& caller, int clear_item_no, Json& view);

}  // namespace redress::server
