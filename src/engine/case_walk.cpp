// SPDX-License-Identifier: Apache-2.0
#include "engine/case_walk.hpp"

#include "cases/decide.hpp"

namespace redress::engine {

const cases::Event& CaseWalk::event(std::size_t at) const { return std::get<cases::Event>(records_[at].body); }

Status CaseWalk::load(const Id& case_id) {
  TRY_ASSIGN(records_, events_.load_case(case_id));
  state_ = {};
  state_.id = case_id;
  applied_ = 0;
  return Done{};
}

Result<const cases::Case*> CaseWalk::go_to(const Id& case_id, std::uint64_t case_seq) {
  const auto at = static_cast<std::size_t>(case_seq);
  const bool is_known = state_.id == case_id && at <= records_.size();
  const bool is_behind = is_known && at >= 1 && at <= applied_ && event(at - 1).at != state_.last_at;
  if (!is_known || is_behind) TRY(load(case_id));
  if (at < 1 || at > records_.size()) return Error{Code::not_found, "this case has no such event"};
  at_ = at;
  while (applied_ < records_.size() && (applied_ < at || event(applied_).at == event(at - 1).at)) {
    state_ = cases::apply(std::move(state_), event(applied_));
    ++applied_;
  }
  return &state_;
}

int CaseWalk::find_measure_no() const {
  int no = 0;
  for (std::size_t i = 0; i < at_; ++i) no += std::holds_alternative<cases::MeasureOrdered>(event(i).body) ? 1 : 0;
  return at_ > 0 && std::holds_alternative<cases::MeasureOrdered>(event(at_ - 1).body) ? no : 0;
}

}  // namespace redress::engine
