// SPDX-License-Identifier: Apache-2.0
// The whole file: shape first (size, nesting, no aliases), then the header, then every list of entries.
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <sstream>

#include "base/digest.hpp"
#include "law/pack_reader.hpp"

namespace redress::law {
namespace {

constexpr int depth_max = 12;

// Aliases are refused before a tree is built: a few of them can stand for a tree of any size, or for a circle.
class ShapeCheck final : public YAML::EventHandler {
 public:
  explicit ShapeCheck(Faults& faults) : faults_(faults) {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    faults_.add(mark.line + 1, "an alias (*name) is not allowed in a pack; write the value out");
  }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void enter(const YAML::Mark& mark) {
    if (++depth_ == depth_max + 1) faults_.add(mark.line + 1, "nested deeper than 12 levels; a pack never needs that");
  }
  Faults& faults_;
  int depth_ = 0;
};

void check_shape(Faults& faults, const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  ShapeCheck check(faults);
  parser.HandleNextDocument(check);
  if (faults.empty() && parser.HandleNextDocument(check)) faults.add(1, "more than one document in the file; keep one");
}

unsigned read_weekend(const MapReader& map) {
  constexpr std::string_view days[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  unsigned weekend = 0;
  for (const auto& word : map.texts("weekend")) {
    const auto* found = std::find(std::begin(days), std::end(days), word);
    if (found == std::end(days)) {
      map.fault("weekend", "'" + word.substr(0, 20) + "' is no weekday; write for example [saturday, sunday]");
    } else {
      weekend |= 1U << static_cast<unsigned>(found - std::begin(days));
    }
  }
  if (weekend == 0x7F) map.fault("weekend", "no day is left to work on; leave at least one out");
  return weekend;
}

void read_holidays(Faults& faults, const MapReader& header, Pack& pack) {
  const auto* node = header.find("holidays");
  if (node == nullptr) return;
  const MapReader map(faults, *node, "holidays", {"source", "days"}, {});
  static_cast<void>(read_source_keys(map, pack));
  auto& days = pack.working.holidays;
  for (const auto& text : map.texts("days")) {
    const auto date = parse_civil_date(text);
    if (date.ok()) {
      days.emplace_back(date.value());
    } else {
      map.fault("days", date.error().message);
    }
  }
  if (!std::is_sorted(days.begin(), days.end())) map.fault("days", "the holidays are not in order; sort them");
}

void read_receipt(Faults& faults, const MapReader& header, Pack& pack) {
  const auto* node = header.find("receipt");
  if (node == nullptr) return;
  const MapReader map(faults, *node, "receipt", {"designated", "other", "provision"}, {"source"});
  pack.receipt.designated = map.parsed("designated", parse_receipt_instant).value_or(ReceiptInstant::entered);
  pack.receipt.other = map.parsed("other", parse_receipt_instant).value_or(ReceiptInstant::retrieved);
  pack.receipt.provision = map.text("provision");
  if (map.has("source")) pack.receipt.source = read_source_keys(map, pack);
}

void read_sources(Faults& faults, const YAML::Node& node, Pack& pack) {
  if (!node.IsMap()) {
    faults.add(line_of(node), "sources is no map; write `KEY: {title: …, url: …}`, one a line");
    return;
  }
  for (const auto& entry : node) {
    const MapReader map(faults, entry.second, "a source", {"title", "url"}, {});
    Source source{entry.first.IsScalar() ? entry.first.Scalar() : "", map.text("title"), map.text("url")};
    if (source.key.empty()) {
      faults.add(line_of(entry.first), "a source has no key; write one");
    } else if (!pack.sources.emplace(source.key, source).second) {
      faults.add(line_of(entry.first), "source '" + source.key + "' is written twice; keep one");
    }
  }
}

Territory read_header(Faults& faults, const YAML::Node& node, Pack& pack) {
  const MapReader map(faults, node, "pack",
                      {"jurisdiction", "title", "as_at", "zone", "weekend", "territory", "receipt"},
                      {"holidays", "standards"});
  pack.jurisdiction = map.text("jurisdiction");
  pack.title = map.text("title");
  pack.as_at = map.parsed("as_at", parse_civil_date).value_or(CivilDate{});
  pack.zone = map.parsed("zone", load_zone).value_or(Zone{});
  pack.working.weekend = read_weekend(map);
  pack.standards = map.texts("standards");
  read_holidays(faults, map, pack);
  read_receipt(faults, map, pack);
  const auto territory = parse_territory(map.texts("territory"));
  if (territory.ok()) return territory.value();
  map.fault("territory", territory.error().message);
  return {};
}

void read_file(Faults& faults, const YAML::Node& root, Pack& pack) {
  const MapReader map(faults, root, "the file", {"pack", "sources", "duties"},
                      {"penalties", "validity_checklists", "ranks", "time_rules", "harm_map", "ladders"});
  if (const auto* node = map.find("sources")) read_sources(faults, *node, pack);
  Territory home;
  if (const auto* node = map.find("pack")) home = read_header(faults, *node, pack);
  const auto read_part = [&](std::string_view key, auto read) {
    if (const auto* node = map.find(key)) read(faults, *node, pack);
  };
  read_part("penalties", read_penalties);
  read_part("validity_checklists", read_checklists);
  read_part("ranks", read_ranks);
  read_part("time_rules", read_time_rules);
  read_part("harm_map", read_harm_map);
  read_part("ladders", read_ladders);
  if (const auto* node = map.find("duties")) {
    if (!node->IsSequence()) map.fault("duties", "duties is no list; write one `- id:` a duty");
    for (const auto& entry : *node) pack.duties.push_back(read_duty(faults, entry, pack, home));
  }
  link_duties(faults, pack);
}

}  // namespace

std::vector<std::string> read_source_keys(const MapReader& map, const Pack& pack) {
  auto keys = map.texts("source");
  if (keys.empty() && map.has("source")) map.fault("source", "an entry without a source; name at least one");
  for (const auto& key : keys) {
    if (pack.sources.count(key) == 0) {
      map.fault("source", "'" + key.substr(0, 40) + "' is not in the table of sources; add it there");
    }
  }
  return keys;
}

Result<Pack> parse_pack(std::string_view path, std::string_view text) {
  if (text.size() > pack_bytes_max) {
    return Error{Code::invalid, std::string(path) + ":1: the file is larger than 1 MiB; split the pack"};
  }
  Faults faults(path);
  Pack pack;
  pack.path = path;
  pack.sha256 = render_hex(sha256(text));
  try {
    const std::string copy(text);
    check_shape(faults, copy);
    if (faults.empty()) read_file(faults, YAML::Load(copy), pack);
  } catch (const YAML::Exception& problem) {
    faults.add(problem.mark.is_null() ? 1 : problem.mark.line + 1,
               "no YAML: " + problem.msg + "; mend the line or the one before");
  }
  if (!faults.empty()) return Error{Code::invalid, faults.text()};
  return pack;
}

}  // namespace redress::law
