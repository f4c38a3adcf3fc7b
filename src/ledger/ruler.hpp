// SPDX-License-Identifier: Apache-2.0
// ledger/ruler.hpp — what the law says of one notice of a case at one instant, duty by duty.
//
// Shapes          duties by their place in the notice's plan.
// Errors          none.
// Threads         one owner; the case must not change while it lives.
// Source          docs/explanation/two-speeds.md: what counts as taken down, and for which notice.
#pragma once

#include "ledger/case_record.hpp"

namespace redress::ledger {

class Ruler {
 public:
  Ruler(const CaseRecord& state, const NoticeRecord& notice, Instant now);
  // A duty whose clock does not exist yet is not started by a take-down that does not reach as far as the duty does.
  [[nodiscard]] Ruling rule(std::size_t duty_at, bool has_clock);

 private:
  using Story = std::vector<law::Happening>;
  [[nodiscard]] Story tell(std::string_view extended_duty, bool taken_down) const;
  [[nodiscard]] bool is_extended(const std::string& duty) const;

  const CaseRecord& state_;
  const NoticeRecord& notice_;
  Instant now_;
  bool was_taken_down_;
  bool has_extensions_;
  Story story_;
  std::optional<Story> still_up_;
};

// How a ruling ends a clock: a period of keeping is over, not broken; a complainant's window closes unused.
[[nodiscard]] law::ClockState settle_state(const Ruling& ruling, const PlanDuty& planned);

struct ClockChange {
  law::ClockState state = law::ClockState::running;
  Instant starts_at;
  std::optional<Instant> due_at;
  [[nodiscard]] bool is_end() const { return state != law::ClockState::running && state != law::ClockState::paused; }
};
// What must become of an open clock now; nothing when it stands right.
[[nodiscard]] std::optional<ClockChange> find_change(const ClockRecord& clock, const PlanDuty& planned,
                                                     const Ruling& ruling);

}  // namespace redress::ledger
