// SPDX-License-Identifier: Apache-2.0
#include "server/second_look.hpp"

namespace redress::server {

bool is_second_look(const store::QueueRow& row) {
  return row.phase == cases::Phase::decided && !row.has_appeal && !row.needs_look;
}

bool may_look_again(const cases::Decision& decision, std::string_view name) {
  return decision.by != name && decision.proposed_by != name;
}

void keep_for(const Desk& desk, const Caller& caller, std::vector<store::QueueRow>& rows) {
  std::erase_if(rows, [&](const store::QueueRow& row) {
    if (!is_second_look(row)) return false;
    const auto state = desk.engine.load_case(row.case_id);
    const auto* waiting = state.ok() ? cases::find_awaiting_look(state.value()) : nullptr;
    return waiting != nullptr && !may_look_again(*waiting, caller.name);
  });
}

}  // namespace redress::server
