// SPDX-License-Identifier: Apache-2.0
#include "cli/match_command.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/exit.hpp"
#include "cli/statutes.hpp"
#include "match/audio_index.hpp"
#include "match/bank_file.hpp"
#include "match/features_index.hpp"
#include "match/index.hpp"
#include "match/numbered.hpp"
#include "match/parts.hpp"
#include "match/text_index.hpp"
#include "match/video_index.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;

static_assert(media::query_plan.edge_px <= media::plane_side_max);

// The bank as each tier looks at it. Searches may run together.
struct Searched {
  explicit Searched(std::vector<match::BankEntry> bank);
  [[nodiscard]] std::string find(const ExaminedFile& file) const;

  std::vector<match::BankEntry> entries;
  match::Index fingerprints;
  match::FeaturesIndex features;
  match::VideoIndex videos;
  match::AudioIndex sounds;
  match::TextIndex texts;

 private:
  void add(std::size_t place);
  void find_parts_of(const media::Plane& plane, std::set<Id>& named, Json& matches) const;
  void find_features(const media::Plane& plane, std::set<Id>& named, Json& matches) const;
  void find_recording(const media::Video& video, std::set<Id>& named, Json& matches) const;
};

// Of all entries; at least 1, for an index must hold something.
template <class Count>
std::size_t sum_of(const std::vector<match::BankEntry>& bank, Count count) {
  std::size_t sum = 1;
  for (const match::BankEntry& entry : bank) sum += count(entry);
  return sum;
}

Searched::Searched(std::vector<match::BankEntry> bank)
    : entries(std::move(bank)),
      fingerprints(entries.size() + 1),
      features(sum_of(entries, [](const auto& entry) { return entry.features ? entry.features->list.size() : 0; })),
      videos(sum_of(entries, [](const auto& entry) { return entry.video ? entry.video->frames.size() : 0; })),
      sounds(sum_of(entries, [](const auto& entry) { return entry.video ? entry.video->sound.size() : 0; })),
      texts(entries.size() + 1) {
  for (std::size_t place = 0; place < entries.size(); ++place) add(place);
  features.settle();
  videos.settle();
}

void Searched::add(std::size_t place) {
  match::BankEntry& entry = entries[place];
  // Ties come in the bank's own order.
  const Id id = match::id_of_number(place);
  CHECK(fingerprints.add(id, entry.fingerprint).ok());
  if (entry.features) CHECK(features.add(id, *entry.features).ok());
  if (entry.text) CHECK(texts.add(id, *entry.text).ok());
  if (!entry.video) return;
  CHECK(videos.add(id, *entry.video).ok());
  CHECK(sounds.add(id, entry.video->sound).ok());
  entry.video.reset();  // the indexes have what they need of it
}

Json render_match(const match::BankEntry& entry, const match::Match& found) {
  return {{"path", entry.path},
          {"tier", match::render(found.decision.tier)},
          {"distance", found.decision.distance_bits},
          {"decision", match::render(found.decision.verdict)}};
}

Json render_likeness(const match::BankEntry& entry, const match::Likeness& found, match::Verdict verdict) {
  return {{"path", entry.path},
          {"tier", match::render(match::Tier::features)},
          {"inliers", found.alignment.inlier_count},
          {"decision", match::render(verdict)}};
}

double to_hundredths(double value) { return std::round(value * 100) / 100; }

Json render_video(const match::BankEntry& entry, const match::VideoMatch& found) {
  return {{"path", entry.path},
          {"tier", match::render(match::Tier::video_frames)},
          {"distance", found.distance_bits},
          {"matched_seconds", to_hundredths(found.matched_seconds)},
          {"offset_seconds", to_hundredths(found.offset_seconds)},
          {"speed", to_hundredths(found.speed)},
          {"query_fraction", to_hundredths(found.query_fraction)},
          {"stored_fraction", to_hundredths(found.stored_fraction)},
          {"turn", media::turn_names.at(static_cast<std::size_t>(found.turn))},
          {"decision", match::render(found.verdict)}};
}

Json render_sound(const match::BankEntry& entry, const match::AudioMatch& found) {
  return {{"path", entry.path},
          {"tier", match::render(match::Tier::audio)},
          {"error_share", to_hundredths(found.error_share)},
          {"matched_seconds", to_hundredths(found.matched_seconds)},
          {"offset_seconds", to_hundredths(found.offset_seconds)},
          {"query_seconds", to_hundredths(found.query_seconds)},
          {"decision", match::render(found.verdict)}};
}

Json render_text(const match::BankEntry& entry, const match::TextMatch& found) {
  return {{"path", entry.path},
          {"tier", match::render(match::Tier::text)},
          {"distance", found.distance_bits},
          {"decision", match::render(found.verdict)}};
}

void Searched::find_parts_of(const media::Plane& plane, std::set<Id>& named, Json& matches) const {
  const auto find_whole = [&](const media::Pdq& pdq) { return fingerprints.find(pdq); };
  for (const match::PartMatch& part : match::find_part_matches(find_whole, match::find_parts(plane))) {
    const auto verdict = match::judge_distance(part.distance_bits);
    if (!verdict || !named.insert(part.id).second) continue;
    const match::Decision decision{match::Tier::part, part.distance_bits, *verdict};
    matches.push_back(render_match(entries[match::number_of(part.id)], {part.id, decision}));
  }
}

void Searched::find_features(const media::Plane& plane, std::set<Id>& named, Json& matches) const {
  if (features.count() == 0) return;
  for (const auto& found : features.find(media::find_features(plane, media::query_plan))) {
    const auto verdict = match::judge_inliers(found.alignment.inlier_count);
    if (!verdict || !named.insert(found.id).second) continue;
    matches.push_back(render_likeness(entries[match::number_of(found.id)], found, *verdict));
  }
}

void Searched::find_recording(const media::Video& video, std::set<Id>& named, Json& matches) const {
  for (const match::VideoMatch& found : videos.find(video)) {
    if (named.insert(found.id).second) matches.push_back(render_video(entries[match::number_of(found.id)], found));
  }
  for (const match::AudioMatch& found : sounds.find_any_pitch(video)) {
    if (named.insert(found.id).second) matches.push_back(render_sound(entries[match::number_of(found.id)], found));
  }
}

std::string Searched::find(const ExaminedFile& file) const {
  Json line;
  line["path"] = file.entry.path;
  Json& matches = line["matches"] = Json::array();
  std::set<Id> named;
  for (const match::Match& found : fingerprints.match(file.entry.fingerprint)) {
    named.insert(found.id);
    matches.push_back(render_match(entries[match::number_of(found.id)], found));
  }
  if (file.plane) find_parts_of(*file.plane, named, matches);
  if (file.plane) find_features(*file.plane, named, matches);
  if (file.entry.video) find_recording(*file.entry.video, named, matches);
  if (file.entry.text) {
    for (const match::TextMatch& found : texts.find(*file.entry.text)) {
      if (named.insert(found.id).second) matches.push_back(render_text(entries[match::number_of(found.id)], found));
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
  return filter_files("match", options, want, [&](const ExaminedFile& file) { return searched.find(file); });
}

}  // namespace redress::cli
