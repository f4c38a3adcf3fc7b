// SPDX-License-Identifier: Apache-2.0
#include "simulation/fairness.hpp"

#include <algorithm>
#include <set>

namespace redress::simulation {
namespace {

using namespace cases;

using Names = std::set<std::string>;
using Items = std::set<int>;

Names makers_of(const Decision& decision) {
  Names names{decision.by, decision.proposed_by};
  names.erase("");
  return names;
}

bool meet(const auto& a, const auto& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.count(one) > 0; });
}

// The items a decision names, and the copies that follow any of them: an item comes after what it copies.
Items items_of(const Case& state, const Decision& decision) {
  Items items(decision.item_nos.begin(), decision.item_nos.end());
  for (const Item& item : state.items) {
    const auto& match = item.facts.match;
    if (match && !match->needs_look && match->item_no < item.no && items.count(match->item_no) > 0) {
      items.insert(item.no);
    }
  }
  return items;
}

bool is_reviewed(const Case& state, const Decision& decision) {
  if (decision.is_reversed && makers_of(decision).count(decision.reversed_by) == 0) return true;
  return std::any_of(state.appeals.begin(), state.appeals.end(), [&](const CaseAppeal& appeal) {
    return appeal.decision_no == decision.no && appeal.outcome != AppealOutcome::rejected;
  });
}

// Who has had their say on these items, and is or was corrected in it.
Names heard_on(const Case& state, const Items& items) {
  Names names;
  for (const Decision& decision : state.decisions) {
    if (is_reviewed(state, decision) && meet(items_of(state, decision), items)) names.merge(makers_of(decision));
  }
  return names;
}

bool is_recused(const Case& state, const std::string& name) {
  return std::find(state.recused.begin(), state.recused.end(), name) != state.recused.end();
}

std::string check_new_decision(const Step& step, const Decision& decision) {
  if (decision.by == decision.proposed_by) return "somebody seconded their own proposal";
  const Names makers = makers_of(decision);
  for (const std::string& name : makers) {
    if (is_recused(step.before, name)) return name + " decided in spite of a conflict of interest";
  }
  const Items items(decision.item_nos.begin(), decision.item_nos.end());
  return meet(makers, heard_on(step.before, items)) ? "somebody decided anew what was reviewed against them" : "";
}

std::string check_judge(const Step& step, const Event& event, const AppealDecided& body) {
  const CaseAppeal& appeal = step.after.appeals[static_cast<std::size_t>(body.appeal_no) - 1];
  const Decision& against = step.after.decisions[static_cast<std::size_t>(appeal.decision_no) - 1];
  const std::string& judge = event.by.name;
  if (appeal.decided_by != judge) return "an appeal was decided in another's name";
  if (makers_of(against).count(judge) > 0) return "somebody decided an appeal against their own decision";
  if (is_recused(step.before, judge)) return "somebody decided an appeal in spite of a conflict of interest";
  const bool heard = heard_on(step.before, items_of(step.before, against)).count(judge) > 0;
  return heard ? "somebody decided an appeal about what they had decided before" : "";
}

std::string check_taken_back(const Step& step, const Event& event, const DecisionReversed& body) {
  const Decision& decision = step.after.decisions[static_cast<std::size_t>(body.decision_no) - 1];
  const bool was_confirmed =
      std::any_of(step.before.appeals.begin(), step.before.appeals.end(), [&](const CaseAppeal& appeal) {
        return appeal.decision_no == decision.no && appeal.outcome == AppealOutcome::rejected;
      });
  const bool own = makers_of(decision).count(event.by.name) > 0;
  return was_confirmed && own ? "somebody took back alone what another had confirmed on appeal" : "";
}

Instant now_of(const Step& step) { return std::max(step.now, step.after.last_at); }

const CaseClock* find_running(const Case& state, std::string_view duty) {
  const auto found = std::find_if(state.clocks.begin(), state.clocks.end(), [&](const CaseClock& clock) {
    return clock.notice_no == 0 && clock.duty == duty && clock.state == law::ClockState::running;
  });
  return found == state.clocks.end() ? nullptr : &*found;
}

// The measures of an item, in their order.
std::vector<const Measure*> measures_of(const Case& state, const Item& item) {
  std::vector<const Measure*> measures;
  for (const Measure& one : state.measures) {
    if (one.item_no == item.no) measures.push_back(&one);
  }
  return measures;
}

bool is_unreviewed(const Measure& measure) { return measure.kind == MeasureKind::restrict && measure.decision_no == 0; }
bool is_held(const Item& item) { return item.status != ItemStatus::live && item.status != ItemStatus::restored; }
bool is_down(const Item& item) { return item.status == ItemStatus::restricted || item.status == ItemStatus::removed; }

// Since when an item has been held without any decision; nothing where a decision holds it or nobody does.
std::optional<Instant> unreviewed_since(const Case& state, const Item& item) {
  const auto measures = measures_of(state, item);
  std::optional<Instant> since;
  for (auto one = measures.rbegin(); one != measures.rend() && is_unreviewed(**one); ++one) since = (*one)->ordered_at;
  return since;
}

struct Asked {
  law::Territory territory;
  bool any = false;
  bool takes_down = false;
};

Asked asked_of(const Case& state, const Item& item) {
  Asked asked;
  for (const Decision& decision : state.decisions) {
    if (decision.is_reversed || decision.outcome == Outcome::reject) continue;
    if (items_of(state, decision).count(item.no) == 0) continue;
    asked.territory = law::join(asked.territory, decision.territory);
    asked.any = true;
    asked.takes_down = asked.takes_down || decision.outcome != Outcome::label;
  }
  return asked;
}

law::Territory duties_of(const Case& state) {
  law::Territory wanted;
  for (const CaseClock& clock : state.clocks) {
    if (clock.step == law::Step::take_down) wanted = law::join(wanted, territory_of(clock));
  }
  return wanted;
}

bool is_same(const law::Territory& a, const law::Territory& b) { return covers(a, b) && covers(b, a); }

std::string name_of(const Item& item) { return "item " + std::to_string(item.no); }

std::string check_holding(const Step& step, const Item& item) {
  const Asked asked = asked_of(step.after, item);
  if (!covers(item.held_in, asked.territory)) return name_of(item) + " is up where a decision that stands holds it";
  if (!is_held(item)) return asked.any ? name_of(item) + " is up although a decision that stands holds it" : "";
  if (unreviewed_since(step.after, item)) {
    const law::Territory widest = law::join(asked.territory, duties_of(step.after));
    return covers(widest, item.held_in) ? "" : name_of(item) + " is held before any decision where no duty asks for it";
  }
  if (!asked.any) return name_of(item) + " is still held on a ground that has fallen";
  if (asked.takes_down != is_down(item)) return name_of(item) + " is held otherwise than was decided";
  return is_same(asked.territory, item.held_in) ? "" : name_of(item) + " is still held where its ground has fallen";
}

bool gave_back(const Item& before, const Item& after) {
  if (!is_held(before)) return false;
  return !is_held(after) || (is_down(before) && !is_down(after)) || !covers(after.held_in, before.held_in);
}

}  // namespace

std::string check_other_eyes(const Step& step) {
  for (std::size_t i = step.before.decisions.size(); i < step.after.decisions.size(); ++i) {
    if (auto broken = check_new_decision(step, step.after.decisions[i]); !broken.empty()) return broken;
  }
  const bool judged = std::any_of(step.events.begin(), step.events.end(),
                                  [](const Event& event) { return std::holds_alternative<AppealDecided>(event.body); });
  for (const Event& event : step.events) {
    std::string broken;
    if (const auto* body = std::get_if<AppealDecided>(&event.body)) broken = check_judge(step, event, *body);
    const auto* taken_back = std::get_if<DecisionReversed>(&event.body);
    if (taken_back != nullptr && !judged) broken = check_taken_back(step, event, *taken_back);
    if (!broken.empty()) return broken;
  }
  return "";
}

std::string check_reviewed(const Step& step) {
  const CaseClock* clock = find_running(step.after, house_review);
  for (const Item& item : step.after.items) {
    const auto since = unreviewed_since(step.after, item);
    if (!since) continue;
    if (clock == nullptr || !clock->due_at) return name_of(item) + " is held before any decision and no clock runs";
    if (*clock->due_at <= now_of(step)) return name_of(item) + " is held unreviewed past its clock";
    if (*clock->due_at > *since + step.policy.interim_review) {
      return name_of(item) + " is held unreviewed for longer than the house allows itself";
    }
  }
  return "";
}

std::string check_held(const Step& step) {
  for (const Item& item : step.after.items) {
    if (auto broken = check_holding(step, item); !broken.empty()) return broken;
  }
  for (std::size_t i = 0; i < step.before.items.size(); ++i) {
    const Item& before = step.before.items[i];
    const Measure* newest = find_active_measure(step.after, before.no);
    const bool is_put_back = is_held(before) && newest != nullptr && newest->kind == MeasureKind::restore;
    if (is_put_back && !covers(newest->territory, before.held_in)) {
      return name_of(before) + " is put back in fewer places than it was held";
    }
  }
  return "";
}

std::string check_put_back(const Step& step) {
  const CaseClock* clock = find_running(step.after, house_restore);
  for (std::size_t i = 0; i < step.before.items.size(); ++i) {
    if (!gave_back(step.before.items[i], step.after.items[i])) continue;
    const Measure* newest = find_active_measure(step.after, step.after.items[i].no);
    if (newest != nullptr && newest->acknowledged_at) continue;  // done within the step: its clock is met already
    const std::string name = name_of(step.after.items[i]);
    if (clock == nullptr || !clock->due_at) return name + " is given back and no clock runs for it";
    if (*clock->due_at < now_of(step)) return name + " is given back by a clock that is over";
    if (*clock->due_at - clock->starts_at > step.policy.house_clock_max) return name + " is given back too slowly";
  }
  for (const Item& item : step.after.items) {
    const Measure* newest = find_active_measure(step.after, item.no);
    if (newest == nullptr || newest->kind != MeasureKind::restore || newest->acknowledged_at) continue;
    const bool clocked = std::any_of(step.after.clocks.begin(), step.after.clocks.end(), [&](const CaseClock& one) {
      return one.duty == house_restore && (!one.ended_at || *one.ended_at >= newest->ordered_at);
    });
    if (!clocked) return name_of(item) + " waits to be put back and has had no clock since that was ordered";
  }
  return "";
}

}  // namespace redress::simulation
