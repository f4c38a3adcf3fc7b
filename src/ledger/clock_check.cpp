// SPDX-License-Identifier: Apache-2.0
#include "ledger/clock_check.hpp"

#include <algorithm>

#include "ledger/house_check.hpp"
#include "ledger/ruler.hpp"

namespace redress::ledger {
namespace {

using law::ClockState;

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text.empty() ? "none" : text;
}

std::optional<std::uint32_t> find_in_plan(const DutyPlan& plan, const std::string& duty) {
  for (const auto at : plan.possible) {
    if (plan.duties[at].id == duty) return at;
  }
  for (std::size_t at = 0; at < plan.duties.size(); ++at) {
    if (plan.duties[at].id == duty) return static_cast<std::uint32_t>(at);
  }
  return std::nullopt;
}

const ClockRecord* find_clock(const CaseRecord& state, std::uint32_t notice_no, std::uint32_t duty_at) {
  for (const ClockRecord& clock : state.clocks) {
    if (clock.notice_no == notice_no && clock.duty_at == duty_at) return &clock;
  }
  return nullptr;
}

void compare(Faults& faults, std::string_view what, std::string expected, std::string found) {
  if (expected == found) return;
  faults.push_back({"clock_start", "the clock's " + std::string(what) + " is not what the law makes of the notice",
                    std::move(expected), std::move(found), std::nullopt});
}

std::string render_due(std::optional<Instant> due_at) { return due_at ? render_instant(*due_at) : "no deadline"; }

Faults compare_started(const Entry& entry, const PlanDuty& planned, const Ruling& ruling,
                       const LoadedRulebook& rulebook) {
  Faults faults;
  if (ruling.starts_at != entry.starts_at) {
    compare(faults, "start", render_instant(ruling.starts_at), render_instant(entry.starts_at));
  }
  if (ruling.due_at != entry.due_at) compare(faults, "deadline", render_due(ruling.due_at), render_due(entry.due_at));
  if (planned.countries != entry.countries) {
    compare(faults, "territory", join(planned.countries), join(entry.countries));
  }
  if (planned.pack_digest != entry.pack) {
    compare(faults, "pack", planned.pack->sha256, entry.pack ? render_hex(*entry.pack) : "none");
  }
  if (rulebook.tz_version != entry.tz) compare(faults, "time zone data", rulebook.tz_version, entry.tz);
  compare(faults, "step", std::string(law::render(planned.step())), std::string(law::render(entry.step)));
  compare(faults, "bearer", std::string(law::render(planned.duty->bearer)), std::string(law::render(entry.bearer)));
  const bool is_target = (entry.flags & flag_target) != 0;
  if (planned.is_target() != is_target) {
    compare(faults, "kind", planned.is_target() ? "the operator's own target" : "a deadline of the law",
            is_target ? "the operator's own target" : "a deadline of the law");
  }
  return faults;
}

Faults extra(const Entry& entry, std::string what) {
  return {{"clock_extra", std::move(what), "no such clock", entry.duty, std::nullopt}};
}

}  // namespace

std::string render_clock(ClockState state, Instant starts_at, std::optional<Instant> due_at) {
  return std::string(law::render(state)) + ", from " + render_instant(starts_at) + ", due " + render_due(due_at);
}

void use_book(CaseRecord& state, LawBook& book) {
  for (std::size_t i = 0; i < state.notices.size(); ++i) {
    NoticeRecord& notice = state.notices[i];
    if (notice.book == &book) continue;
    notice.law = book.read_notice(*notice.view);
    notice.book = &book;
    for (ClockRecord& clock : state.clocks) {
      if (clock.notice_no == i + 1) clock.duty_at = find_in_plan(*notice.law.plan, clock.duty);
    }
  }
}

Faults check_started(const CaseRecord& state, const Entry& entry, const LoadedRulebook& rulebook,
                     std::optional<std::uint32_t>& duty_at) {
  if (entry.notice_no == 0) return check_house_started(state, entry, rulebook.house);
  if (entry.notice_no > state.notices.size()) return extra(entry, "a clock for a notice that the case does not have");
  const NoticeRecord& notice = state.notices[entry.notice_no - 1];
  if (!notice.acted_on || notice.is_withdrawn) {
    return extra(entry, "a clock for a notice that was withdrawn or sent back");
  }
  duty_at = find_in_plan(*notice.law.plan, entry.duty);
  if (!duty_at) return extra(entry, "no pack that the notice calls on has this duty");
  if (find_clock(state, entry.notice_no, *duty_at) != nullptr) return extra(entry, "a second clock for one duty");
  const Ruling ruling = Ruler(state, notice, entry.at).rule(*duty_at, false);
  if (!ruling.triggered) return extra(entry, "the law does not start this clock");
  return compare_started(entry, notice.law.plan->duties[*duty_at], ruling, rulebook);
}

Faults check_moved(const CaseRecord& state, const Entry& entry) {
  const ClockRecord* clock =
      entry.clock_no >= 1 && entry.clock_no <= state.clocks.size() ? &state.clocks[entry.clock_no - 1] : nullptr;
  if (clock == nullptr) return {};  // told when it is applied
  const std::string found = render_clock(entry.clock_state, entry.starts_at, entry.due_at);
  if (!clock->is_open()) {
    return {{"clock_move", "a clock that is over moved", std::string(law::render(clock->state)), found, std::nullopt}};
  }
  if (clock->notice_no == 0 || !clock->duty_at) {
    return {{"clock_move", "no law in force moves this clock",
             render_clock(clock->state, clock->starts_at, clock->due_at), found, std::nullopt}};
  }
  const NoticeRecord& notice = state.notices[clock->notice_no - 1];
  const Ruling ruling = Ruler(state, notice, entry.at).rule(*clock->duty_at, true);
  const auto change = find_change(*clock, notice.law.plan->duties[*clock->duty_at], ruling);
  const bool is_right = change && change->state == entry.clock_state && change->starts_at == entry.starts_at &&
                        change->due_at == entry.due_at;
  if (is_right && !notice.is_withdrawn) return {};
  const std::string expected = change ? render_clock(change->state, change->starts_at, change->due_at)
                                      : render_clock(clock->state, clock->starts_at, clock->due_at);
  return {{"clock_move", "the clock of " + clock->duty + " moved as the law does not", expected, found, std::nullopt}};
}

namespace {

// What ended it, if anything may have: the law, a withdrawal, a rejection, or time where no law speaks any more.
std::optional<Fault> judge_end(const CaseRecord& state, const ClockRecord& clock, const Entry& entry) {
  const NoticeRecord& notice = state.notices[clock.notice_no - 1];
  const ClockState found = entry.clock_state;
  std::optional<ClockChange> change;
  if (clock.duty_at && !notice.is_withdrawn) {
    change = find_change(clock, notice.law.plan->duties[*clock.duty_at],
                         Ruler(state, notice, entry.at).rule(*clock.duty_at, true));
  }
  if (change && change->is_end() && change->state == found) return std::nullopt;
  if (found == ClockState::voided) {
    if (notice.is_withdrawn && clock.step != law::Step::preserve) return std::nullopt;
    if (clock.step == law::Step::take_down && is_turned_down_now(state, notice.received_at, entry.at))
      return std::nullopt;
  }
  const bool has_lapsed = clock.state == ClockState::running && clock.due_at && *clock.due_at < entry.at;
  const ClockState lapsed = clock.step == law::Step::preserve ? ClockState::met : ClockState::missed;
  if (!change && has_lapsed && found == lapsed) return std::nullopt;
  std::string expected = change       ? render_clock(change->state, change->starts_at, change->due_at)
                         : has_lapsed ? std::string(law::render(lapsed))
                                      : render_clock(clock.state, clock.starts_at, clock.due_at);
  return Fault{"clock_end", "the clock of " + clock.duty + " did not end as it was said to", std::move(expected),
               std::string(law::render(found)) + " at " + render_instant(entry.at), std::nullopt};
}

bool was_told(const CaseRecord& state, std::uint32_t notice_no, const std::string& duty) {
  return std::find(state.told.begin(), state.told.end(), std::pair(notice_no, duty)) != state.told.end();
}

void check_unstarted(CaseRecord& state, std::uint32_t notice_no, Ruler& ruler, Instant at, Faults& faults) {
  const DutyPlan& plan = *state.notices[notice_no - 1].law.plan;
  for (const auto duty_at : plan.possible) {
    const PlanDuty& planned = plan.duties[duty_at];
    if (find_clock(state, notice_no, duty_at) != nullptr || !planned.is_certain) continue;
    const Ruling ruling = ruler.rule(duty_at, false);
    if (!ruling.triggered || was_told(state, notice_no, planned.id)) continue;
    state.told.emplace_back(notice_no, planned.id);
    faults.push_back({"duty_missing", "a duty was not started by " + render_instant(at),
                      planned.id + " for notice " + std::to_string(notice_no) + ": " +
                          render_clock(settle_state(ruling, planned), ruling.starts_at, ruling.due_at),
                      "no clock", std::nullopt});
  }
}

void tell_late(ClockRecord& clock, std::string expected, Faults& faults) {
  if (clock.is_told) return;
  clock.is_told = true;
  faults.push_back({"clock_late", "the clock of " + clock.duty + " should have moved or ended by now",
                    std::move(expected), render_clock(clock.state, clock.starts_at, clock.due_at), clock.index});
}

void check_notice_clocks(CaseRecord& state, std::uint32_t notice_no, Instant at, Faults& faults) {
  const NoticeRecord& notice = state.notices[notice_no - 1];
  Ruler ruler(state, notice, at);
  if (!notice.is_withdrawn) check_unstarted(state, notice_no, ruler, at, faults);
  for (ClockRecord& clock : state.clocks) {
    if (clock.notice_no != notice_no || !clock.is_open()) continue;
    if (notice.is_withdrawn) {
      if (clock.step != law::Step::preserve) tell_late(clock, "void: the notice was withdrawn", faults);
      continue;
    }
    if (!clock.duty_at) continue;
    const auto change = find_change(clock, notice.law.plan->duties[*clock.duty_at], ruler.rule(*clock.duty_at, true));
    if (change) tell_late(clock, render_clock(change->state, change->starts_at, change->due_at), faults);
  }
}

}  // namespace

Faults check_ended(const CaseRecord& state, const Entry& entry) {
  if (entry.clock_no < 1 || entry.clock_no > state.clocks.size()) return {};  // told when it is applied
  const ClockRecord& clock = state.clocks[entry.clock_no - 1];
  if (!clock.is_open()) {
    return {{"clock_end", "a clock that is over ended again", std::string(law::render(clock.state)),
             std::string(law::render(entry.clock_state)), std::nullopt}};
  }
  if (clock.notice_no == 0) return check_house_ended(state, clock, entry);
  const auto fault = judge_end(state, clock, entry);
  return fault ? Faults{*fault} : Faults{};
}

void note_entry(CommandFacts& facts, const CaseRecord& state, const Entry& entry) {
  switch (entry.type) {
    case EntryType::claimed:
    case EntryType::released:
    case EntryType::found_reachable:
    case EntryType::personal_erased:
    case EntryType::closed:
    case EntryType::escalated:
      return;
    default:
      facts.asks_law = true;
  }
  if (entry.type == EntryType::clock_ended) {
    // An older clock of the house may have served, and ended, in the very same command. One that lapsed served nothing
    // that was ordered after it.
    const ClockRecord& clock = state.clocks[entry.clock_no - 1];
    if (clock.duty == house_restore && entry.clock_state != law::ClockState::missed) facts.restored = false;
    if (clock.duty == house_order) facts.acts_on_defects = false;
  }
  if (entry.type == EntryType::appealed) facts.appealed = true;
  if (entry.type == EntryType::measure_ordered && gives_back(state, state.items[entry.item_nos.front() - 1])) {
    facts.restored = true;
  }
  const bool acts = entry.type == EntryType::notice_received && (entry.flags & flag_acted_on) != 0;
  if (acts && !entry.defects.empty()) facts.acts_on_defects = true;
}

Faults check_command(CaseRecord& state, const CommandFacts& facts) {
  Faults faults;
  if (facts.asks_law) {
    for (std::uint32_t no = 1; no <= state.notices.size(); ++no) {
      if (state.notices[no - 1].acted_on) check_notice_clocks(state, no, facts.at, faults);
    }
    auto of_house = check_house_command(state, facts);
    faults.insert(faults.end(), of_house.begin(), of_house.end());
  }
  for (ClockRecord& clock : state.clocks) {
    const bool has_lapsed = clock.state == ClockState::running && clock.due_at && *clock.due_at < facts.at;
    if (has_lapsed) tell_late(clock, "its end: it was due at " + render_due(clock.due_at), faults);
  }
  return faults;
}

}  // namespace redress::ledger
