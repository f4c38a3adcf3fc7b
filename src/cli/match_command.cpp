// SPDX-License-Identifier: Apache-2.0
#include "cli/match_command.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/exit.hpp"
#include "cli/statutes.hpp"
#include "match/bank_file.hpp"
#include "match/features_index.hpp"
#include "match/index.hpp"
#include "media/borders.hpp"

namespace redress::cli {
namespace {

// Entries are numbered by their place in the bank, so that ties come in the bank's own order.
Id id_of(std::size_t place) {
  Id id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(place >> (8 * i));
  return id;
}

std::size_t place_of(const Id& id) {
  std::size_t place = 0;
  for (std::size_t i = 8; i < 16; ++i) place = place << 8 | id.bytes[i];
  return place;
}

using Json = nlohmann::ordered_json;

static_assert(media::query_plan.edge_px <= media::plane_side_max);

// The bank as four tiers look at it. Searches may run together.
struct Searched {
  explicit Searched(std::vector<match::BankEntry> bank);
  [[nodiscard]] std::string find(const std::string& path, const media::Examination& examination) const;

  std::vector<match::BankEntry> entries;
  match::Index fingerprints;
  match::FeaturesIndex features;
};

std::size_t count_features(const std::vector<match::BankEntry>& bank) {
  std::size_t count = 0;
  for (const match::BankEntry& entry : bank) count += entry.features ? entry.features->list.size() : 0;
  return count;
}

Searched::Searched(std::vector<match::BankEntry> bank)
    : entries(std::move(bank)),
      fingerprints(std::max<std::size_t>(1, entries.size())),
      features(std::max<std::size_t>(1, count_features(entries))) {
  for (std::size_t place = 0; place < entries.size(); ++place) {
    CHECK(fingerprints.add(id_of(place), entries[place].fingerprint).ok());
    if (entries[place].features) CHECK(features.add(id_of(place), *entries[place].features).ok());
  }
  features.settle();
}

Json render_match(const match::BankEntry& entry, const match::Match& found) {
  return {{"path", entry.path},
          {"tier", match::render(found.decision.tier)},
          {"distance", found.decision.distance_bits},
          {"decision", match::render(found.decision.verdict)}};
}

// The nearest part within the radius for each entry: what is inside a border, and the squares of a collage.
std::vector<match::Hit> find_parts(const match::Index& index, const media::Plane& plane) {
  std::vector<media::Box> boxes = media::find_content(plane);
  const std::vector<media::Box> grid = media::cut_grid(plane);
  boxes.insert(boxes.end(), grid.begin(), grid.end());
  std::vector<match::Hit> hits;
  for (const media::Box& box : boxes) {
    const media::PdqResult part = media::hash_plane(media::crop(plane, box));
    if (part.quality < media::pdq_quality_min) continue;
    const auto found = index.find(part.hashes);
    hits.insert(hits.end(), found.begin(), found.end());
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const match::Hit& a, const match::Hit& b) { return a.distance_bits < b.distance_bits; });
  return hits;
}

Json render_likeness(const match::BankEntry& entry, const match::Likeness& found, match::Verdict verdict) {
  return {{"path", entry.path},
          {"tier", match::render(match::Tier::features)},
          {"inliers", found.alignment.inlier_count},
          {"decision", match::render(verdict)}};
}

std::string Searched::find(const std::string& path, const media::Examination& examination) const {
  Json line;
  line["path"] = path;
  line["matches"] = Json::array();
  std::set<Id> named;
  for (const match::Match& found : fingerprints.match(examination.fingerprint)) {
    named.insert(found.id);
    line["matches"].push_back(render_match(entries[place_of(found.id)], found));
  }
  if (examination.plane) {
    for (const match::Hit& hit : find_parts(fingerprints, *examination.plane)) {
      const auto verdict = match::judge_distance(hit.distance_bits);
      if (!verdict || !named.insert(hit.id).second) continue;
      const match::Decision decision{match::Tier::part, hit.distance_bits, *verdict};
      line["matches"].push_back(render_match(entries[place_of(hit.id)], {hit.id, decision}));
    }
  }
  if (examination.plane && features.count() > 0) {
    for (const auto& found : features.find(media::find_features(*examination.plane, media::query_plan))) {
      const auto verdict = match::judge_inliers(found.alignment.inlier_count);
      if (!verdict || !named.insert(found.id).second) continue;
      line["matches"].push_back(render_likeness(entries[place_of(found.id)], found, *verdict));
    }
  }
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

int match_command(const std::string& bank_path, const FilterOptions& options) {
  const auto text = read_file(bank_path);
  if (!text.ok()) return fail("match", text.error());
  auto bank = match::parse_bank(text.value(), bank_path);
  if (!bank.ok()) return fail("match", bank.error());
  const Searched searched(std::move(bank).value());
  const auto want = searched.features.count() > 0 ? media::Want::fingerprint_and_plane : media::Want::fingerprint;
  return filter_pictures("match", options, want, [&](const std::string& path, const media::Examination& examination) {
    return searched.find(path, examination);
  });
}

}  // namespace redress::cli
