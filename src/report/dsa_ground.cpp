// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_ground.hpp"

#include <algorithm>

#include "report/dsa_words.hpp"

namespace redress::report {
namespace {

bool is_of_area(const std::string& jurisdiction) {
  return jurisdiction == "EU" || is_eea(std::string_view(jurisdiction).substr(0, 2));
}

bool reaches_area(const law::Territory& territory) {
  const auto states = list_eea();
  return std::any_of(states.begin(), states.end(), [&](std::string_view state) {
    const auto is_part = [&](const std::string& code) { return code.size() > 2 && code.starts_with(state); };
    return territory.covers(state) || std::any_of(territory.countries.begin(), territory.countries.end(), is_part);
  });
}

bool is_order(const cases::Notice& notice) {
  return notice.facts.channel == law::Channel::court_order || notice.facts.channel == law::Channel::government_order;
}

const cases::Notice* find_notice(const cases::Case& state) {
  for (const cases::Notice& notice : state.notices) {
    if (notice.acted_on && !notice.is_withdrawn && !is_order(notice)) return &notice;
  }
  return nullptr;
}

const cases::CaseClock* find_duty_of(const cases::Case& state, const cases::Decision& decision) {
  for (const cases::CaseClock& clock : state.clocks) {
    if (clock.duty == decision.ground.duty) return is_of_area(clock.jurisdiction) ? &clock : nullptr;
  }
  return nullptr;
}

// Before anybody decided, the duty to take down is the ground: the one that acted, else one that asks for it. One that
// an order started is none.
const cases::CaseClock* find_interim_duty(const cases::Case& state) {
  const cases::CaseClock* asked = nullptr;
  for (const cases::CaseClock& clock : state.clocks) {
    const bool binds = clock.step == law::Step::take_down && clock.bearer == law::Bearer::provider &&
                       clock.state != law::ClockState::voided && is_of_area(clock.jurisdiction);
    if (!binds || clock.notice_no == 0) continue;
    if (is_order(state.notices.at(static_cast<std::size_t>(clock.notice_no) - 1))) continue;
    if (clock.on_risk_applied) return &clock;
    if (asked == nullptr) asked = &clock;
  }
  return asked;
}

}  // namespace

bool DsaGround::is_own() const {
  return item->facts.origin != cases::ItemOrigin::named || notice->facts.kind == cases::NoticeKind::match ||
         notice->facts.channel == law::Channel::own_detection;
}

bool DsaGround::is_detected() const {
  return item->facts.match.has_value() || item->facts.origin != cases::ItemOrigin::named ||
         notice->facts.kind == cases::NoticeKind::match;
}

std::optional<DsaGround> find_dsa_ground(const cases::Case& state, int measure_no) {
  if (measure_no < 1 || static_cast<std::size_t>(measure_no) > state.measures.size()) return std::nullopt;
  const cases::Measure& measure = state.measures[static_cast<std::size_t>(measure_no) - 1];
  if (find_visibility(measure.kind).empty() || !reaches_area(measure.territory)) return std::nullopt;
  DsaGround ground;
  ground.measure = &measure;
  ground.item = &state.items.at(static_cast<std::size_t>(measure.item_no) - 1);
  ground.notice = find_notice(state);
  if (ground.notice == nullptr) return std::nullopt;
  if (measure.decision_no == 0) {
    ground.duty = find_interim_duty(state);
    return ground.duty == nullptr ? std::nullopt : std::optional(ground);
  }
  ground.decision = &state.decisions.at(static_cast<std::size_t>(measure.decision_no) - 1);
  if (ground.decision->ground.kind == cases::GroundKind::contractual) return ground;
  ground.duty = find_duty_of(state, *ground.decision);
  return ground.duty == nullptr ? std::nullopt : std::optional(ground);
}

}  // namespace redress::report
