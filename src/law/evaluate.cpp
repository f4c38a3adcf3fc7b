// SPDX-License-Identifier: Apache-2.0
#include "law/evaluate.hpp"

#include <algorithm>

#include "law/clock_run.hpp"
#include "law/phrases.hpp"
#include "law/trigger_match.hpp"

namespace redress::law {
namespace {

void select_pack(const Rulebook& rulebook, std::string_view code, std::vector<const Pack*>& selected) {
  const auto found = rulebook.packs.find(std::string(code));
  if (found == rulebook.packs.end()) return;
  if (std::find(selected.begin(), selected.end(), &found->second) == selected.end()) selected.push_back(&found->second);
}

// A place brings its country's pack with it, and a member state the Union's.
std::vector<const Pack*> select_packs(const Rulebook& rulebook, const Facts& facts) {
  std::vector<const Pack*> selected;
  for (const auto& code : facts.jurisdictions) {
    const std::string_view country = std::string_view(code).substr(0, 2);
    select_pack(rulebook, code, selected);
    if (code.size() > 2) select_pack(rulebook, country, selected);
    if (is_member_state(country)) select_pack(rulebook, "EU", selected);
  }
  return selected;
}

// The row in force at the receipt; else the last one, whose dates the reason can name.
const Duty& choose_row(const Pack& pack, const std::vector<std::size_t>& rows, Instant received_at) {
  for (const auto row : rows) {
    const Duty& duty = pack.duties[row];
    if (duty.from_ms <= received_at.ms && received_at.ms < duty.until_ms) return duty;
  }
  return pack.duties[rows.back()];
}

std::string status_failure(const Duty& duty) {
  if (duty.is_disabled) return "Off: the operator has switched this duty off.";
  if (is_off_by_default(duty.status)) {
    std::string words(render(duty.status));
    std::replace(words.begin(), words.end(), '_', ' ');
    return "Off: its status is '" + words + "', and the operator has not switched it on.";
  }
  return "Off: it reaches only " + duty.only_for + ", and the operator has not said that this service is one.";
}

// "" when the row is in force.
std::string date_failure(const Duty& duty, const Scene& scene) {
  const Instant at = scene.receipt.at;
  const bool is_early = at.ms < duty.from_ms;
  if (!is_early && at.ms < duty.until_ms) return "";
  std::string text = is_early ? "Not in force yet: it applies from " + describe_civil_date(*duty.in_force_from)
                              : "No longer in force: it applied until " + describe_civil_date(*duty.in_force_until);
  text.append(", and the notice counts from ").append(describe_civil_date(local_date(at, scene.pack.zone)));
  text.append(" (").append(scene.pack.zone.name()).append(").");
  if (is_early && !duty.prior_clock.empty())
    text.append(" Before that the clock was ").append(duty.prior_clock).append(".");
  return text;
}

// The first such happening; of a period of keeping, the last, because every removal begins it anew.
const Happening* find_start(std::uint32_t starts_on, std::span<const Happening> then, Instant not_before,
                            bool is_last) {
  const Happening* found = nullptr;
  for (const auto& happening : then) {
    if ((starts_on & bit_of(happening.what)) == 0 || happening.at < not_before) continue;
    found = &happening;
    if (!is_last) break;
  }
  return found;
}

void append_clock(std::string& text, const Duty& duty) {
  if (duty.duration) {
    text.append("; the clock is ").append(describe_duration(*duty.duration)).append(".");
    return;
  }
  text.append("; the law sets no number of hours or days ('").append(duty.clock).append("')");
  if (duty.target) {
    text.append("; the operator's own target is ").append(describe_duration(Duration{0, 0, *duty.target}));
  }
  text += '.';
}

void describe_start(DutyFinding& finding, const Duty& duty, const Scene& scene, const Trigger& trigger,
                    const Happening* start) {
  std::string& text = finding.reason;
  text.reserve(240);
  if (start == nullptr) {
    text.append("Triggered: ").append(scene.notice);
  } else {
    text.append("Started at ").append(render_instant(start->at)).append(", when ").append(describe(start->what));
  }
  if (trigger.limb_mask != 0) {
    text.append(", limb ").append(describe_limbs(trigger.limb_mask & scene.limbs, scene.pack));
    text.append(" of ").append(scene.pack.limb_prefix);
  }
  if (!trigger.checklist.empty() && !scene.facts.order && scene.facts.channel == Channel::government_order) {
    text.append(" (its form was not described, so it was not checked)");
  }
  append_clock(text, duty);
}

void take_run(DutyFinding& finding, const ClockRun& run) {
  finding.starts_at = run.starts_at;
  finding.due_at = run.due_at;
  finding.state = run.state;
  finding.reason.append(run.notes);
}

DutyFinding make_finding(const Duty& duty) {
  DutyFinding finding;
  finding.id = duty.id;
  finding.jurisdiction = duty.jurisdiction;
  finding.clock = duty.clock;
  finding.bearer = duty.bearer;
  finding.step = duty.step;
  finding.on_risk = duty.on_risk;
  finding.territory = duty.territory;
  finding.provision = duty.citation;
  finding.source = duty.source_line;
  finding.appeal = duty.appeal_line;
  return finding;
}

// `begin`: when the duty began, nothing where it has not. A clock that starts again takes no finished stage with it.
void add_stages(std::vector<DutyFinding>& findings, const Duty& duty, const Scene& scene,
                const std::optional<Instant>& begin, std::span<const Happening> then, Instant now) {
  for (const auto& stage : duty.stages) {
    DutyFinding finding = make_finding(duty);
    finding.id += "/" + stage.name;
    finding.clock = stage.clock;
    finding.step = stage.step;
    finding.on_risk = stage.on_risk;
    const Happening* start = nullptr;
    if (begin && stage.starts_on != 0) start = find_start(stage.starts_on, then, *begin, false);
    if (!begin) {
      finding.reason = "Not triggered: it is a stage of " + duty.id + ", which is not triggered.";
    } else if (stage.starts_on != 0 && start == nullptr) {
      finding.reason = "Not started: " + stage.action + ". It starts when " + describe_happenings(stage.starts_on) +
                       ", which has not happened.";
    } else {
      finding.triggered = true;
      finding.reason =
          "A stage of " + duty.id + ": " + stage.action + " within " + describe_duration(stage.duration) + ".";
      take_run(finding, run_clock(duty, &stage, scene.pack, start == nullptr ? *begin : start->at, then, now));
    }
    findings.push_back(std::move(finding));
  }
}

// Returns when the duty began; nothing where it has not.
std::optional<Instant> evaluate_duty(const Duty& duty, const Scene& scene, DutyFinding& finding,
                                     std::span<const Happening> then, Instant now) {
  if (!is_on(duty)) {
    finding.reason = status_failure(duty);
    return std::nullopt;
  }
  finding.reason = date_failure(duty, scene);
  if (!finding.reason.empty()) return std::nullopt;
  auto match = match_triggers(duty, scene);
  if (match.trigger == nullptr) {
    finding.reason = std::move(match.failure);
    return std::nullopt;
  }
  if (!scene.receipt.is_received) {
    finding.reason = "Not started: the notice is not received yet; nobody of the platform has seen it.";
    return std::nullopt;
  }
  const Happening* start = nullptr;
  if (match.trigger->starts_on != 0) {
    start = find_start(match.trigger->starts_on, then, scene.receipt.at, duty.clock_kind == ClockKind::retention);
    if (start == nullptr) {
      finding.reason =
          "Not started: it starts when " + describe_happenings(match.trigger->starts_on) + ", which has not happened.";
      return std::nullopt;
    }
  }
  finding.triggered = true;
  finding.is_target = duty.target.has_value();
  describe_start(finding, duty, scene, *match.trigger, start);
  const Instant begin = start == nullptr ? scene.receipt.at : start->at;
  take_run(finding, run_clock(duty, nullptr, scene.pack, begin, then, now));
  return begin;
}

void warn_past_holidays(DutyFinding& finding, const Duty& duty, const Pack& pack) {
  if (duty.counting != Counting::business_days || !finding.due_at) return;
  if (pack.working.covers(std::chrono::sys_days{local_date(*finding.due_at, pack.zone)})) return;
  finding.reason.append(" The pack's holidays do not reach that far, so only weekends were left out.");
}

// A window that ends with a step of the provider's is a deadline too: 17 U.S.C. 512(g) is one.
bool is_deadline(const DutyFinding& finding, const Duty& duty) {
  if (finding.id.size() != duty.id.size()) return true;  // a stage
  if (duty.clock_kind == ClockKind::hard_max) return true;
  return duty.clock_kind == ClockKind::window && duty.ends_on != 0;
}

void mark_leader(std::vector<DutyFinding>& findings, const std::vector<const Duty*>& duties) {
  DutyFinding* hard = nullptr;
  DutyFinding* target = nullptr;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    DutyFinding& finding = findings[i];
    const bool can_lead = finding.triggered && finding.state == ClockState::running && finding.due_at.has_value() &&
                          finding.bearer == Bearer::provider;
    if (!can_lead) continue;
    DutyFinding** best = finding.is_target ? &target : is_deadline(finding, *duties[i]) ? &hard : nullptr;
    if (best != nullptr && (*best == nullptr || *finding.due_at < *(*best)->due_at)) *best = &finding;
  }
  if (hard == nullptr) hard = target;
  if (hard != nullptr) hard->leads = true;
}

Evaluation start_evaluation(const Rulebook& rulebook, const Facts& facts, const std::vector<const Pack*>& packs) {
  Evaluation evaluation;
  evaluation.tz_version = rulebook.tz_version;
  const Receipt receipt = find_receipt(packs.empty() ? ReceiptRule{} : packs.front()->receipt, facts);
  evaluation.is_received = receipt.is_received;
  evaluation.received_at = receipt.at;
  evaluation.basis = receipt.basis;
  return evaluation;
}

void add_scene(Evaluation& evaluation, const Scene& scene) {
  evaluation.packs.emplace(scene.pack.jurisdiction, scene.pack.sha256);
  for (const auto& [id, defects] : scene.defects) {
    evaluation.order_defects.insert(evaluation.order_defects.end(), defects.begin(), defects.end());
  }
}

}  // namespace

Evaluation receive(const Rulebook& rulebook, const Facts& facts) {
  const auto packs = select_packs(rulebook, facts);
  Evaluation evaluation = start_evaluation(rulebook, facts, packs);
  for (const Pack* pack : packs) add_scene(evaluation, make_scene(facts, *pack));
  return evaluation;
}

Evaluation evaluate(const Rulebook& rulebook, const Facts& facts, Instant now) {
  std::vector<Happening> then = facts.then;
  std::stable_sort(then.begin(), then.end(), [](const Happening& a, const Happening& b) { return a.at < b.at; });
  const auto packs = select_packs(rulebook, facts);
  Evaluation evaluation = start_evaluation(rulebook, facts, packs);
  std::size_t count = 0;
  for (const Pack* pack : packs) count += pack->rows_by_id.size() + 4;
  evaluation.duties.reserve(count);
  std::vector<const Duty*> duties;  // of each finding
  duties.reserve(count);
  for (const Pack* pack : packs) {
    const Scene scene = make_scene(facts, *pack);
    add_scene(evaluation, scene);
    for (const auto& rows : pack->rows_by_id) {
      const Duty& duty = choose_row(*pack, rows, scene.receipt.at);
      DutyFinding finding = make_finding(duty);
      const auto begin = evaluate_duty(duty, scene, finding, then, now);
      warn_past_holidays(finding, duty, *pack);
      evaluation.duties.push_back(std::move(finding));
      add_stages(evaluation.duties, duty, scene, begin, then, now);
      duties.resize(evaluation.duties.size(), &duty);
    }
  }
  mark_leader(evaluation.duties, duties);
  return evaluation;
}

}  // namespace redress::law
