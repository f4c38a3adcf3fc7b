// SPDX-License-Identifier: Apache-2.0
// server/json_event.cpp — the public projection of the journal: what happened, never what a person wrote.
#include "server/json_case.hpp"

namespace redress::server {
namespace {

struct Name {
  std::string_view operator()(const cases::NoticeReceived&) const { return "notice_received"; }
  std::string_view operator()(const cases::NoticeWithdrawn&) const { return "notice_withdrawn"; }
  std::string_view operator()(const cases::ItemsAdded&) const { return "items_added"; }
  std::string_view operator()(const cases::ClockStarted&) const { return "clock_started"; }
  std::string_view operator()(const cases::ClockMoved&) const { return "clock_moved"; }
  std::string_view operator()(const cases::ClockEnded&) const { return "clock_ended"; }
  std::string_view operator()(const cases::Escalated&) const { return "escalated"; }
  std::string_view operator()(const cases::OnRiskApplied&) const { return "on_risk_applied"; }
  std::string_view operator()(const cases::Claimed&) const { return "claimed"; }
  std::string_view operator()(const cases::Released&) const { return "released"; }
  std::string_view operator()(const cases::MeasureOrdered&) const { return "measure_ordered"; }
  std::string_view operator()(const cases::MeasureMoved&) const { return "measure_moved"; }
  std::string_view operator()(const cases::FoundReachable&) const { return "found_reachable"; }
  std::string_view operator()(const cases::Decided&) const { return "decided"; }
  std::string_view operator()(const cases::DecisionReversed&) const { return "decision_reversed"; }
  std::string_view operator()(const cases::ClarificationAsked&) const { return "clarification_asked"; }
  std::string_view operator()(const cases::ClarificationGiven&) const { return "clarification_given"; }
  std::string_view operator()(const cases::ExtensionGranted&) const { return "extension_granted"; }
  std::string_view operator()(const cases::ImpossibilityDeclared&) const { return "impossibility_declared"; }
  std::string_view operator()(const cases::ImpossibilityEnded&) const { return "impossibility_ended"; }
  std::string_view operator()(const cases::Appealed&) const { return "appealed"; }
  std::string_view operator()(const cases::AppealDecided&) const { return "appeal_decided"; }
  std::string_view operator()(const cases::PersonalErased&) const { return "personal_erased"; }
  std::string_view operator()(const cases::Closed&) const { return "closed"; }
};

Json optional_instant(const std::optional<Instant>& at) { return at ? Json(render_instant(*at)) : Json(); }

struct Project {
  Json operator()(const cases::NoticeReceived& event) const {
    Json defects = Json::array();
    for (const auto& defect : event.defects) defects.push_back(defect.check);
    return {{"kind", render(event.facts.kind)},
            {"channel", law::render(event.facts.channel)},
            {"complainant", law::render(event.facts.complainant)},
            {"harm", law::render(event.facts.harm)},
            {"jurisdictions", event.facts.jurisdictions},
            {"received_at", render_instant(event.received_at)},
            {"defects", std::move(defects)},
            {"acted_on", event.acted_on}};
  }
  Json operator()(const cases::NoticeWithdrawn& event) const { return {{"notice_no", event.notice_no}}; }
  Json operator()(const cases::ItemsAdded& event) const {
    Json items = Json::array();
    for (const auto& item : event.items) {
      items.push_back(
          {{"content_id", item.content_id}, {"origin", render(item.origin)}, {"is_match", item.match.has_value()}});
    }
    return {{"items", std::move(items)}};
  }
  Json operator()(const cases::ClockStarted& event) const {
    return {{"duty", event.clock.duty},
            {"jurisdiction", event.clock.jurisdiction},
            {"starts_at", render_instant(event.clock.starts_at)},
            {"due_at", optional_instant(event.clock.due_at)},
            {"is_target", event.clock.is_target},
            {"pack_sha256", event.clock.pack_sha256},
            {"tz_version", event.clock.tz_version}};
  }
  Json operator()(const cases::ClockMoved& event) const {
    return {{"clock_no", event.clock_no},
            {"state", law::render(event.state)},
            {"starts_at", render_instant(event.starts_at)},
            {"due_at", optional_instant(event.due_at)}};
  }
  Json operator()(const cases::ClockEnded& event) const {
    return {{"clock_no", event.clock_no}, {"state", law::render(event.state)}};
  }
  Json operator()(const cases::Escalated& event) const { return {{"clock_no", event.clock_no}, {"step", event.step}}; }
  Json operator()(const cases::OnRiskApplied& event) const { return {{"clock_no", event.clock_no}}; }
  Json operator()(const cases::MeasureOrdered& event) const {
    return {{"item_no", event.item_no},
            {"kind", render(event.kind)},
            {"territory", render_territory_json(event.territory)},
            {"decision_no", event.decision_no},
            {"automatic", event.automatic}};
  }
  Json operator()(const cases::MeasureMoved& event) const {
    return {{"measure_no", event.measure_no}, {"state", render(event.state)}};
  }
  Json operator()(const cases::FoundReachable& event) const { return {{"measure_no", event.measure_no}}; }
  Json operator()(const cases::Decided& event) const {
    return {{"outcome", render(event.outcome)},
            {"ground_kind", render(event.ground.kind)},
            {"duty", event.ground.duty},
            {"territory", render_territory_json(event.territory)},
            {"items", event.item_nos}};
  }
  Json operator()(const cases::DecisionReversed& event) const { return {{"decision_no", event.decision_no}}; }
  Json operator()(const cases::ClarificationGiven& event) const {
    return {{"clarification_no", event.clarification_no}};
  }
  Json operator()(const cases::ExtensionGranted& event) const {
    return {{"duty", event.duty}, {"until", render_instant(event.until)}};
  }
  Json operator()(const cases::Appealed& event) const {
    return {{"by", render(event.by)}, {"decision_no", event.decision_no}};
  }
  Json operator()(const cases::AppealDecided& event) const {
    return {{"appeal_no", event.appeal_no}, {"outcome", render(event.outcome)}};
  }
  template <class Other>
  Json operator()(const Other&) const {
    return Json::object();
  }
};

}  // namespace

std::string_view name_of(const cases::EventBody& body) { return std::visit(Name{}, body); }

Json render_public_event(const store::Record& record) {
  Json json{{"position", record.position}};
  if (const auto* content = std::get_if<store::Content>(&record.body)) {
    json["type"] = "content_registered";
    json["at"] = render_instant(content->registered_at);
    json["data"] = {{"content_id", content->content_id}, {"kind", content->kind}};
    return json;
  }
  const auto& event = std::get<cases::Event>(record.body);
  json["type"] = name_of(event.body);
  json["at"] = render_instant(event.at);
  json["by"] = render(event.by.kind);
  json["case_id"] = render_id(record.case_id);
  json["case_seq"] = record.case_seq;
  json["data"] = std::visit(Project{}, event.body);
  return json;
}

}  // namespace redress::server
