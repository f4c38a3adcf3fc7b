// SPDX-License-Identifier: Apache-2.0
// server/timeline.cpp — the events of a case as sentences, in order.
#include "server/view.hpp"

namespace redress::server {
namespace {

struct Line {
  std::string key;
  report::Arguments arguments;
  bool for_staff_only = false;
};

// One line an event. It names measures and clocks by what they are about, so that "confirmed" says what was confirmed.
struct Tell {
  const Telling& telling;
  const cases::Case& state;

  [[nodiscard]] std::string clock_name(int no) const {
    const auto at = static_cast<std::size_t>(no) - 1;
    return no >= 1 && at < state.clocks.size() ? tell_clock(telling, state.clocks[at]) : std::string();
  }
  [[nodiscard]] std::string item_name(int no) const { return telling.say("tl.item", {{"no", std::to_string(no)}}); }
  [[nodiscard]] std::string measure_name(int no) const {
    const auto at = static_cast<std::size_t>(no) - 1;
    return no >= 1 && at < state.measures.size() ? item_name(state.measures[at].item_no) : std::string();
  }

  Line operator()(const cases::NoticeReceived& event) const {
    return {event.facts.kind == cases::NoticeKind::order ? "tl.order_received" : "tl.received", {}};
  }
  Line operator()(const cases::NoticeWithdrawn&) const { return {"tl.withdrawn", {}}; }
  Line operator()(const cases::ItemsAdded& event) const {
    const bool is_copy = !event.items.empty() && event.items.front().origin != cases::ItemOrigin::named;
    return {is_copy ? "tl.copies" : "tl.items", {{"count", std::to_string(event.items.size())}}};
  }
  Line operator()(const cases::ClockStarted& event) const {
    return {"tl.clock_started", {{"name", tell_clock(telling, event.clock)}}, true};
  }
  Line operator()(const cases::ClockMoved& event) const {
    return {"tl.clock_moved", {{"name", clock_name(event.clock_no)}}};
  }
  Line operator()(const cases::ClockEnded& event) const {
    return {std::string("tl.clock_").append(law::render(event.state)),
            {{"name", clock_name(event.clock_no)}},
            event.state != law::ClockState::missed};
  }
  Line operator()(const cases::Escalated& event) const {
    return {"tl.escalated", {{"name", clock_name(event.clock_no)}, {"step", std::to_string(event.step)}}, true};
  }
  Line operator()(const cases::OnRiskApplied&) const { return {"tl.on_risk", {}}; }
  Line operator()(const cases::Claimed&) const { return {"tl.claimed", {}}; }
  Line operator()(const cases::Released&) const { return {"tl.released", {}, true}; }
  Line operator()(const cases::MeasureOrdered& event) const {
    return {std::string("tl.").append(render(event.kind)), {{"where", item_name(event.item_no)}}};
  }
  Line operator()(const cases::MeasureMoved& event) const {
    const bool is_inner =
        event.state == cases::MeasureState::dispatched || event.state == cases::MeasureState::superseded;
    return {std::string("tl.").append(render(event.state)), {{"where", measure_name(event.measure_no)}}, is_inner};
  }
  Line operator()(const cases::FoundReachable& event) const {
    return {"tl.reachable", {{"where", measure_name(event.measure_no)}, {"vantage", event.vantage}}};
  }
  Line operator()(const cases::Decided& event) const {
    return {std::string("tl.decided.").append(render(event.outcome)), {}};
  }
  Line operator()(const cases::DecisionReversed&) const { return {"tl.reversed", {}}; }
  Line operator()(const cases::ClarificationAsked&) const { return {"tl.asked", {}}; }
  Line operator()(const cases::ClarificationGiven&) const { return {"tl.answered", {}}; }
  Line operator()(const cases::ExtensionGranted& event) const { return {"tl.extension", {{"name", event.duty}}}; }
  Line operator()(const cases::ImpossibilityDeclared&) const { return {"tl.impossible", {}}; }
  Line operator()(const cases::ImpossibilityEnded&) const { return {"tl.possible", {}}; }
  Line operator()(const cases::Appealed& event) const {
    return {std::string("tl.appealed.").append(render(event.by)), {}};
  }
  Line operator()(const cases::AppealDecided& event) const {
    return {std::string("tl.appeal.").append(render(event.outcome)), {}};
  }
  Line operator()(const cases::PersonalErased&) const { return {"tl.erased", {}}; }
  Line operator()(const cases::Closed&) const { return {"tl.closed", {}}; }
};

}  // namespace

Json tell_timeline(const Telling& telling, const cases::Case& state, const std::vector<store::Record>& records) {
  Json lines = Json::array();
  bool has_notice = false;
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event == nullptr) continue;
    auto line = std::visit(Tell{telling, state}, event->body);
    if (line.for_staff_only && telling.eyes != Eyes::staff) continue;
    if (line.key == "tl.received" && std::exchange(has_notice, true)) line.key = "tl.joined";
    lines.push_back(
        {{"text", telling.say(line.key, line.arguments)}, {"at", telling.local(event->at)}, {"by", event->by.name}});
  }
  return lines;
}

}  // namespace redress::server
