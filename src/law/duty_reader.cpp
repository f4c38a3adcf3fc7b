// SPDX-License-Identifier: Apache-2.0
// One duty row: the words of the law, and beside them what the engine follows.
#include <algorithm>
#include <limits>

#include "law/pack_reader.hpp"
#include "law/phrases.hpp"

namespace redress::law {
namespace {

constexpr std::uint32_t all_harms = (std::uint32_t{1} << 23) - 1;
constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t no_beginning = std::numeric_limits<std::int64_t>::min();

// What a step's clock ends with, when the row does not say.
std::uint32_t default_ends_on(Step step) {
  switch (step) {
    case Step::acknowledge:
      return bit_of(HappeningKind::acknowledged);
    case Step::take_down:
      return bit_of(HappeningKind::restricted) | bit_of(HappeningKind::removed);
    case Step::decide:
      return bit_of(HappeningKind::decided);
    case Step::inform:
      return bit_of(HappeningKind::informed);
    case Step::restore:
      return bit_of(HappeningKind::restored);
    case Step::label:
      return bit_of(HappeningKind::labelled);
    case Step::appeal_decision:
      return bit_of(HappeningKind::appeal_decided);
    case Step::preserve:
    case Step::report:
    case Step::other:
      return 0;
  }
  return 0;
}

void read_why(Faults& faults, const MapReader& map, Trigger& trigger) {
  const auto* node = map.find("why");
  if (node == nullptr) return;
  const MapReader why(faults, *node, "why", {},
                      {"channels", "complainants", "harms", "limbs", "order_cites", "checklist"});
  for (const auto* key : {"channels", "complainants", "harms", "limbs", "order_cites", "checklist"}) {
    if (why.has(key)) trigger.why.emplace(key, why.text(key));
  }
}

Trigger read_trigger(Faults& faults, const YAML::Node& node) {
  const MapReader map(faults, node, "a trigger", {},
                      {"channels", "complainants", "harms", "harms_except", "limbs", "starts_on", "order_cites",
                       "checklist", "never", "why"});
  Trigger trigger;
  trigger.channels = map.mask("channels", parse_channel);
  trigger.complainants = map.mask("complainants", parse_complainant);
  trigger.harms = map.mask("harms", parse_harm);
  trigger.starts_on = map.mask("starts_on", parse_happening);
  trigger.limbs = map.texts("limbs");
  trigger.order_cites = map.texts("order_cites");
  trigger.checklist = map.text("checklist");
  trigger.never = map.text("never");
  if (map.has("harms_except")) {
    if (map.has("harms")) map.fault("harms_except", "a trigger has both harms and harms_except; keep one");
    trigger.harms = all_harms & ~map.mask("harms_except", parse_harm);
  }
  trigger.channel_words = describe_channels(trigger.channels);
  trigger.complainant_words = describe_complainants(trigger.complainants);
  trigger.harm_words = describe_harms(trigger.harms);
  read_why(faults, map, trigger);
  const bool has_condition = (trigger.channels | trigger.complainants | trigger.harms | trigger.starts_on) != 0 ||
                             !trigger.limbs.empty() || !trigger.order_cites.empty() || !trigger.checklist.empty();
  if (trigger.never.empty() == !has_condition) {
    faults.add(map.line(), has_condition ? "a trigger has `never` beside conditions; keep one of the two"
                                         : "a trigger has no condition; write channels, harms, starts_on or never");
  }
  return trigger;
}

void read_triggers(Faults& faults, const MapReader& map, Duty& duty) {
  const auto* node = map.find("trigger");
  if (node == nullptr) return;
  if (!node->IsSequence()) {
    duty.triggers.push_back(read_trigger(faults, *node));
    return;
  }
  for (const auto& entry : *node) duty.triggers.push_back(read_trigger(faults, entry));
  if (duty.triggers.empty()) map.fault("trigger", "the list of triggers is empty; write at least one");
}

// Hours run on; days need a calendar. A period of days that "runs continuously" could mean either, so it is refused.
void check_counting(const MapReader& map, const Duration& duration, Counting counting) {
  const bool in_days = counting == Counting::calendar_days || counting == Counting::business_days;
  if (in_days && !duration.has_dates()) {
    map.fault("calendar", "hours cannot be counted in days; write calendar: continuous");
  } else if (!in_days && counting != Counting::continuous) {
    map.fault("calendar", "a clock with a duration needs calendar: continuous, calendar_days or business_days");
  } else if (counting == Counting::continuous && duration.has_dates()) {
    map.fault("calendar", "days, months and years need calendar: calendar_days or business_days");
  }
}

void read_clock(const MapReader& map, const Pack& pack, Duty& duty) {
  duty.clock = map.text("clock");
  duty.clock_kind = map.parsed("clock_kind", parse_clock_kind).value_or(ClockKind::none);
  duty.counting = map.parsed("calendar", parse_counting).value_or(Counting::not_applicable);
  duty.has_day_end = map.flag("day_end");
  if (!map.has("clock")) return;
  if (duty.clock_kind == ClockKind::standard || duty.clock_kind == ClockKind::none) {
    if (std::find(pack.standards.begin(), pack.standards.end(), duty.clock) == pack.standards.end()) {
      map.fault("clock", "'" + duty.clock.substr(0, 60) + "' with clock_kind " + std::string(render(duty.clock_kind)) +
                             " is not among the pack's standards; add it to pack.standards, or write a duration with "
                             "another clock_kind");
    }
    return;
  }
  duty.duration = map.parsed("clock", parse_duration);
  if (duty.duration) check_counting(map, *duty.duration, duty.counting);
}

Stage read_stage(Faults& faults, const YAML::Node& node) {
  const MapReader map(faults, node, "a stage", {"name", "action", "clock", "calendar", "step"},
                      {"starts_on", "ends_on", "on_risk"});
  Stage stage;
  stage.name = map.text("name");
  stage.action = map.text("action");
  stage.clock = map.text("clock");
  stage.duration = map.parsed("clock", parse_duration).value_or(Duration{});
  stage.counting = map.parsed("calendar", parse_counting).value_or(Counting::continuous);
  check_counting(map, stage.duration, stage.counting);
  stage.step = map.parsed("step", parse_step).value_or(Step::other);
  stage.on_risk = map.parsed("on_risk", parse_on_risk).value_or(OnRisk::none);
  stage.starts_on = map.mask("starts_on", parse_happening);
  stage.ends_on = map.has("ends_on") ? map.mask("ends_on", parse_happening) : default_ends_on(stage.step);
  return stage;
}

void read_movement(Faults& faults, const MapReader& map, Duty& duty) {
  for (const auto& ground : map.texts("restart_on")) {
    if (ground == "clarification") {
      duty.restarts_on_clarification = true;
    } else if (ground == "impossibility") {
      duty.restarts_on_impossibility = true;
    } else {
      map.fault("restart_on", "'" + ground + "' restarts no clock; write clarification or impossibility");
    }
  }
  duty.has_merits_exit = map.flag("merits_exit");
  if (const auto* node = map.find("extension")) {
    const MapReader extension(faults, *node, "extension", {"by"}, {"max"});
    duty.extension.by = extension.parsed("by", parse_extension_by).value_or(ExtensionBy::none);
    duty.extension.max = extension.parsed("max", parse_duration);
  }
  if (const auto* node = map.find("stages")) {
    if (!node->IsSequence()) map.fault("stages", "stages is no list; write one `- name:` a stage");
    for (const auto& entry : *node) duty.stages.push_back(read_stage(faults, entry));
  }
}

void read_law(Faults& faults, const MapReader& map, const Pack& pack, Duty& duty) {
  duty.instrument = map.text("instrument");
  duty.provision = map.text("provision");
  duty.citation = duty.instrument + ", " + duty.provision;
  duty.status = map.parsed("status", parse_duty_status).value_or(DutyStatus::draft);
  duty.bearer = map.parsed("duty_bearer", parse_bearer).value_or(Bearer::provider);
  if (const auto* node = map.find("applies_to")) {
    const MapReader applies(faults, *node, "applies_to", {"channel", "content", "actor"}, {});
    duty.applies_to = {applies.texts("channel"), applies.texts("content"), applies.text("actor")};
  }
  duty.action_required = map.text("action_required");
  duty.starts_at = map.text("starts_at");
  duty.pausable = map.text("pausable");
  duty.territorial_scope = map.text("territorial_scope");
  if (const auto* node = map.find("appeal")) {
    const MapReader appeal(faults, *node, "appeal", {"route", "clock"}, {});
    duty.appeal = {appeal.text("route"), appeal.text("clock")};
    const auto window = appeal.parsed("clock", parse_duration);
    duty.appeal_line = duty.appeal.route;
    if (window) duty.appeal_line += " (" + describe_duration(*window) + ")";
  }
  duty.penalty = map.texts("penalty");
  duty.prior_clock = map.text("prior_clock");
  if (map.has("prior_clock")) static_cast<void>(map.parsed("prior_clock", parse_duration));
  duty.validity_checklist = map.text("validity_checklist");
  duty.details = map.free_words("details");
  duty.source = read_source_keys(map, pack);
  duty.confidence = map.parsed("confidence", parse_confidence).value_or(Confidence::low);
  if (const auto found = duty.source.empty() ? pack.sources.end() : pack.sources.find(duty.source.front());
      found != pack.sources.end()) {
    duty.source_line = found->second.title + " — " + found->second.url;
  }
}

void read_dates(const MapReader& map, const Pack& pack, Duty& duty) {
  duty.in_force_from = map.parsed("in_force_from", parse_civil_date);
  duty.in_force_until = map.parsed("in_force_until", parse_civil_date);
  duty.from_ms = duty.in_force_from ? start_of_day(*duty.in_force_from, pack.zone).ms : no_beginning;
  duty.until_ms = no_end;
  if (duty.in_force_until) {
    const auto next = std::chrono::sys_days{*duty.in_force_until} + std::chrono::days{1};
    duty.until_ms = start_of_day(CivilDate{next}, pack.zone).ms;
    if (duty.until_ms <= duty.from_ms) map.fault("in_force_until", "it ends before it begins; mend one of the dates");
  }
  if (map.is_null("in_force_from") && !is_off_by_default(duty.status)) {
    map.fault("in_force_from", "a duty with status " + std::string(render(duty.status)) +
                                   " needs its first day; write YYYY-MM-DD or another status");
  }
}

}  // namespace

Duty read_duty(Faults& faults, const YAML::Node& node, const Pack& pack, const Territory& home) {
  const MapReader map(
      faults, node, "a duty",
      {"id",     "instrument", "provision",         "status",   "duty_bearer", "applies_to",    "trigger",
       "step",   "clock",      "clock_kind",        "calendar", "starts_at",   "pausable",      "action_required",
       "appeal", "penalty",    "territorial_scope", "source",   "confidence",  "in_force_from", "in_force_until"},
      {"ends_on", "on_risk", "day_end", "restart_on", "merits_exit", "extension", "only_for", "territory",
       "prior_clock", "validity_checklist", "stages", "details"});
  Duty duty;
  duty.line = map.line();
  duty.id = map.text("id");
  duty.jurisdiction = pack.jurisdiction;
  read_law(faults, map, pack, duty);
  read_clock(map, pack, duty);
  read_dates(map, pack, duty);
  read_triggers(faults, map, duty);
  read_movement(faults, map, duty);
  duty.only_for = map.text("only_for");
  duty.step = map.parsed("step", parse_step).value_or(Step::other);
  duty.ends_on = map.has("ends_on") ? map.mask("ends_on", parse_happening) : default_ends_on(duty.step);
  const bool is_reversible_risk = duty.step == Step::take_down && duty.clock_kind == ClockKind::hard_max;
  duty.on_risk = map.has("on_risk") ? map.parsed("on_risk", parse_on_risk).value_or(OnRisk::none)
                                    : (is_reversible_risk ? OnRisk::restrict : OnRisk::none);
  duty.territory = home;
  if (map.has("territory")) {
    const auto territory = parse_territory(map.texts("territory"));
    if (territory.ok()) {
      duty.territory = territory.value();
    } else {
      map.fault("territory", territory.error().message);
    }
  }
  return duty;
}

}  // namespace redress::law
