// SPDX-License-Identifier: Apache-2.0
#include "server/tally.hpp"

namespace redress::server {
namespace {

struct Count {
  Figures& figures;
  const engine::Engine& engine;
  const Id& case_id;

  void operator()(const cases::NoticeReceived& event) const {
    if (event.facts.kind != cases::NoticeKind::order) return;
    ++figures.orders;
    if (!event.defects.empty()) ++figures.orders_defective;
    if (event.acted_on) ++figures.orders_acted_on;
    for (const auto& defect : event.defects) ++figures.defects[defect.check];
  }
  void operator()(const cases::ClockStarted& event) const { ++figures.duties[event.clock.duty].started; }
  void operator()(const cases::ClockEnded& event) const {
    const auto loaded = engine.load_case(case_id);
    if (!loaded.ok()) return;
    const auto& clocks = loaded.value().clocks;
    if (event.clock_no < 1 || static_cast<std::size_t>(event.clock_no) > clocks.size()) return;
    auto& duty = figures.duties[clocks[static_cast<std::size_t>(event.clock_no) - 1].duty];
    if (event.state == law::ClockState::met) ++duty.met;
    if (event.state == law::ClockState::missed) ++duty.missed;
    if (event.state == law::ClockState::voided) ++duty.voided;
  }
  void operator()(const cases::OnRiskApplied&) const { ++figures.automatic; }
  void operator()(const cases::Decided&) const { ++figures.decisions; }
  void operator()(const cases::DecisionReversed&) const { ++figures.reversed; }
  void operator()(const cases::Appealed&) const { ++figures.appeals; }
  void operator()(const cases::AppealDecided& event) const {
    if (event.outcome == cases::AppealOutcome::upheld) ++figures.appeals_upheld;
  }
  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

Result<Figures> Tally::catch_up(const engine::Engine& engine) {
  return figures_.write([&](Figures& figures) -> Result<Figures> {
    TRY_ASSIGN(const auto records, engine.events().load_after(figures.position, record_count_max));
    for (const auto& record : records) {
      if (const auto* event = std::get_if<cases::Event>(&record.body)) {
        std::visit(Count{figures, engine, record.case_id}, event->body);
      }
      figures.position = record.position;
    }
    return figures;
  });
}

}  // namespace redress::server
