// SPDX-License-Identifier: Apache-2.0
#include "engine/live_case.hpp"

#include "cases/decide.hpp"

namespace redress::engine {

Result<LiveCase> load_live_case(const store::EventStore& events, const Id& case_id) {
  TRY_ASSIGN(const auto records, events.load_case(case_id));
  LiveCase live;
  TRY_ASSIGN(live.code, events.find_code(case_id));
  live.state.id = case_id;
  for (const store::Record& record : records) {
    live.state = cases::apply(std::move(live.state), std::get<cases::Event>(record.body));
  }
  return live;
}

}  // namespace redress::engine
