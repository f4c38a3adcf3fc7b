// SPDX-License-Identifier: Apache-2.0
// server/json_served.hpp — what a platform posts of how often it served its copies.
//
// Shapes          {"served": [{"content_id", "from", "to", "count"}]}; at most served_count_max of them.
// Errors          faults with a pointer; a key of any other name is one, so that nobody can be named here.
// Threads         a pure function.
#pragma once

#include "server/json.hpp"
#include "store/served_store.hpp"

namespace redress::server {

inline constexpr std::size_t served_count_max = 1'000;

[[nodiscard]] std::vector<store::ServedSpan> parse_served(const Json& body, Faults& faults);

}  // namespace redress::server
