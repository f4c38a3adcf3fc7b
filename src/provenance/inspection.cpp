// SPDX-License-Identifier: Apache-2.0
#include "provenance/inspection.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redress::provenance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t line_bytes_max = 1024;
constexpr std::array<std::string_view, 5> makings = {"ai-generated", "ai-edited", "possible", "captured", "other"};
constexpr std::array<std::string_view, 2> strengths = {"states", "suggests"};

// The words of an enumeration, in its order.
template <class Word, std::size_t count>
std::array<std::string_view, count> list_words(std::string_view (*name)(Word)) {
  std::array<std::string_view, count> words;
  for (std::size_t i = 0; i < count; ++i) words.at(i) = name(static_cast<Word>(i));
  return words;
}

template <class Line>
void cut(std::vector<Line>& lines, std::string_view what, std::vector<std::string>& remarks) {
  if (lines.size() <= inspection_lines_max) return;
  remarks.push_back(std::to_string(lines.size()) + " " + std::string(what) + ", of which the first " +
                    std::to_string(inspection_lines_max) + " are told");
  lines.resize(inspection_lines_max);
}

void shorten(std::string& line) {
  if (line.size() > line_bytes_max) line = line.substr(0, line_bytes_max) + "…";
}

Json signal_json(const Signal& signal) {
  return {{"producer", signal.producer},
          {"making", makings.at(static_cast<std::size_t>(signal.making))},
          {"strength", strengths.at(static_cast<std::size_t>(signal.strength))},
          {"field", signal.field},
          {"offset", signal.offset},
          {"value", signal.value}};
}

Json provenance_json(const Inspection& inspection) {
  Json json = {{"state", manifest_state_name(inspection.state)}, {"summary", inspection.summary}};
  if (inspection.state == ManifestState::none) return json;
  json["intact"] = inspection.is_intact;
  json["official_list"] = inspection.trusted_by[0];
  json["interim_list"] = inspection.trusted_by[1];
  json["own_list"] = inspection.trusted_by[2];
  if (inspection.signed_before) json["signed_before"] = render_instant(*inspection.signed_before);
  Json failures = Json::array();
  for (const StatusEntry& entry : inspection.failures) {
    failures.push_back({{"code", entry.code}, {"explanation", entry.explanation}});
  }
  json["failures"] = std::move(failures);
  return json;
}

// Reads one object; the first thing amiss is remembered, and what was asked for then is empty.
class Reader {
 public:
  Reader(const Json& json, bool& is_sound) : json_(json), is_sound_(is_sound) {
    is_sound_ = is_sound_ && json.is_object();
  }

  std::string text(const char* key) {
    const Json* found = find(key);
    return found != nullptr && check(found->is_string()) ? found->get<std::string>() : std::string();
  }
  bool flag(const char* key) {
    const Json* found = find(key);
    return found != nullptr && check(found->is_boolean()) && found->get<bool>();
  }
  std::uint64_t count(const char* key) {
    const Json* found = find(key);
    return found != nullptr && check(found->is_number_unsigned()) ? found->get<std::uint64_t>() : 0;
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> lines;
    for (const Json& line : list(key)) {
      if (check(line.is_string())) lines.push_back(line.get<std::string>());
    }
    return lines;
  }
  const Json& list(const char* key) {
    static const Json nothing = Json::array();
    const Json* found = find(key);
    if (found == nullptr || !check(found->is_array() && found->size() <= inspection_lines_max)) return nothing;
    return *found;
  }
  const Json& object(const char* key) {
    static const Json nothing = Json::object();
    const Json* found = find(key);
    return found == nullptr ? nothing : *found;
  }
  template <class Word, std::size_t count>
  Word word(const char* key, const std::array<std::string_view, count>& words) {
    const std::string written = text(key);
    const auto* const found = std::ranges::find(words, written);
    return check(found != words.end()) ? static_cast<Word>(found - words.begin()) : Word{};
  }
  [[nodiscard]] bool has(const char* key) const { return is_sound_ && json_.contains(key); }
  bool check(bool is_right) {
    is_sound_ = is_sound_ && is_right;
    return is_sound_;
  }

 private:
  const Json* find(const char* key) {
    if (!is_sound_) return nullptr;
    const auto found = json_.find(key);
    return check(found != json_.end()) ? &*found : nullptr;
  }

  const Json& json_;
  bool& is_sound_;
};

Signal read_signal(const Json& json, bool& is_sound) {
  Reader reader(json, is_sound);
  return {reader.text("producer"),
          reader.word<Making>("making", makings),
          reader.word<Strength>("strength", strengths),
          reader.text("field"),
          reader.count("offset"),
          reader.text("value")};
}

void read_provenance(const Json& json, Inspection& inspection, bool& is_sound) {
  Reader reader(json, is_sound);
  inspection.state = reader.word<ManifestState>("state", list_words<ManifestState, 4>(manifest_state_name));
  inspection.summary = reader.text("summary");
  if (inspection.state == ManifestState::none) return;
  inspection.is_intact = reader.flag("intact");
  inspection.trusted_by = {reader.flag("official_list"), reader.flag("interim_list"), reader.flag("own_list")};
  if (reader.has("signed_before")) {
    const auto at = parse_instant(reader.text("signed_before"));
    if (reader.check(at.ok())) inspection.signed_before = at.value();
  }
  for (const Json& entry : reader.list("failures")) {
    Reader failure(entry, is_sound);
    inspection.failures.push_back({failure.text("code"), "", failure.text("explanation")});
  }
}

}  // namespace

Inspection make_inspection(const ProvenanceReport& report, const Asset& asset, std::vector<Signal> metadata) {
  Inspection inspection;
  inspection.signals = std::move(metadata);
  std::vector<Signal> claimed = read_claim_signals(report);
  std::ranges::move(claimed, std::back_inserter(inspection.signals));
  inspection.verdict = judge_file(report, inspection.signals);
  inspection.mime = asset.mime;
  inspection.state = report.state;
  inspection.summary = describe_provenance(report);
  inspection.failures = report.statuses.failure;
  if (!report.manifests.empty()) {
    const SignatureReport& signature = report.manifests.front().signature;
    inspection.is_intact = signature.is_intact && report.state != ManifestState::invalid;
    inspection.trusted_by = signature.trusted_by;
    if (signature.time_stamp && signature.time_stamp->is_trusted) inspection.signed_before = signature.time_stamp->at;
    inspection.failures = report.manifests.front().statuses.failure;
  }
  inspection.remarks = asset.remarks;
  if (!asset.damage.empty()) inspection.remarks.push_back(asset.damage);
  std::vector<std::string> cuts;
  cut(inspection.verdict.reasons, "reasons", cuts);
  cut(inspection.failures, "failures", cuts);
  cut(inspection.signals, "signals", cuts);
  inspection.remarks.resize(std::min(inspection.remarks.size(), inspection_lines_max - cuts.size()));
  std::ranges::move(cuts, std::back_inserter(inspection.remarks));
  shorten(inspection.summary);
  for (std::string& reason : inspection.verdict.reasons) shorten(reason);
  for (std::string& remark : inspection.remarks) shorten(remark);
  for (StatusEntry& failure : inspection.failures) {
    shorten(failure.explanation);
    failure.url.clear();
  }
  return inspection;
}

std::string render_inspection(const Inspection& inspection) {
  Json json = {{"verdict", origin_name(inspection.verdict.origin)}, {"reasons", inspection.verdict.reasons}};
  json["mime"] = inspection.mime;
  json["provenance"] = provenance_json(inspection);
  Json signals = Json::array();
  for (const Signal& signal : inspection.signals) signals.push_back(signal_json(signal));
  json["signals"] = std::move(signals);
  json["remarks"] = inspection.remarks;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Inspection> parse_inspection(std::string_view text) {
  constexpr int depth_max = 4;  // the answer's own is 3
  bool is_sound = text.size() <= inspection_bytes_max;
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= depth_max; };
  const Json json = is_sound ? Json::parse(text, keep, false) : Json();
  Inspection inspection;
  Reader reader(json, is_sound);
  inspection.verdict = {reader.word<Origin>("verdict", list_words<Origin, 6>(origin_name)), reader.texts("reasons")};
  inspection.mime = reader.text("mime");
  read_provenance(reader.object("provenance"), inspection, is_sound);
  for (const Json& signal : reader.list("signals")) inspection.signals.push_back(read_signal(signal, is_sound));
  inspection.remarks = reader.texts("remarks");
  if (!is_sound) return Error{Code::corrupt, "the reader's answer does not hold together"};
  return inspection;
}

}  // namespace redress::provenance
