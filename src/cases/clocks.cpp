// SPDX-License-Identifier: Apache-2.0
#include "cases/clocks.hpp"

#include <algorithm>
#include <optional>

namespace redress::cases {
namespace {

using law::ClockState;
using law::HappeningKind;

bool is_take_down(HappeningKind what) { return what == HappeningKind::restricted || what == HappeningKind::removed; }

// Which of a case's happenings the law is told of, besides those that every notice shares.
struct Telling {
  std::string_view extended_duty;  // an extension is told only to the duty it was granted for
  bool taken_down = true;          // false where nothing is down, or not where the duty wants it
};

// What happened in the case, as seen from one notice. A take-down counts for a notice that came after it, from the
// instant that notice was received.
std::vector<law::Happening> happenings_for(const Case& state, const Notice& notice, const Telling& telling) {
  std::vector<law::Happening> then;
  std::optional<law::Happening> taken_down;
  for (const CaseHappening& one : state.happenings) {
    if (one.happening.what == HappeningKind::extension_granted && one.duty != telling.extended_duty) continue;
    if (is_take_down(one.happening.what)) {
      taken_down = one.happening;
    } else if (one.happening.at >= notice.received_at) {
      then.push_back(one.happening);
    }
  }
  if (taken_down && telling.taken_down) {
    taken_down->at = std::max(taken_down->at, notice.received_at);
    then.push_back(*taken_down);
  }
  // A notice about what is held by a standing decision is answered by that decision.
  if (notice.was_answered) {
    then.push_back(law::Happening{notice.received_at, HappeningKind::decided, std::nullopt});
    then.push_back(law::Happening{notice.received_at, HappeningKind::informed, std::nullopt});
  }
  // The receipt is the acknowledgement: it is given in the same answer, after the notice is durable.
  then.push_back(law::Happening{notice.received_at, HappeningKind::acknowledged, std::nullopt});
  std::stable_sort(then.begin(), then.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return then;
}

law::Facts facts_for(const Case& state, const Notice& notice, const Telling& telling) {
  law::Facts facts;
  facts.channel = notice.facts.channel;
  facts.complainant = notice.facts.complainant;
  facts.harm = notice.facts.harm;
  facts.limbs = notice.facts.limbs;
  facts.jurisdictions = notice.facts.jurisdictions;
  facts.sent_at = notice.facts.sent_at;
  facts.entered_at = notice.facts.entered_at;
  facts.retrieved_at = notice.facts.retrieved_at;
  facts.medium = notice.facts.medium;
  facts.order = notice.facts.order;
  facts.then = happenings_for(state, notice, telling);
  return facts;
}

const CaseClock* find_clock(const Case& state, int notice_no, std::string_view duty) {
  for (const CaseClock& clock : state.clocks) {
    if (clock.notice_no == notice_no && clock.duty == duty) return &clock;
  }
  return nullptr;
}

law::Territory reach_of(const law::DutyFinding& finding) {
  if (!finding.territory.is_empty()) return finding.territory;
  law::Territory own;
  own.countries.push_back(finding.jurisdiction);
  return own;
}

bool was_taken_down(const Case& state) {
  return std::any_of(state.happenings.begin(), state.happenings.end(),
                     [](const CaseHappening& one) { return is_take_down(one.happening.what); });
}

// A take-down ends a duty only where it holds as far as that duty reaches. A clock that a take-down started goes on
// when what was down is back: the evidence is still to be kept, and the uploader is still to be told.
law::Evaluation evaluate_notice(const Case& state, const Policy& policy, const Notice& notice,
                                std::string_view extended_duty, Instant now) {
  auto evaluation = law::evaluate(*policy.rulebook, facts_for(state, notice, {extended_duty, true}), now);
  if (!was_taken_down(state)) return evaluation;
  std::optional<law::Evaluation> still_up;
  for (std::size_t i = 0; i < evaluation.duties.size(); ++i) {
    law::DutyFinding& finding = evaluation.duties[i];
    if (!finding.triggered || is_all_down(state, reach_of(finding), notice.received_at)) continue;
    if (!still_up) {
      still_up = law::evaluate(*policy.rulebook, facts_for(state, notice, {extended_duty, false}), now);
    }
    const law::DutyFinding& without = still_up->duties[i];
    if (without.triggered || find_clock(state, notice.no, finding.id) == nullptr) finding = without;
  }
  return evaluation;
}

// Each extended duty is asked about with its own extensions and nobody else's.
law::Evaluation find_duties(const Case& state, const Policy& policy, const Notice& notice, Instant now) {
  auto evaluation = evaluate_notice(state, policy, notice, "", now);
  for (const CaseHappening& one : state.happenings) {
    if (one.happening.what != HappeningKind::extension_granted) continue;
    const auto extended = evaluate_notice(state, policy, notice, one.duty, now);
    for (std::size_t i = 0; i < evaluation.duties.size(); ++i) {
      if (evaluation.duties[i].id == one.duty) evaluation.duties[i] = extended.duties[i];
    }
  }
  return evaluation;
}

ClockState settle(const law::DutyFinding& finding) {
  if (finding.state != ClockState::missed) return finding.state;
  if (finding.step == law::Step::preserve) return ClockState::met;            // kept for the whole term
  if (finding.bearer == law::Bearer::complainant) return ClockState::voided;  // a window that closed unused
  return ClockState::missed;
}

bool is_over(ClockState state) { return state != ClockState::running && state != ClockState::paused; }

void start_clock(Draft& draft, const Notice& notice, const law::Evaluation& evaluation,
                 const law::DutyFinding& finding) {
  CaseClock clock;
  clock.notice_no = notice.no;
  clock.duty = finding.id;
  clock.jurisdiction = finding.jurisdiction;
  clock.provision = finding.provision;
  clock.step = finding.step;
  clock.bearer = finding.bearer;
  clock.on_risk = finding.on_risk;
  clock.territory = finding.territory;
  clock.starts_at = finding.starts_at.value_or(notice.received_at);
  clock.due_at = finding.due_at;
  clock.is_target = finding.is_target;
  const auto pack = evaluation.packs.find(finding.jurisdiction);
  if (pack != evaluation.packs.end()) clock.pack_sha256 = pack->second;
  clock.tz_version = evaluation.tz_version;
  draft.add_by_system(ClockStarted{std::move(clock), finding.reason});
}

void sync_clock(Draft& draft, const Notice& notice, const law::Evaluation& evaluation,
                const law::DutyFinding& finding) {
  const CaseClock* clock = find_clock(draft.state, notice.no, finding.id);
  if (clock == nullptr) {
    if (!finding.triggered) return;
    start_clock(draft, notice, evaluation, finding);
    // A clock that is over before anybody saw the notice still has its fail-safe: the tick that ends this command acts.
    if (finding.state == ClockState::missed && finding.on_risk == law::OnRisk::restrict) return;
    clock = find_clock(draft.state, notice.no, finding.id);
  }
  if (is_over(clock->state)) return;
  const ClockState now_is = finding.triggered ? settle(finding) : ClockState::voided;
  const int no = clock->no;
  if (is_over(now_is)) {
    draft.add_by_system(ClockEnded{no, now_is, finding.reason});
    return;
  }
  const Instant starts_at = finding.starts_at.value_or(clock->starts_at);
  // What happens a second time gives no more time for what the first started; only a right to object runs anew.
  const bool starts_over = clock->state == ClockState::running && starts_at > clock->starts_at;
  if (starts_over && finding.step != law::Step::other) return;
  if (clock->state == now_is && clock->starts_at == starts_at && clock->due_at == finding.due_at) return;
  draft.add_by_system(ClockMoved{no, now_is, starts_at, finding.due_at, finding.reason});
}

// What was kept as evidence stays kept: withdrawing a notice does not give back what the law lets an authority ask for.
void void_withdrawn(Draft& draft, int notice_no) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    if (clock.notice_no != notice_no || is_over(clock.state) || clock.step == law::Step::preserve) continue;
    draft.add_by_system(ClockEnded{clock.no, ClockState::voided, "the notice was withdrawn"});
  }
}

bool runs(const Case& state, std::string_view house_duty) {
  return std::any_of(state.clocks.begin(), state.clocks.end(), [&](const CaseClock& clock) {
    return clock.duty == house_duty && clock.state == ClockState::running;
  });
}

// The house's own clocks follow the facts as the law's do.
void settle_house_clocks(Draft& draft) {
  const Case& state = draft.state;
  const bool restoring = std::any_of(state.items.begin(), state.items.end(),
                                     [&](const Item& item) { return waits_for_restore(state, item); });
  if (runs(state, house_restore) && !restoring) {
    end_house_clock(draft, house_restore, ClockState::voided, "what was to be put back is held again");
  }
  if (!runs(state, house_order)) return;
  const auto acts_on_defects = [](const Notice& notice) {
    return notice.acted_on && !notice.is_withdrawn && !notice.defects.empty();
  };
  if (std::none_of(state.notices.begin(), state.notices.end(), acts_on_defects)) {
    end_house_clock(draft, house_order, ClockState::voided, "the order was withdrawn");
  } else if (is_all_down(state, law::Territory{}, Instant{})) {
    end_house_clock(draft, house_order, ClockState::met, "what the order names is down");
  }
}

}  // namespace

void sync_clocks(Draft& draft) {
  for (std::size_t i = 0; i < draft.state.notices.size(); ++i) {
    const Notice notice = draft.state.notices[i];
    if (notice.is_withdrawn) {
      void_withdrawn(draft, notice.no);
      continue;
    }
    if (!notice.acted_on) continue;
    const auto evaluation = find_duties(draft.state, draft.policy, notice, draft.now);
    for (const law::DutyFinding& finding : evaluation.duties) sync_clock(draft, notice, evaluation, finding);
  }
  settle_house_clocks(draft);
}

std::string explain_duty(const Case& state, const Policy& policy, std::string_view duty, Instant now) {
  for (const Notice& notice : state.notices) {
    for (const auto& finding : find_duties(state, policy, notice, now).duties) {
      if (finding.id == duty && finding.triggered) return finding.reason;
    }
  }
  return "no notice of this case started it";
}

void start_house_clock(Draft& draft, std::string_view duty, law::Step step, std::chrono::milliseconds length,
                       std::string_view reason) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& running = draft.state.clocks[i];
    if (running.duty != duty || running.state != ClockState::running) continue;
    if (!running.due_at || *running.due_at >= draft.now) return;
    // Over, though no tick has said so yet: what begins now gets its own time, or it would have none.
    draft.add_by_system(ClockEnded{running.no, ClockState::missed, "not done in time"});
  }
  CaseClock clock;
  clock.duty = std::string(duty);
  clock.provision = "house rule";
  clock.step = step;
  clock.starts_at = draft.now;
  clock.due_at = draft.now + length;
  draft.add_by_system(ClockStarted{std::move(clock), std::string(reason)});
}

void end_house_clock(Draft& draft, std::string_view duty, law::ClockState state, std::string_view reason) {
  for (std::size_t i = 0; i < draft.state.clocks.size(); ++i) {
    const CaseClock& clock = draft.state.clocks[i];
    if (clock.duty != duty || clock.state != ClockState::running) continue;
    const bool late = state == ClockState::met && clock.due_at && draft.now > *clock.due_at;
    draft.add_by_system(ClockEnded{clock.no, late ? ClockState::missed : state, std::string(reason)});
  }
}

std::chrono::milliseconds house_clock_length(const Case& state, const Policy& policy) {
  std::chrono::milliseconds length = policy.house_clock_max;
  for (const CaseClock& clock : state.clocks) {
    const bool removes =
        clock.step == law::Step::take_down && clock.bearer == law::Bearer::provider && !clock.is_target;
    if (removes && clock.due_at) length = std::min(length, *clock.due_at - clock.starts_at);
  }
  return length;
}

}  // namespace redress::cases
