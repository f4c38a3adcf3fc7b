// SPDX-License-Identifier: Apache-2.0
#include "ledger/case_record.hpp"

#include <algorithm>

namespace redress::ledger {
namespace {

using law::HappeningKind;

bool is_take_down(HappeningKind what) { return what == HappeningKind::restricted || what == HappeningKind::removed; }
bool is_take_down(MeasureKind kind) { return kind == MeasureKind::restrict || kind == MeasureKind::remove; }

const ItemRecord* copied_by(const CaseRecord& state, const ItemRecord& item) {
  const auto own_no = static_cast<std::size_t>(&item - state.items.data()) + 1;
  const bool follows = item.copied_no >= 1 && !item.needs_look && item.copied_no < own_no;
  return follows ? &state.items[item.copied_no - 1] : nullptr;
}

bool is_about(const CaseRecord& state, const DecisionRecord& decision, const ItemRecord& item) {
  for (const ItemRecord* one = &item; one != nullptr; one = copied_by(state, *one)) {
    const auto no = static_cast<std::uint32_t>(one - state.items.data()) + 1;
    if (std::binary_search(decision.item_nos.begin(), decision.item_nos.end(), no)) return true;
  }
  return false;
}

const DecisionRecord* find_decision_on(const CaseRecord& state, const ItemRecord& item) {
  for (auto decision = state.decisions.rbegin(); decision != state.decisions.rend(); ++decision) {
    if (!decision->is_reversed && is_about(state, *decision, item)) return &*decision;
  }
  return nullptr;
}

bool is_holding(const DecisionRecord& decision) { return !decision.is_reversed && decision.outcome != Outcome::reject; }

bool has_holding_decision(const CaseRecord& state) {
  return std::any_of(state.decisions.begin(), state.decisions.end(), is_holding);
}

bool waits_for_look(const CaseRecord& state, const ItemRecord& item) {
  return item.needs_look && find_decision_on(state, item) == nullptr;
}

bool is_turned_down(const CaseRecord& state, const ItemRecord& item, Instant received_at) {
  const DecisionRecord* decision = find_decision_on(state, item);
  return decision != nullptr && decision->outcome == Outcome::reject && decision->at >= received_at;
}

// What the decisions that stand ask for together: where something is taken down. Empty where nothing is.
law::Territory find_standing_reach(const CaseRecord& state, const ItemRecord& item) {
  law::Territory reach;
  bool labels = false;
  for (const DecisionRecord& decision : state.decisions) {
    if (!is_holding(decision) || !is_about(state, decision, item)) continue;
    reach = law::join(reach, decision.territory);
    labels = decision.outcome == Outcome::label;
  }
  return labels ? law::Territory{} : reach;
}

bool is_answered(const CaseRecord& state, const ItemRecord& item) {
  const DecisionRecord* decision = find_decision_on(state, item);
  if (decision == nullptr) return false;
  std::optional<law::Territory> reach;
  return std::all_of(state.notices.begin(), state.notices.end(), [&](const NoticeRecord& notice) {
    if (notice.is_withdrawn || !notice.acted_on || decision->at >= notice.received_at) return true;
    if (!reach) reach = find_standing_reach(state, item);
    const auto& asked = notice.view->facts.jurisdictions;
    const bool takes_down = !reach->is_empty();
    return takes_down &&
           std::all_of(asked.begin(), asked.end(), [&](const std::string& where) { return reach->covers(where); });
  });
}

bool is_all_answered(const CaseRecord& state) {
  return std::all_of(state.items.begin(), state.items.end(),
                     [&](const ItemRecord& item) { return waits_for_look(state, item) || is_answered(state, item); });
}

bool is_down(const CaseRecord& state, const ItemRecord& item, const law::Territory& territory) {
  if (!covers(item.held_in, territory)) return false;
  for (auto at = item.measures.rbegin(); at != item.measures.rend(); ++at) {
    const MeasureRecord& measure = state.measures[*at];
    if (!is_take_down(measure.kind)) return false;
    if (measure.acknowledged_at && covers(measure.territory, territory)) return true;
  }
  return false;
}

const MeasureRecord* find_active_measure(const CaseRecord& state, const ItemRecord& item) {
  for (auto at = item.measures.rbegin(); at != item.measures.rend(); ++at) {
    if (!state.measures[*at].is_superseded) return &state.measures[*at];
  }
  return nullptr;
}

void reopen_if_unanswered(CaseRecord& state) {
  if (state.phase == CasePhase::decided && (state.items.empty() || !is_all_answered(state))) {
    state.phase = CasePhase::open;
  }
}

void remember(CaseRecord& state, Instant at, HappeningKind what, std::optional<Instant> until = std::nullopt,
              const std::string& duty = "") {
  state.happenings.push_back(EntryHappening{law::Happening{at, what, until}, duty});
}

void remember_take_down(CaseRecord& state, Instant at) {
  if (!is_all_down(state, law::Territory{}, Instant{})) return;
  const bool removed = std::any_of(state.items.begin(), state.items.end(),
                                   [](const ItemRecord& item) { return item.held_as == MeasureKind::remove; });
  remember(state, at, removed ? HappeningKind::removed : HappeningKind::restricted);
}

Error unknown(std::string_view what, std::uint32_t no) {
  return Error{Code::invalid, "the case has no " + std::string(what) + " " + std::to_string(no)};
}
Error out_of_turn(std::string_view what, std::uint32_t no, std::size_t wanted) {
  return Error{Code::invalid,
               std::string(what) + " " + std::to_string(no) + " stands where " + std::to_string(wanted) + " belongs"};
}
template <class Record>
bool has_no(const std::vector<Record>& records, std::uint32_t no) {
  return no == 0 || no > records.size();
}

Result<law::Territory> territory_of(const Entry& entry) { return law::parse_territory(entry.countries); }

Status apply_notice(CaseRecord& state, const Entry& entry) {
  if (entry.notice_no != state.notices.size() + 1) {
    return out_of_turn("notice", entry.notice_no, state.notices.size() + 1);
  }
  NoticeRecord notice;
  notice.view = std::make_unique<const NoticeView>(view_notice(entry));
  notice.received_at = entry.received_at;
  notice.joined_at = entry.at;
  notice.acted_on = (entry.flags & flag_acted_on) != 0;
  state.notices.push_back(std::move(notice));
  if (!state.notices.back().acted_on) return Done{};
  reopen_if_unanswered(state);
  state.notices.back().was_answered = state.phase == CasePhase::decided && has_holding_decision(state);
  return Done{};
}

Status apply_items(CaseRecord& state, const Entry& entry) {
  for (std::size_t i = 0; i < entry.items.size(); ++i) {
    const std::size_t wanted = state.items.size() + i + 1;
    if (entry.items[i].no != wanted) return out_of_turn("item", entry.items[i].no, wanted);
  }
  bool any_named = false;
  for (const EntryItem& item : entry.items) {
    state.items.push_back(ItemRecord{item.copied_no, item.needs_look, std::nullopt, {}, {}});
    any_named = any_named || item.origin == ItemOrigin::named;
  }
  if (!any_named) return Done{};
  reopen_if_unanswered(state);
  const bool came_now = !state.notices.empty() && state.notices.back().joined_at == entry.at;
  if (came_now && state.phase == CasePhase::open) state.notices.back().was_answered = false;
  return Done{};
}

Status apply_measure(CaseRecord& state, const Entry& entry) {
  if (entry.measure_no != state.measures.size() + 1) {
    return out_of_turn("measure", entry.measure_no, state.measures.size() + 1);
  }
  if (has_no(state.items, entry.item_nos.front())) return unknown("item", entry.item_nos.front());
  if (entry.decision_no != 0 && has_no(state.decisions, entry.decision_no)) {
    return unknown("decision", entry.decision_no);
  }
  TRY_ASSIGN(law::Territory territory, territory_of(entry));
  ItemRecord& item = state.items[entry.item_nos.front() - 1];
  for (const auto earlier : item.measures) state.measures[earlier].is_superseded = true;
  item.measures.push_back(static_cast<std::uint32_t>(state.measures.size()));
  item.held_as = entry.measure_kind;
  item.held_in = entry.measure_kind == MeasureKind::restore ? law::Territory{} : territory;
  state.measures.push_back(MeasureRecord{entry.item_nos.front(), entry.measure_kind, std::move(territory),
                                         entry.decision_no, false, std::nullopt});
  return Done{};
}

Status apply_move(CaseRecord& state, const Entry& entry) {
  if (has_no(state.measures, entry.measure_no)) return unknown("measure", entry.measure_no);
  MeasureRecord& measure = state.measures[entry.measure_no - 1];
  measure.is_superseded = entry.measure_state == MeasureState::superseded;
  if (entry.measure_state >= MeasureState::acknowledged && !measure.acknowledged_at) measure.acknowledged_at = entry.at;
  if (measure.acknowledged_at != entry.at) return Done{};
  if (measure.kind == MeasureKind::restore) remember(state, entry.at, HappeningKind::restored);
  if (measure.kind == MeasureKind::label) remember(state, entry.at, HappeningKind::labelled);
  if (is_take_down(measure.kind)) remember_take_down(state, entry.at);
  return Done{};
}

Status apply_decision(CaseRecord& state, const Entry& entry) {
  if (entry.decision_no != state.decisions.size() + 1) {
    return out_of_turn("decision", entry.decision_no, state.decisions.size() + 1);
  }
  for (const auto no : entry.item_nos) {
    if (has_no(state.items, no)) return unknown("item", no);
  }
  TRY_ASSIGN(law::Territory territory, territory_of(entry));
  state.decisions.push_back(DecisionRecord{entry.outcome, std::move(territory), entry.item_nos, entry.at, false});
  if (entry.outcome == Outcome::reject) remember_take_down(state, entry.at);
  if (state.phase == CasePhase::open && !is_all_answered(state)) return Done{};
  state.phase = CasePhase::decided;
  remember(state, entry.at, HappeningKind::decided);
  remember(state, entry.at, HappeningKind::informed);
  if (!has_holding_decision(state)) remember(state, entry.at, HappeningKind::exited_on_merits);
  return Done{};
}

Status apply_appeal(CaseRecord& state, const Entry& entry) {
  if (entry.appeal_no != state.appeals.size() + 1) {
    return out_of_turn("appeal", entry.appeal_no, state.appeals.size() + 1);
  }
  if (has_no(state.decisions, entry.decision_no)) return unknown("decision", entry.decision_no);
  state.appeals.push_back(AppealRecord{});
  remember(state, entry.at, HappeningKind::appealed);
  if (entry.appeal_by == AppealBy::uploader) remember(state, entry.at, HappeningKind::contested);
  return Done{};
}

Status apply_started(CaseRecord& state, const Entry& entry, std::uint64_t index) {
  if (entry.clock_no != state.clocks.size() + 1) {
    return out_of_turn("clock", entry.clock_no, state.clocks.size() + 1);
  }
  ClockRecord clock;
  clock.index = index;
  clock.notice_no = entry.notice_no;
  clock.duty = entry.duty;
  clock.step = entry.step;
  clock.bearer = entry.bearer;
  clock.is_target = (entry.flags & flag_target) != 0;
  clock.began_at = clock.starts_at = entry.starts_at;
  clock.due_at = entry.due_at;
  state.clocks.push_back(std::move(clock));
  return Done{};
}

Status apply_clock(CaseRecord& state, const Entry& entry) {
  if (has_no(state.clocks, entry.clock_no)) return unknown("clock", entry.clock_no);
  ClockRecord& clock = state.clocks[entry.clock_no - 1];
  if (entry.type == EntryType::clock_moved) {
    clock.state = entry.clock_state;
    clock.starts_at = entry.starts_at;
    clock.due_at = entry.due_at;
  } else if (entry.type == EntryType::clock_ended) {
    clock.state = entry.clock_state;
    clock.ended_at = entry.at;
  }
  return Done{};
}

Status apply_question(CaseRecord& state, const Entry& entry) {
  const std::size_t next = state.clarifications.size() + 1;
  if (entry.clarification_no != next) return out_of_turn("clarification", entry.clarification_no, next);
  state.clarifications.push_back(false);
  remember(state, entry.at, HappeningKind::clarification_asked);
  return Done{};
}

Status apply_answer(CaseRecord& state, const Entry& entry) {
  if (has_no(state.clarifications, entry.clarification_no)) {
    return unknown("clarification", entry.clarification_no);
  }
  state.clarifications[entry.clarification_no - 1] = true;
  remember(state, entry.at, HappeningKind::clarification_given);
  return Done{};
}

Status apply_facts(CaseRecord& state, const Entry& entry) {
  switch (entry.type) {
    case EntryType::notice_received:
      return apply_notice(state, entry);
    case EntryType::notice_withdrawn:
      if (has_no(state.notices, entry.notice_no)) return unknown("notice", entry.notice_no);
      state.notices[entry.notice_no - 1].is_withdrawn = true;
      return Done{};
    case EntryType::items_added:
      return apply_items(state, entry);
    case EntryType::measure_ordered:
      return apply_measure(state, entry);
    case EntryType::measure_moved:
      return apply_move(state, entry);
    case EntryType::decided:
      return apply_decision(state, entry);
    case EntryType::decision_reversed:
      if (has_no(state.decisions, entry.decision_no)) return unknown("decision", entry.decision_no);
      state.decisions[entry.decision_no - 1].is_reversed = true;
      return Done{};
    case EntryType::clarification_asked:
      return apply_question(state, entry);
    case EntryType::clarification_given:
      return apply_answer(state, entry);
    case EntryType::extension_granted:
      remember(state, entry.at, HappeningKind::extension_granted, entry.until, entry.duty);
      return Done{};
    case EntryType::impossibility_declared:
      remember(state, entry.at, HappeningKind::impossible);
      return Done{};
    case EntryType::impossibility_ended:
      remember(state, entry.at, HappeningKind::possible_again);
      return Done{};
    case EntryType::appealed:
      return apply_appeal(state, entry);
    case EntryType::appeal_decided:
      if (has_no(state.appeals, entry.appeal_no)) return unknown("appeal", entry.appeal_no);
      state.appeals[entry.appeal_no - 1].is_pending = false;
      remember(state, entry.at, HappeningKind::appeal_decided);
      return Done{};
    default:
      return Done{};
  }
}

}  // namespace

Status apply(CaseRecord& state, const Entry& entry, std::uint64_t index) {
  switch (entry.type) {
    case EntryType::clock_started:
      return apply_started(state, entry, index);
    case EntryType::clock_moved:
    case EntryType::clock_ended:
    case EntryType::escalated:
    case EntryType::on_risk_applied:
      return apply_clock(state, entry);
    case EntryType::found_reachable:
      return has_no(state.measures, entry.measure_no) ? Status(unknown("measure", entry.measure_no)) : Status(Done{});
    case EntryType::claimed:
    case EntryType::released:
    case EntryType::personal_erased:
      return Done{};
    case EntryType::closed:
      state.phase = CasePhase::closed;
      return Done{};
    default:
      ++state.facts_version;
      return apply_facts(state, entry);
  }
}

bool covers(const law::Territory& wide, const law::Territory& narrow) {
  if (wide.worldwide) return true;
  if (narrow.worldwide) return false;
  return std::all_of(narrow.countries.begin(), narrow.countries.end(),
                     [&](const std::string& country) { return wide.covers(country); });
}

bool has_pending_appeal(const CaseRecord& state) {
  return std::any_of(state.appeals.begin(), state.appeals.end(),
                     [](const AppealRecord& one) { return one.is_pending; });
}

bool is_interim(const CaseRecord& state, const ItemRecord& item) {
  const MeasureRecord* active = find_active_measure(state, item);
  return active != nullptr && active->kind == MeasureKind::restrict && active->decision_no == 0;
}

bool was_taken_down(const CaseRecord& state) {
  return std::any_of(state.happenings.begin(), state.happenings.end(),
                     [](const EntryHappening& one) { return is_take_down(one.happening.what); });
}

bool is_all_down(const CaseRecord& state, const law::Territory& territory, Instant received_at) {
  bool any = false;
  for (const ItemRecord& item : state.items) {
    if (is_down(state, item, territory)) {
      any = true;
    } else if (!waits_for_look(state, item) && !is_turned_down(state, item, received_at)) {
      return false;
    }
  }
  return any;
}

bool is_turned_down_now(const CaseRecord& state, Instant received_at, Instant now) {
  if (state.decisions.empty()) return false;
  const DecisionRecord& newest = state.decisions.back();
  if (newest.outcome != Outcome::reject || newest.at != now) return false;
  return std::all_of(state.items.begin(), state.items.end(), [&](const ItemRecord& item) {
    return waits_for_look(state, item) || is_turned_down(state, item, received_at);
  });
}

}  // namespace redress::ledger
