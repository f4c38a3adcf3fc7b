// SPDX-License-Identifier: Apache-2.0
// cases/decide_tick.cpp — what time alone brings: escalation, the fail-safe, lapsed interim measures, missed clocks.
#include <algorithm>
#include <cmath>

#include "cases/clocks.hpp"
#include "cases/measures.hpp"
#include "cases/moves.hpp"

namespace redress::cases {
namespace {

Instant instant_at(const CaseClock& clock, double fraction) {
  const auto length = static_cast<double>((*clock.due_at - clock.starts_at).count());
  return Instant{clock.starts_at.ms + static_cast<std::int64_t>(std::ceil(length * fraction))};
}

// Clocks that a person of the platform must act on; the others end by themselves or bind somebody else.
bool is_worked_on(const CaseClock& clock) {
  const bool human = clock.step == law::Step::take_down || clock.step == law::Step::decide ||
                     clock.step == law::Step::restore || clock.step == law::Step::appeal_decision ||
                     clock.step == law::Step::label;
  return human && clock.bearer == law::Bearer::provider && clock.state == law::ClockState::running &&
         clock.due_at.has_value();
}

bool is_fail_safe(const Case& state, const CaseClock& clock) {
  return state.phase == Phase::open && is_worked_on(clock) && clock.on_risk == law::OnRisk::restrict &&
         !clock.on_risk_applied;
}

std::optional<Instant> next_escalation(const CaseClock& clock, const Policy& policy) {
  const auto step = static_cast<std::size_t>(clock.escalations);
  if (!is_worked_on(clock) || step >= policy.escalation_fractions.size()) return std::nullopt;
  return instant_at(clock, policy.escalation_fractions.at(step));
}

void escalate(Draft& draft, int clock_no) {
  const auto clock = [&]() -> const CaseClock& { return draft.state.clocks[static_cast<std::size_t>(clock_no) - 1]; };
  for (auto at = next_escalation(clock(), draft.policy); at && *at <= draft.now;
       at = next_escalation(clock(), draft.policy)) {
    draft.add_by_system(Escalated{clock_no, clock().escalations + 1});
  }
}

// Nobody decided and the clock is about to lapse: hold what is live, reversibly, where the duty reaches, and say so.
void apply_on_risk(Draft& draft, int clock_no) {
  const CaseClock clock = draft.state.clocks[static_cast<std::size_t>(clock_no) - 1];
  if (!is_fail_safe(draft.state, clock) || instant_at(clock, draft.policy.at_risk_fraction) > draft.now) return;
  draft.add_by_system(OnRiskApplied{clock_no});
  const Instant since = draft.state.notices[static_cast<std::size_t>(clock.notice_no) - 1].received_at;
  bool any = false;
  for (std::size_t i = 0; i < draft.state.items.size(); ++i) {
    const Item item = draft.state.items[i];
    if (waits_for_look(draft.state, item) || is_turned_down(draft.state, item, since)) continue;
    const bool is_down = item.status == ItemStatus::restricted || item.status == ItemStatus::removed;
    if (is_down && covers(item.held_in, territory_of(clock))) continue;
    // One measure an item: what is held or labelled elsewhere must not come back because this is held here.
    const law::Territory wanted = law::join(item.held_in, territory_of(clock));
    order_measure(draft, item.no,
                  MeasurePlan{MeasureKind::restrict, wanted, 0, true,
                              "the deadline was close and nobody had decided: held until a person does"});
    any = true;
  }
  if (!any) return;
  start_house_clock(draft, house_review, law::Step::decide, draft.policy.interim_review,
                    "an interim restriction must be confirmed by a person or it lifts");
}

void lift_unreviewed(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    const bool lapsed = clock.duty == house_review && clock.state == law::ClockState::running && clock.due_at &&
                        *clock.due_at <= draft.now;
    if (!lapsed) continue;
    draft.add_by_system(
        ClockEnded{clock.no, law::ClockState::missed, "no person confirmed the restriction in time: it lifts"});
    std::vector<int> unreviewed;
    for (const Item& item : draft.state.items) {
      if (is_interim(draft.state, item)) unreviewed.push_back(item.no);
    }
    restore_items(draft, unreviewed, "no person confirmed the restriction in time", true);
  }
}

// The house's clocks, and those of the law that no pack speaks of any more or whose notice was withdrawn.
void end_lapsed_clocks(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    if (clock.state != law::ClockState::running || !clock.due_at || *clock.due_at >= draft.now) continue;
    const bool kept = clock.step == law::Step::preserve;
    draft.add_by_system(ClockEnded{clock.no, kept ? law::ClockState::met : law::ClockState::missed,
                                   kept ? "kept for the whole term" : "not done in time"});
  }
}

}  // namespace

Status tick(Draft& draft, const Tick&) {
  // First, or a fail-safe that widens what is held would start the review anew and leave it held past its clock.
  lift_unreviewed(draft);
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const int clock_no = static_cast<int>(i) + 1;
    escalate(draft, clock_no);
    apply_on_risk(draft, clock_no);
  }
  sync_clocks(draft);
  end_lapsed_clocks(draft);
  return Done{};
}

std::optional<Instant> find_next_wake(const Case& state, const Policy& policy) {
  std::optional<Instant> wake;
  const auto consider = [&](Instant at) { wake = wake ? std::min(*wake, at) : at; };
  for (const CaseClock& clock : state.clocks) {
    if (clock.state != law::ClockState::running || !clock.due_at) continue;
    consider(clock.duty == house_review ? *clock.due_at : *clock.due_at + Milliseconds{1});
    if (const auto at = next_escalation(clock, policy)) consider(*at);
    if (is_fail_safe(state, clock)) consider(instant_at(clock, policy.at_risk_fraction));
  }
  return wake;
}

}  // namespace redress::cases
