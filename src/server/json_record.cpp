// SPDX-License-Identifier: Apache-2.0
#include "server/json_record.hpp"

#include <array>

#include "label/label_words.hpp"
#include "label/statement.hpp"

namespace redress::server {
namespace {

Json render_match(const store::LabelRecord& record, int score) {
  return {{"manifestId", record.manifest_id}, {"similarityScore", score}};
}

std::string_view render(engine::Recovery state) {
  constexpr std::array<std::string_view, 3> words = {recovered_state, "mark present, content differs",
                                                     "similar content"};
  return words.at(static_cast<std::size_t>(state));
}

}  // namespace

Json render_label(const store::LabelRecord& record, std::string_view state) {
  Json json{{"record", label::render_record_urn(record.record)},
            {"label", record.label},
            {"regime", record.regime},
            {"made_at", render_instant(record.made_at)},
            {"state", state}};
  if (!record.language.empty()) json["language"] = record.language;
  if (!record.manifest_id.empty()) json["manifest_id"] = record.manifest_id;
  return json;
}

Json render_findings(const engine::RecordFindings& findings, bool is_mark_only) {
  Json matches = Json::array();
  Json labels = Json::array();
  for (const engine::FoundRecord& found : findings.records) {
    if (is_mark_only && !found.has_mark) continue;
    const bool is_recovered = found.state == engine::Recovery::recovered;
    if (is_recovered && !found.record.manifest_id.empty()) matches.push_back(render_match(found.record, found.score));
    Json& json = labels.emplace_back(render_label(found.record, render(found.state)));
    json["found_by"] = found.has_mark ? "watermark" : "fingerprint";
    json["score"] = found.score;
  }
  Json json{{"matches", std::move(matches)}, {"labels", std::move(labels)}};
  if (findings.mark) {
    json["watermark"] = {{"label", label::label_name(findings.mark->label)},
                         {"record", label::render_record_urn(findings.mark->record)}};
  }
  return json;
}

}  // namespace redress::server
