// SPDX-License-Identifier: Apache-2.0
#include "cli/facts_json.hpp"

#include <algorithm>

#include "server/json.hpp"

namespace redress::cli {
namespace {

using server::Faults;
using server::Json;
using server::ObjectReader;

constexpr std::size_t text_bytes_max = 16'384;

void warn_of_unknown(const Json& object, std::string_view where, std::initializer_list<std::string_view> known,
                     std::vector<std::string>& warnings) {
  if (!object.is_object()) return;
  for (const auto& entry : object.items()) {
    if (std::find(known.begin(), known.end(), entry.key()) != known.end()) continue;
    warnings.push_back("the key '" + entry.key() + "'" + std::string(where) +
                       " is not one of the facts; it changes nothing");
  }
}

// A name says that there is one: "court": "Delhi High Court" means true.
bool read_flag_or_name(ObjectReader& reader, const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found != object.end() && found->is_string()) return !reader.text(name, text_bytes_max).empty();
  return reader.boolean(name, false);
}

law::OrderFacts read_order(const Json& object, Faults& faults, std::vector<std::string>& warnings) {
  law::OrderFacts order;
  ObjectReader reader(object, "#/order", faults);
  if (!object.is_object()) return order;
  order.issuer = reader.text("issuer", text_bytes_max);
  order.rank = reader.text("rank", text_bytes_max);
  order.authorised_in_writing = read_flag_or_name(reader, object, "authorised_in_writing");
  order.court = read_flag_or_name(reader, object, "court");
  order.legal_basis = reader.text("legal_basis", text_bytes_max);
  order.provision = reader.text("provision", text_bytes_max);
  order.reasons = reader.text("reasons", text_bytes_max);
  order.urls = reader.texts("urls", 1'000, 2'048);
  warn_of_unknown(object, " in 'order'",
                  {"issuer", "rank", "authorised_in_writing", "court", "legal_basis", "provision", "reasons", "urls"},
                  warnings);
  return order;
}

std::vector<law::Happening> read_happenings(const Json* list, Faults& faults, std::vector<std::string>& warnings) {
  std::vector<law::Happening> then;
  if (list == nullptr) return then;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Json& object = (*list)[i];
    ObjectReader reader(object, "#/then/" + std::to_string(i), faults);
    law::Happening happening;
    const auto at = reader.instant("at");
    if (!at) reader.fault("at", "is required: the instant at which it happened");
    happening.at = at.value_or(Instant{});
    happening.what = reader.word<law::HappeningKind>("what", law::parse_happening);
    happening.until = reader.instant("until");
    warn_of_unknown(object, " in 'then'", {"at", "what", "until"}, warnings);
    then.push_back(happening);
  }
  std::stable_sort(then.begin(), then.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return then;
}

Error render_faults(const Faults& faults) {
  std::string message = "the facts cannot be used:";
  for (const auto& fault : faults.list) message += " " + fault.pointer + " " + fault.detail + ";";
  message.back() = '.';
  return Error{Code::invalid, message};
}

nlohmann::ordered_json or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return render_instant(*at);
}

nlohmann::ordered_json render_finding(const law::DutyFinding& finding) {
  nlohmann::ordered_json one;
  one["id"] = finding.id;
  one["jurisdiction"] = finding.jurisdiction;
  one["triggered"] = finding.triggered;
  one["reason"] = finding.reason;
  one["starts_at"] = or_null(finding.starts_at);
  one["due_at"] = or_null(finding.due_at);
  one["clock"] = finding.clock;
  one["state"] =
      finding.triggered ? nlohmann::ordered_json(law::render(finding.state)) : nlohmann::ordered_json(nullptr);
  one["leads"] = finding.leads;
  one["is_target"] = finding.is_target;
  one["territory"] = law::render_territory(finding.territory);
  one["provision"] = finding.provision;
  one["source"] = finding.source;
  one["appeal"] = finding.appeal;
  one["on_risk"] = law::render(finding.on_risk);
  return one;
}

}  // namespace

Result<FactsFile> parse_facts(const std::string& text) {
  TRY_ASSIGN(const Json object, server::parse_json(text));
  FactsFile file;
  Faults faults;
  ObjectReader reader(object, "#", faults);
  law::Facts& facts = file.facts;
  facts.channel = reader.word<law::Channel>("channel", law::parse_channel);
  facts.complainant = reader.word<law::Complainant>("complainant", law::parse_complainant, law::Complainant::none);
  facts.harm = reader.word<law::Harm>("harm", law::parse_harm);
  facts.limbs = reader.texts("limbs", 50, 64);
  facts.jurisdictions = reader.texts("jurisdictions", 50, 16);
  if (facts.jurisdictions.empty())
    reader.fault("jurisdictions", "is required: at least one country code, for example [\"IN\"]");
  const auto sent_at = reader.instant("sent_at");
  facts.entered_at = reader.instant("entered_at");
  facts.retrieved_at = reader.instant("retrieved_at");
  if (!sent_at && !facts.entered_at && !facts.retrieved_at) {
    reader.fault("sent_at", "is required: when the notice was sent, entered or retrieved");
  }
  facts.sent_at = sent_at ? *sent_at : facts.entered_at.value_or(facts.retrieved_at.value_or(Instant{}));
  facts.medium = reader.word<law::Medium>("medium", law::parse_medium, law::Medium::designated);
  if (const Json* order = reader.object("order")) facts.order = read_order(*order, faults, file.warnings);
  facts.then = read_happenings(reader.array("then", 1'000), faults, file.warnings);
  file.now = reader.instant("now");
  warn_of_unknown(object, "",
                  {"channel", "complainant", "harm", "limbs", "jurisdictions", "sent_at", "entered_at", "retrieved_at",
                   "medium", "order", "then", "now"},
                  file.warnings);
  if (!faults.is_empty()) return render_faults(faults);
  return file;
}

nlohmann::ordered_json render_evaluation(const law::Evaluation& evaluation) {
  nlohmann::ordered_json answer;
  answer["packs"] = evaluation.packs;
  answer["tz_version"] = evaluation.tz_version;
  // Not yet received: no clock runs, and there is no instant to give.
  answer["received_at"] = or_null(evaluation.is_received ? std::optional(evaluation.received_at) : std::nullopt);
  answer["basis"] = evaluation.basis;
  answer["duties"] = nlohmann::ordered_json::array();
  for (const auto& finding : evaluation.duties) answer["duties"].push_back(render_finding(finding));
  answer["order_defects"] = nlohmann::ordered_json::array();
  for (const auto& defect : evaluation.order_defects) {
    answer["order_defects"].push_back({{"check", defect.check}, {"detail", defect.detail}});
  }
  return answer;
}

}  // namespace redress::cli
