// SPDX-License-Identifier: Apache-2.0
#include "simulation/invariants.hpp"

#include <algorithm>

#include "simulation/fairness.hpp"

namespace redress::simulation {
namespace {

using namespace cases;

bool is_over(law::ClockState state) { return state != law::ClockState::running && state != law::ClockState::paused; }

std::string check_time(const Step& step) {
  Instant last = step.before.last_at;
  for (const Event& event : step.events) {
    if (event.at < last) return "time in the case ran backwards";
    last = event.at;
  }
  return "";
}

template <class Numbered>
bool is_counted(const std::vector<Numbered>& before, const std::vector<Numbered>& after) {
  if (after.size() < before.size()) return false;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].no != static_cast<int>(i) + 1) return false;
  }
  return true;
}

std::string check_numbers(const Step& step) {
  const bool counted =
      is_counted(step.before.notices, step.after.notices) && is_counted(step.before.items, step.after.items) &&
      is_counted(step.before.clocks, step.after.clocks) && is_counted(step.before.measures, step.after.measures) &&
      is_counted(step.before.decisions, step.after.decisions) && is_counted(step.before.appeals, step.after.appeals);
  return counted ? "" : "a number was used twice or left out";
}

// Who may move a deadline to a later instant, and for which clock: the fourth rule of fairness.
bool may_move_later(const Command& command, const CaseClock& clock) {
  if (const auto* extension = std::get_if<GrantExtension>(&command)) return clock.duty == extension->duty;
  // The time to object runs from the newest decision.
  const bool decides = std::holds_alternative<Decide>(command) || std::holds_alternative<Second>(command) ||
                       std::holds_alternative<DecideAppeal>(command) || std::holds_alternative<LookAgain>(command);
  if (decides && clock.step == law::Step::other) return true;
  const bool restarts =
      std::holds_alternative<AskClarification>(command) || std::holds_alternative<GiveClarification>(command) ||
      std::holds_alternative<DeclareImpossible>(command) || std::holds_alternative<DeclarePossible>(command);
  return restarts && clock.duty == "EU-TCO-1H";
}

std::string check_deadlines(const Step& step) {
  for (std::size_t i = 0; i < step.before.clocks.size(); ++i) {
    const CaseClock& was = step.before.clocks[i];
    const CaseClock& is = step.after.clocks[i];
    const bool later = was.due_at && (!is.due_at || *is.due_at > *was.due_at);
    if (!later) continue;
    const bool said = std::any_of(step.events.begin(), step.events.end(), [&](const Event& event) {
      const auto* moved = std::get_if<ClockMoved>(&event.body);
      return moved != nullptr && moved->clock_no == is.no && !moved->reason.empty();
    });
    if (!said) return "the deadline of " + is.duty + " moved later and no event says why";
    if (!may_move_later(step.command, is)) {
      return "the deadline of " + is.duty + " moved later without a cause in law, from " + render_instant(*was.due_at) +
             " to " + (is.due_at ? render_instant(*is.due_at) : "none") + ", by command " +
             std::to_string(step.command.index());
    }
  }
  return "";
}

std::string check_ended_clocks(const Step& step) {
  for (std::size_t i = 0; i < step.before.clocks.size(); ++i) {
    const CaseClock& was = step.before.clocks[i];
    if (is_over(was.state) && !(was == step.after.clocks[i])) return "the ended clock " + was.duty + " changed";
  }
  return "";
}

// A clock with a fail-safe is not missed in an open case before the fail-safe has acted.
std::string check_fail_safe(const Step& step) {
  Case state = step.before;
  for (const Event& event : step.events) {
    const auto* ended = std::get_if<ClockEnded>(&event.body);
    if (ended != nullptr && ended->state == law::ClockState::missed && state.phase == Phase::open) {
      const CaseClock& clock = state.clocks[static_cast<std::size_t>(ended->clock_no) - 1];
      if (clock.on_risk == law::OnRisk::restrict && clock.step == law::Step::take_down && !clock.on_risk_applied) {
        return clock.duty + " was missed and its fail-safe never acted";
      }
    }
    state = apply(std::move(state), event);
  }
  return "";
}

law::Territory widest_interim(const Case& state) {
  law::Territory widest;
  for (const CaseClock& clock : state.clocks) widest = law::join(widest, territory_of(clock));
  for (const Decision& decision : state.decisions) widest = law::join(widest, decision.territory);
  return widest;
}

std::string check_order(const Case& after, const MeasureOrdered& ordered) {
  const Item& item = after.items[static_cast<std::size_t>(ordered.item_no) - 1];
  if (ordered.kind == MeasureKind::restore) {
    const bool clocked = std::any_of(after.clocks.begin(), after.clocks.end(),
                                     [](const CaseClock& clock) { return clock.duty == house_restore; });
    return clocked ? "" : "a restoration was ordered and no clock runs for it";
  }
  if (ordered.decision_no == 0) {
    if (ordered.kind != MeasureKind::restrict)
      return "something other than a restriction was ordered before a decision";
    if (!covers(widest_interim(after), ordered.territory)) return "an interim measure goes further than its duties";
    if (ordered.automatic && waits_for_look(after, item)) return "a near match was held automatically";
    return "";
  }
  const Decision& decision = after.decisions[static_cast<std::size_t>(ordered.decision_no) - 1];
  if (decision.outcome == Outcome::reject) return "a rejection ordered a measure";
  if (decision.reasons.empty() || decision.facts.empty() || decision.ground.provision.empty()) {
    return "a measure was ordered without reasons";
  }
  return is_about(after, decision, item) ? "" : "a measure was ordered by a decision that does not speak of the item";
}

std::string check_measures(const Step& step) {
  for (const Event& event : step.events) {
    const auto* ordered = std::get_if<MeasureOrdered>(&event.body);
    if (ordered == nullptr) continue;
    if (auto broken = check_order(step.after, *ordered); !broken.empty()) return broken;
  }
  for (std::size_t i = 0; i < step.before.measures.size(); ++i) {
    if (step.after.measures[i].state < step.before.measures[i].state) return "a measure moved backwards";
  }
  return "";
}

std::string check_items(const Step& step) {
  bool any_interim = false;
  for (const Item& item : step.after.items) {
    const Measure* active = find_active_measure(step.after, item.no);
    const bool held = item.status == ItemStatus::restricted || item.status == ItemStatus::removed ||
                      item.status == ItemStatus::labelled;
    if (held && active == nullptr) return "an item is held and no measure says so";
    if (held && active->decision_no == 0 && active->kind != MeasureKind::restrict) return "an item is held by nobody";
    if (held && active->decision_no != 0 && !find_standing_hold(step.after, item)) {
      return "item " + std::to_string(item.no) + " is held by decision " + std::to_string(active->decision_no) +
             ", which was taken back or does not speak of it, after command " + std::to_string(step.command.index());
    }
    if (item.held_in.is_empty() == held) return "an item's territory does not fit its status";
    any_interim = any_interim || is_interim(step.after, item);
  }
  const bool reviewed = std::any_of(step.after.clocks.begin(), step.after.clocks.end(), [](const CaseClock& clock) {
    return clock.duty == house_review && clock.state == law::ClockState::running;
  });
  return any_interim && !reviewed ? "an interim restriction has no review clock" : "";
}

std::string check_looks(const Step& step) {
  for (const Decision& decision : step.after.decisions) {
    if (!decision.look) continue;
    const bool own = decision.look->by == decision.by || decision.look->by == decision.proposed_by;
    if (own) return "somebody looked again at their own decision";
    if (!decision.picked_of) return "somebody looked again at a decision that chance had not picked";
    if (!decision.look->agrees && !decision.is_reversed) return "a second look disagreed and the decision stands";
  }
  return "";
}

}  // namespace

std::string find_broken(const Step& step) {
  for (const auto check :
       {check_time, check_numbers, check_deadlines, check_ended_clocks, check_fail_safe, check_measures, check_items,
        check_looks, check_other_eyes, check_reviewed, check_held, check_put_back}) {
    if (auto broken = check(step); !broken.empty()) return broken;
  }
  // One step in sixteen: writing letters takes longer than all else here together.
  return step.after.event_count % 16 == 0 ? check_silence(step) : "";
}

std::string find_livelock(const Case& after_tick, const Policy& policy, Instant now) {
  const auto wake = find_next_wake(after_tick, policy);
  if (!wake || *wake > std::max(now, after_tick.last_at)) return "";
  return "after a tick at " + render_instant(now) + " the case wants another one at " + render_instant(*wake);
}

}  // namespace redress::simulation
