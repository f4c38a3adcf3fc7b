// SPDX-License-Identifier: Apache-2.0
// engine/case_walk.hpp — a case as it was when a measure was ordered, for one measure after the other.
//
// Use this when   many events of few cases are looked at in their order: each case is read once, and folded once.
// Shapes          what happened in the same instant is in: a measure and the clock that it starts come together.
// Errors          those of the store; not_found where the case has no such event.
// Threads         one.
// Lifetime        a state holds until the next call.
// Cost            the events since the last call of the same case; all of them for another.
#pragma once

#include "store/event_store.hpp"

namespace redress::engine {

class CaseWalk {
 public:
  explicit CaseWalk(const store::EventStore& events) : events_(events) {}

  [[nodiscard]] Result<const cases::Case*> go_to(const Id& case_id, std::uint64_t case_seq);
  // Of the event last gone to, by its number in the case; 0 where it ordered none.
  [[nodiscard]] int find_measure_no() const;

 private:
  [[nodiscard]] Status load(const Id& case_id);
  [[nodiscard]] const cases::Event& event(std::size_t at) const;

  const store::EventStore& events_;
  std::vector<store::Record> records_;
  cases::Case state_;
  std::size_t applied_ = 0;
  std::size_t at_ = 0;  // counts from 1
};

}  // namespace redress::engine
