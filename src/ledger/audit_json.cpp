// SPDX-License-Identifier: Apache-2.0
// ledger/audit_json.cpp — an audit's report, and what it remembers, as JSON.
#include <nlohmann/json.hpp>

#include "ledger/audit.hpp"

namespace redress::ledger {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t seen_bytes_max = std::size_t{2} << 20;

Json render_duties(const ReplayReport& replay) {
  Json list = Json::array();
  for (const auto& [key, tally] : replay.duties) {
    list.push_back({{"duty", key.first},
                    {"month", key.second},
                    {"met", tally.met},
                    {"missed", tally.missed},
                    {"void", tally.voided},
                    {"running", tally.running},
                    {"paused", tally.paused},
                    {"used_median_s", tally.used_median.count() / 1000},
                    {"used_p95_s", tally.used_p95.count() / 1000}});
  }
  return list;
}

Json render_findings(const ReplayReport& replay) {
  Json list = Json::array();
  for (const Finding& one : replay.findings) {
    list.push_back({{"index", one.index},
                    {"case", one.case_id},
                    {"rule", one.rule},
                    {"what", one.what},
                    {"expected", one.expected},
                    {"found", one.found}});
  }
  return list;
}

Json render_gaps(const ReplayReport& replay) {
  Json list = Json::array();
  for (const Gap& gap : replay.gaps) {
    list.push_back({{"from", render_instant(gap.from)},
                    {"until", render_instant(gap.until)},
                    {"cause", render(gap.cause)},
                    {"index", gap.index}});
  }
  return list;
}

}  // namespace

std::string render_audit(const AuditReport& report) {
  const ReplayReport& replay = report.replay;
  Json witnesses = Json::array();
  for (const auto& signature : report.signatures) witnesses.push_back(signature.name);
  Json document;
  document["log"] = {{"origin", report.checkpoint.origin},
                     {"size", report.checkpoint.size},
                     {"root", render_base64(report.checkpoint.root)},
                     {"vkey", render_verifier_key(report.key)},
                     {"vkey_from", render(report.key_origin)},
                     {"state", report.state == ProofState::witnessed ? "witnessed" : "signed"},
                     {"signatures", witnesses},
                     {"holds", report.log_holds}};
  document["log"]["seen_size"] = report.seen_size ? Json(*report.seen_size) : Json(nullptr);
  document["entries"] = replay.entries;
  document["cases"] = replay.cases;
  document["first_at"] = render_instant(replay.first_at);
  document["last_at"] = render_instant(replay.last_at);
  document["entries_by_type"] = replay.entries_by_type;
  document["orders"] = {{"received", replay.orders}, {"published", replay.orders_published}};
  document["duties"] = render_duties(replay);
  document["gaps"] = render_gaps(replay);
  document["notes"] = replay.notes;
  document["finding_count"] = replay.finding_count;
  document["findings"] = render_findings(replay);
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string render_seen(const SeenCheckpoint& seen) {
  const Json document{{"vkey", render_verifier_key(seen.key)},
                      {"size", seen.size},
                      {"root", render_base64(seen.root)},
                      {"checkpoint", seen.note}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<SeenCheckpoint> parse_seen(std::string_view text) {
  const Error broken{Code::corrupt, "the auditor's own state is damaged: move it away to begin anew"};
  if (text.size() > seen_bytes_max) return broken;
  const Json document = Json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("vkey") || !document["vkey"].is_string()) return broken;
  const auto note = document.find("checkpoint");
  if (note == document.end() || !note->is_string()) return broken;
  SeenCheckpoint seen;
  TRY_ASSIGN(seen.key, parse_verifier_key(document["vkey"].get<std::string>()));
  seen.note = note->get<std::string>();
  // What was signed is the truth of it; the numbers beside it are for people.
  const auto opened = open_checkpoint(seen.note, seen.key);
  if (!opened.ok()) return broken;
  seen.size = opened.value().checkpoint.size;
  seen.root = opened.value().checkpoint.root;
  return seen;
}

}  // namespace redress::ledger
