// SPDX-License-Identifier: Apache-2.0
#include "server/tally.hpp"

#include "cases/decide.hpp"

namespace redress::server {
namespace {

void count_duty(std::map<std::string, DutyCount>& duties, const cases::Case& before, const cases::EventBody& body) {
  if (const auto* started = std::get_if<cases::ClockStarted>(&body)) ++duties[started->clock.duty].started;
  const auto* ended = std::get_if<cases::ClockEnded>(&body);
  if (ended == nullptr) return;
  auto& duty = duties[before.clocks.at(static_cast<std::size_t>(ended->clock_no) - 1).duty];
  if (ended->state == law::ClockState::met) ++duty.met;
  if (ended->state == law::ClockState::missed) ++duty.missed;
  if (ended->state == law::ClockState::voided) ++duty.voided;
}

// The case as it was before this record.
Result<cases::Case> load_before(const engine::Engine& engine, const store::Record& record) {
  cases::Case state;
  if (record.case_seq <= 1) return state;
  TRY_ASSIGN(const auto earlier, engine.events().load_case(record.case_id));
  for (const auto& one : earlier) {
    if (one.case_seq >= record.case_seq) break;
    state = cases::apply(std::move(state), std::get<cases::Event>(one.body));
  }
  return state;
}

}  // namespace

Status Tally::count_new(Counted& counted, const engine::Engine& engine) {
  TRY_ASSIGN(const auto records, engine.events().load_after(counted.position, record_count_max));
  std::map<Id, cases::Case> states;
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event != nullptr) {
      if (!states.contains(record.case_id)) {
        TRY_ASSIGN(states[record.case_id], load_before(engine, record));
      }
      auto& state = states[record.case_id];
      count_duty(counted.duties, state, event->body);
      counted.fairness.add(state, *event);
      state = cases::apply(std::move(state), *event);
    }
    counted.position = record.position;
  }
  return Done{};
}

Result<Figures> Tally::catch_up(const engine::Engine& engine, std::optional<int> month) {
  return counted_.write([&](Counted& counted) -> Result<Figures> {
    TRY(count_new(counted, engine));
    Figures figures{counted.position, counted.duties, counted.fairness.sum(month), {}};
    for (const auto& [at, one] : counted.fairness.months()) figures.months.emplace(at, one.all);
    return figures;
  });
}

}  // namespace redress::server
