// SPDX-License-Identifier: Apache-2.0
// server/second_look.hpp — decisions that were picked for a second look, and to whom they are offered.
//
// Errors          none: what cannot be read stays in the queue, and the core refuses whom it is not for.
// Threads         any.
#pragma once

#include <string_view>
#include <vector>

#include "server/caller.hpp"

namespace redress::server {

// A case that is in the queue for nothing else.
[[nodiscard]] bool is_second_look(const store::QueueRow& row);
// Neither of those who decided.
[[nodiscard]] bool may_look_again(const cases::Decision& decision, std::string_view name);
// Takes out what this person decided and only waits for somebody else to look at it.
void keep_for(const Desk& desk, const Caller& caller, std::vector<store::QueueRow>& rows);

}  // namespace redress::server
