// SPDX-License-Identifier: Apache-2.0
// server/console_queue.hpp — in which order cases are taken up: time left, then severity, then spread; and what must
// be found before a decision on each harm.
//
// Shapes          severity: 0 is the gravest. Time left counts in whole minutes, so that the rest can speak at all.
// Errors          none.
// Threads         pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/accounts.hpp"
#include "store/event_store.hpp"

namespace redress::server {

[[nodiscard]] int severity_of(law::Harm harm);
// What has no due instant comes last; what is alike in all three keeps its place.
void order_queue(std::vector<store::QueueRow>& rows);
// Everybody's skills, and who asks.
struct Team {
  std::map<std::string, store::Skills> skills;
  std::string asks;
};
// Outside of what the one who asks works on, and inside what somebody else does: what is nobody's is everybody's.
[[nodiscard]] bool is_for_a_colleague(const store::QueueRow& row, const Team& team);
// After the rest, in their order.
void put_colleagues_last(std::vector<store::QueueRow>& rows, const Team& team);
// "console.element.<word>" says each; the reviewer ticks what was found.
[[nodiscard]] std::vector<std::string_view> list_elements(law::Harm harm);

}  // namespace redress::server
