// SPDX-License-Identifier: Apache-2.0
#include "server/json_command.hpp"

#include <array>

#include "cases/case.hpp"
#include "server/json_notice.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::string_view, 16> actions{
    "claim",      "release",  "restrict", "decide", "reverse",   "clarify", "appeal", "extension",
    "impossible", "possible", "close",    "erase",  "hand-over", "recuse",  "second", "look-again"};
constexpr std::size_t words_bytes_max = 16 * 1024;

std::vector<int> read_item_nos(ObjectReader& fields, std::string_view name) {
  std::vector<int> numbers;
  const Json* list = fields.array(name, item_count_max);
  if (list == nullptr) return numbers;
  for (const auto& entry : *list) {
    const bool is_good = entry.is_number_unsigned() && entry.get<std::uint64_t>() <= 100'000;
    if (is_good) {
      numbers.push_back(entry.get<int>());
    } else {
      fields.fault(name, "must hold item numbers");
    }
  }
  return numbers;
}

law::Territory read_territory(ObjectReader& fields) {
  const auto codes = fields.texts("territory", 260, 8);
  if (codes.empty()) return {};
  auto territory = law::parse_territory(codes);
  if (territory.ok()) return territory.value();
  fields.fault("territory", "must hold country codes, EU, or * alone");
  return {};
}

std::optional<cases::Weighing> read_weighing(ObjectReader& fields, Faults& faults) {
  const Json* weighing = fields.object("weighing");
  if (weighing == nullptr) return std::nullopt;
  ObjectReader parts(*weighing, fields.pointer_to("weighing"), faults);
  cases::Weighing read;
  read.elements = parts.texts("elements", 20, 50);
  read.lesser = parts.text("lesser", 500);
  read.languages = parts.texts("languages", 10, 20);
  read.unfounded = parts.text("unfounded", 500);
  parts.finish();
  return read;
}

cases::Decide read_decide(const Json& body, const std::string& pointer, Faults& faults) {
  cases::Decide decide;
  ObjectReader fields(body, pointer, faults);
  decide.outcome = fields.word<cases::Outcome>("outcome", cases::parse_word<cases::Outcome>);
  if (const Json* ground = fields.object("ground")) {
    ObjectReader parts(*ground, fields.pointer_to("ground"), faults);
    decide.ground.kind =
        parts.word<cases::GroundKind>("kind", cases::parse_word<cases::GroundKind>, cases::GroundKind::legal);
    decide.ground.duty = parts.required_text("duty", 200);
    decide.ground.provision = parts.text("provision", 500);
    parts.finish();
  } else if (!fields.has("ground")) {
    fields.fault("ground", "is required: the duty or the clause of the terms");
  }
  decide.facts = fields.required_text("facts", words_bytes_max);
  decide.reasons = fields.required_text("reasons", words_bytes_max);
  decide.territory = read_territory(fields);
  decide.item_nos = read_item_nos(fields, "items");
  decide.weighing = read_weighing(fields, faults);
  fields.finish();
  return decide;
}

cases::DecideAppeal read_appeal(ObjectReader& fields, Faults& faults) {
  cases::DecideAppeal decide;
  decide.appeal_no = static_cast<int>(fields.integer("no", 1, 100'000, 0));
  decide.outcome = fields.word<cases::AppealOutcome>("outcome", cases::parse_word<cases::AppealOutcome>);
  decide.reasons = fields.required_text("reasons", words_bytes_max);
  if (const Json* instead = fields.object("instead")) decide.instead = read_decide(*instead, "#/instead", faults);
  return decide;
}

cases::LookAgain read_look(ObjectReader& fields, Faults& faults) {
  cases::LookAgain look;
  if (!fields.has("agrees")) fields.fault("agrees", "is required: true or false");
  look.decision_no = static_cast<int>(fields.integer("decision_no", 1, 100'000, 0));
  look.agrees = fields.boolean("agrees", false);
  look.reasons = fields.text("reasons", words_bytes_max);
  if (const Json* instead = fields.object("instead")) look.instead = read_decide(*instead, "#/instead", faults);
  return look;
}

void complete_ground(const cases::Case& state, cases::Ground& ground) {
  if (!ground.provision.empty()) return;
  if (ground.kind == cases::GroundKind::contractual) ground.provision = ground.duty;
  for (const auto& clock : state.clocks) {
    if (clock.duty == ground.duty) ground.provision = clock.provision;
  }
}

}  // namespace

std::span<const std::string_view> list_actions() { return actions; }

cases::Command parse_command(std::string_view action, const Json& body, Faults& faults) {
  if (action == "decide") return read_decide(body, "#", faults);
  ObjectReader fields(body, "#", faults);
  cases::Command command = cases::Claim{};
  if (action == "release") command = cases::Release{};
  if (action == "possible") command = cases::DeclarePossible{};
  if (action == "close") command = cases::Close{};
  if (action == "restrict") {
    command =
        cases::Restrict{read_item_nos(fields, "items"), read_territory(fields), fields.text("reason", words_bytes_max)};
  } else if (action == "reverse") {
    command = cases::Reverse{fields.required_text("reasons", words_bytes_max)};
  } else if (action == "clarify") {
    command = cases::AskClarification{fields.required_text("question", words_bytes_max)};
  } else if (action == "appeal") {
    command = read_appeal(fields, faults);
  } else if (action == "impossible") {
    command = cases::DeclareImpossible{fields.required_text("reason", words_bytes_max)};
  } else if (action == "erase") {
    command = cases::ErasePersonal{fields.required_text("reason", words_bytes_max)};
  } else if (action == "hand-over") {
    command = cases::HandOver{fields.required_text("to", 64), fields.required_text("note", words_bytes_max)};
  } else if (action == "recuse") {
    command = cases::Recuse{fields.required_text("reason", 500)};
  } else if (action == "second") {
    if (!fields.has("agrees")) fields.fault("agrees", "is required: true or false");
    command = cases::Second{fields.boolean("agrees", false), fields.text("reasons", words_bytes_max)};
  } else if (action == "look-again") {
    command = read_look(fields, faults);
  } else if (action == "extension") {
    cases::GrantExtension grant;
    grant.duty = fields.required_text("duty", 200);
    const auto until = fields.instant("until");
    if (!until && !fields.has("until")) fields.fault("until", "is required");
    grant.until = until.value_or(Instant{});
    grant.evidence = fields.required_text("evidence", words_bytes_max);
    command = std::move(grant);
  }
  fields.finish();
  return command;
}

cases::MoveMeasure parse_measure_move(const Json& body, int measure_no, Faults& faults) {
  cases::MoveMeasure move;
  ObjectReader fields(body, "#", faults);
  move.measure_no = measure_no;
  move.state = fields.word<cases::MeasureState>("state", cases::parse_word<cases::MeasureState>);
  if (move.state != cases::MeasureState::acknowledged)
    fields.fault("state", "a platform says acknowledged, nothing else");
  move.detail = fields.text("detail", 500);
  fields.finish();
  return move;
}

void complete_grounds(const cases::Case& state, cases::Command& command) {
  if (auto* decide = std::get_if<cases::Decide>(&command)) complete_ground(state, decide->ground);
  if (auto* appeal = std::get_if<cases::DecideAppeal>(&command); appeal != nullptr && appeal->instead) {
    complete_ground(state, appeal->instead->ground);
  }
  if (auto* look = std::get_if<cases::LookAgain>(&command); look != nullptr && look->instead) {
    complete_ground(state, look->instead->ground);
  }
}

}  // namespace redress::server
