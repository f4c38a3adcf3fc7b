// SPDX-License-Identifier: Apache-2.0
// ledger/house_check.cpp — the clocks with which the house binds itself where the law is silent.
#include "ledger/house_check.hpp"

#include <algorithm>

namespace redress::ledger {
namespace {

using law::ClockState;

Faults fault(std::string what, std::string expected, std::string found) {
  return {{"house_clock", std::move(what), std::move(expected), std::move(found), std::nullopt}};
}

bool is_running(const CaseRecord& state, std::string_view duty) {
  return std::any_of(state.clocks.begin(), state.clocks.end(), [&](const ClockRecord& clock) {
    return clock.notice_no == 0 && clock.duty == duty && clock.state == ClockState::running;
  });
}

// As long as the shortest clock to take down; never longer than the house's own maximum.
Milliseconds same_speed(const CaseRecord& state, const HouseLengths& house) {
  Milliseconds length = house.clock_max;
  for (const ClockRecord& clock : state.clocks) {
    const bool removes =
        clock.step == law::Step::take_down && clock.bearer == law::Bearer::provider && !clock.is_target;
    if (removes && clock.due_at) length = std::min(length, *clock.due_at - clock.starts_at);
  }
  return length;
}

// Something is to be put back, and the platform has not confirmed that yet.
bool waits_for_restore(const CaseRecord& state, const ItemRecord& item) {
  return gives_back(state, item) && !state.measures[item.measures.back()].acknowledged_at;
}

struct HouseDuty {
  std::string_view id;
  law::Step step;
};
constexpr std::array<HouseDuty, 4> duties{{{house_review, law::Step::decide},
                                           {house_restore, law::Step::restore},
                                           {house_appeal, law::Step::appeal_decision},
                                           {house_order, law::Step::take_down}}};

bool any_item(const CaseRecord& state, bool (*is_so)(const CaseRecord&, const ItemRecord&)) {
  return std::any_of(state.items.begin(), state.items.end(),
                     [&](const ItemRecord& item) { return is_so(state, item); });
}

bool acts_on_defects(const CaseRecord& state) {
  return std::any_of(state.notices.begin(), state.notices.end(), [](const NoticeRecord& notice) {
    return notice.acted_on && !notice.is_withdrawn && !notice.view->defects.empty();
  });
}

// Is what the clock waits for done?
bool is_done(const CaseRecord& state, std::string_view duty, Instant at) {
  const bool decided_now = !state.decisions.empty() && state.decisions.back().at == at;
  if (duty == house_review) return decided_now && !any_item(state, is_interim);
  if (duty == house_restore) return !any_item(state, waits_for_restore);
  if (duty == house_appeal) return !has_pending_appeal(state);
  return is_all_down(state, law::Territory{}, Instant{});
}

// Has what it waits for gone, so that there is nothing left to do?
bool is_moot(const CaseRecord& state, const ClockRecord& clock, Instant at) {
  if (clock.duty == house_restore) return !any_item(state, waits_for_restore);
  return clock.duty == house_order && (!acts_on_defects(state) || is_turned_down_now(state, clock.starts_at, at));
}

}  // namespace

bool gives_back(const CaseRecord& state, const ItemRecord& item) {
  if (item.measures.empty()) return false;
  const MeasureRecord& newest = state.measures[item.measures.back()];
  if (newest.kind == MeasureKind::restore) return true;
  for (auto at = item.measures.rbegin() + 1; at != item.measures.rend(); ++at) {
    const MeasureRecord& before = state.measures[*at];
    const bool is_eased = newest.kind == MeasureKind::label && before.kind != MeasureKind::label;
    const bool is_less = is_eased || !covers(newest.territory, before.territory);
    if (before.kind != MeasureKind::restore && is_less) return true;
    if (before.acknowledged_at) return false;
  }
  return false;
}

Faults check_house_started(const CaseRecord& state, const Entry& entry, const HouseLengths& house) {
  const auto* const duty =
      std::find_if(duties.begin(), duties.end(), [&](const HouseDuty& one) { return one.id == entry.duty; });
  if (duty == duties.end()) return fault("the house has no such clock", "a clock of the house", entry.duty);
  if (is_running(state, entry.duty)) return fault("a second clock of the house", "one " + entry.duty, "two");
  const bool is_plain = entry.step == duty->step && entry.bearer == law::Bearer::provider && entry.flags == 0 &&
                        !entry.pack && entry.tz.empty() && entry.countries.empty();
  if (!is_plain) return fault("a clock of the house is made otherwise", std::string(law::render(duty->step)), "");
  if (entry.starts_at != entry.at) {
    return fault("a clock of the house starts at once", render_instant(entry.at), render_instant(entry.starts_at));
  }
  const Milliseconds longest = entry.duty == house_review  ? Milliseconds(house.interim_review)
                               : entry.duty == house_order ? Milliseconds(house.clock_max)
                                                           : same_speed(state, house);
  if (entry.due_at && *entry.due_at <= entry.starts_at + longest) return {};
  return fault("a clock of the house is longer than the house allows itself",
               render_clock(ClockState::running, entry.starts_at, entry.starts_at + longest),
               render_clock(ClockState::running, entry.starts_at, entry.due_at));
}

Faults check_house_ended(const CaseRecord& state, const ClockRecord& clock, const Entry& entry) {
  const std::string found = std::string(law::render(entry.clock_state)) + " at " + render_instant(entry.at);
  const Instant due_at = clock.due_at.value_or(entry.at);
  if (entry.clock_state == ClockState::voided) {
    return is_moot(state, clock, entry.at) ? Faults{} : fault(clock.duty + " was not void", "running", found);
  }
  if (entry.clock_state == ClockState::met) {
    if (entry.at > due_at) return fault(clock.duty + " was late", "missed", found);
    return is_done(state, clock.duty, entry.at) ? Faults{} : fault(clock.duty + " was not done", "running", found);
  }
  // A restriction that nobody confirmed lifts at its very deadline.
  const bool is_over = clock.duty == house_review ? entry.at >= due_at : entry.at > due_at;
  return is_over ? Faults{} : fault(clock.duty + " was not over yet", "running", found);
}

Faults check_house_command(CaseRecord& state, const CommandFacts& facts) {
  Faults faults;
  const auto demand = [&](std::string_view duty, bool is_due, std::string_view why) {
    if (!is_due || is_running(state, duty)) return;
    const std::pair<std::uint32_t, std::string> key{0, std::string(duty)};
    if (std::find(state.told.begin(), state.told.end(), key) != state.told.end()) return;
    state.told.push_back(key);
    faults.push_back({"house_clock", std::string(why), std::string(duty) + " runs", "no clock", std::nullopt});
  };
  demand(house_review, !state.measures.empty() && any_item(state, is_interim),
         "something is held before any decision and no clock of the house runs");
  demand(house_appeal, facts.appealed && has_pending_appeal(state), "an appeal waits and no clock of the house runs");
  demand(house_restore, facts.restored && any_item(state, waits_for_restore),
         "something is to be put back and no clock of the house runs");
  demand(house_order, facts.acts_on_defects, "an order with defects is acted on and no clock of the house runs");
  return faults;
}

}  // namespace redress::ledger
