// SPDX-License-Identifier: Apache-2.0
#include "ledger/ruler.hpp"

#include <algorithm>

namespace redress::ledger {
namespace {

using law::ClockState;
using law::HappeningKind;

bool is_take_down(HappeningKind what) { return what == HappeningKind::restricted || what == HappeningKind::removed; }

}  // namespace

Ruler::Ruler(const CaseRecord& state, const NoticeRecord& notice, Instant now)
    : state_(state),
      notice_(notice),
      now_(now),
      was_taken_down_(was_taken_down(state)),
      has_extensions_(std::any_of(
          state.happenings.begin(), state.happenings.end(),
          [](const EntryHappening& one) { return one.happening.what == HappeningKind::extension_granted; })),
      story_(tell("", true)) {}

// The case as seen from one notice: a take-down counts for a notice that came after it, from the instant that notice
// was received; an extension is told only to the duty it was granted for.
Ruler::Story Ruler::tell(std::string_view extended_duty, bool taken_down) const {
  Story story;
  std::optional<law::Happening> down;
  for (const EntryHappening& one : state_.happenings) {
    if (one.happening.what == HappeningKind::extension_granted && one.duty != extended_duty) continue;
    if (is_take_down(one.happening.what)) {
      down = one.happening;
    } else if (one.happening.at >= notice_.received_at) {
      story.push_back(one.happening);
    }
  }
  if (down && taken_down) {
    down->at = std::max(down->at, notice_.received_at);
    story.push_back(*down);
  }
  if (notice_.was_answered) {
    story.push_back(law::Happening{notice_.received_at, HappeningKind::decided, std::nullopt});
    story.push_back(law::Happening{notice_.received_at, HappeningKind::informed, std::nullopt});
  }
  story.push_back(law::Happening{notice_.received_at, HappeningKind::acknowledged, std::nullopt});
  std::stable_sort(story.begin(), story.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return story;
}

bool Ruler::is_extended(const std::string& duty) const {
  return has_extensions_ &&
         std::any_of(state_.happenings.begin(), state_.happenings.end(), [&](const EntryHappening& one) {
           return one.happening.what == HappeningKind::extension_granted && one.duty == duty;
         });
}

Ruling Ruler::rule(std::size_t duty_at, bool has_clock) {
  const PlanDuty& planned = notice_.law.plan->duties[duty_at];
  const bool extended = is_extended(planned.id);
  const Ruling ruling = extended ? rule_duty(notice_.law, duty_at, tell(planned.id, true), now_)
                                 : rule_duty(notice_.law, duty_at, story_, now_);
  if (!was_taken_down_ || !ruling.triggered || is_all_down(state_, planned.reach, notice_.received_at)) return ruling;
  if (!extended && !still_up_) still_up_ = tell("", false);
  const Ruling without = extended ? rule_duty(notice_.law, duty_at, tell(planned.id, false), now_)
                                  : rule_duty(notice_.law, duty_at, *still_up_, now_);
  return without.triggered || !has_clock ? without : ruling;
}

ClockState settle_state(const Ruling& ruling, const PlanDuty& planned) {
  if (!ruling.triggered) return ClockState::voided;
  if (ruling.state != ClockState::missed) return ruling.state;
  if (planned.step() == law::Step::preserve) return ClockState::met;
  if (planned.duty->bearer == law::Bearer::complainant) return ClockState::voided;
  return ClockState::missed;
}

std::optional<ClockChange> find_change(const ClockRecord& clock, const PlanDuty& planned, const Ruling& ruling) {
  const ClockChange change{settle_state(ruling, planned), ruling.triggered ? ruling.starts_at : clock.starts_at,
                           ruling.due_at};
  if (change.is_end()) return change;
  // What happens a second time gives no more time for what the first started; only a right to object runs anew.
  const bool starts_over = clock.state == ClockState::running && change.starts_at > clock.starts_at;
  if (starts_over && planned.step() != law::Step::other) return std::nullopt;
  const bool is_same =
      clock.state == change.state && clock.starts_at == change.starts_at && clock.due_at == change.due_at;
  return is_same ? std::nullopt : std::optional(change);
}

}  // namespace redress::ledger
