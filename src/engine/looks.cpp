// SPDX-License-Identifier: Apache-2.0
#include "engine/looks.hpp"

#include <cmath>

#include "match/bank_file.hpp"
#include "media/decode.hpp"
#include "media/features_codec.hpp"

namespace redress::engine {
namespace {

constexpr double overlay_max = 1'000;  // of the copy's sides: what is further out is no place in a picture

bool to_millionths(double value, int& millionths) {
  if (!(std::abs(value) <= overlay_max)) return false;  // not for a NaN either
  millionths = static_cast<int>(std::lround(value * 1e6));
  return true;
}

Bytes render_line(const Look& look) {
  match::BankEntry entry;
  entry.path = "kept";
  entry.fingerprint.kind = look.text ? "text" : look.recording->frames.empty() ? "audio" : "video";
  if (look.recording) {
    entry.fingerprint.width = look.recording->width;
    entry.fingerprint.height = look.recording->height;
  }
  entry.video = look.recording;
  entry.text = look.text;
  const std::string line = match::render_entry(entry);
  return {line.begin(), line.end()};
}

cases::MatchFacts facts_of(match::Tier tier, match::Verdict verdict) {
  cases::MatchFacts facts;
  facts.tier = match::render(tier);
  facts.needs_look = verdict == match::Verdict::look;
  return facts;
}

int to_ms(double seconds) { return static_cast<int>(std::lround(seconds * 1'000)); }

// A film is found by its frames or, under another picture, by its sound.
void add_recordings(const match::VideoIndex& films, const match::AudioIndex& sounds, const media::Video& query,
                    std::vector<Alike>& found) {
  for (const match::VideoMatch& film : films.find(query)) {
    cases::MatchFacts& facts =
        found.emplace_back(Alike{film.id, facts_of(match::Tier::video_frames, film.verdict)}).match;
    facts.distance_bits = film.distance_bits;
    facts.matched_ms = to_ms(film.matched_seconds);
  }
  for (const match::AudioMatch& sound : sounds.find_any_pitch(query)) {
    cases::MatchFacts& facts = found.emplace_back(Alike{sound.id, facts_of(match::Tier::audio, sound.verdict)}).match;
    facts.matched_ms = to_ms(sound.matched_seconds);
  }
}

}  // namespace

Status keep_look(store::PictureStore& pictures, const Digest& sha256, const Look& look) {
  store::PictureStore::Looks looks;
  if (look.corners) looks.emplace_back(store::LookKind::corners, media::encode_features(*look.corners));
  if (look.parts) looks.emplace_back(store::LookKind::parts, match::encode_parts(*look.parts));
  if (look.recording || look.text) looks.emplace_back(store::LookKind::line, render_line(look));
  return pictures.keep(sha256, looks);
}

Result<Look> parse_line(ByteView line) {
  const std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
  TRY_ASSIGN(match::BankEntry entry, match::parse_entry(text, "a line that was kept"));
  Look look;
  look.recording = std::move(entry.video);
  look.text = entry.text;
  return look;
}

Bytes encode_look(const Look& look) {
  if (look.corners) return media::encode_features(*look.corners);
  return look.recording || look.text ? render_line(look) : Bytes{};
}

Result<Look> parse_look(ByteView bytes) {
  if (bytes.empty()) return Look{};
  if (bytes.front() == '{') return parse_line(bytes);
  Look look;
  TRY_ASSIGN(look.corners, media::parse_features(bytes));
  return look;
}

Result<Look> load_look(const store::PictureStore& pictures, const Digest& sha256) {
  Look look;
  TRY_ASSIGN(const auto line, pictures.find(sha256, store::LookKind::line));
  if (line) {
    TRY_ASSIGN(look, parse_line(*line));
  }
  TRY_ASSIGN(const auto corners, pictures.find(sha256));
  if (corners) {
    TRY_ASSIGN(look.corners, media::parse_features(*corners));
  }
  TRY_ASSIGN(const auto parts, pictures.find(sha256, store::LookKind::parts));
  if (parts) {
    TRY_ASSIGN(look.parts, match::parse_parts(*parts));
  }
  return look;
}

media::VideoPlan upload_plan() {
  media::VideoPlan plan;
  plan.frames_per_second = match::asked_frames_per_second;
  plan.wants_other_pitches = true;
  plan.seconds_max = 3'600;
  plan.file_bytes_max = media::file_bytes_max;
  plan.cpu_max = std::chrono::seconds{60};
  plan.wall_max = std::chrono::seconds{60};
  return plan;
}

std::optional<cases::Overlay> make_overlay(const match::Affine& by) {
  cases::Overlay overlay;
  const bool fits = to_millionths(by.a, overlay.a) && to_millionths(by.b, overlay.b) &&
                    to_millionths(by.c, overlay.c) && to_millionths(by.d, overlay.d) &&
                    to_millionths(by.x, overlay.left) && to_millionths(by.y, overlay.top);
  return fits ? std::optional(overlay) : std::nullopt;
}

std::optional<cases::Overlay> invert(const cases::Overlay& overlay) {
  const auto share = [](int millionths) { return millionths / 1e6; };
  const auto back = match::invert({share(overlay.a), share(overlay.b), share(overlay.c), share(overlay.d),
                                   share(overlay.left), share(overlay.top)});
  return back ? make_overlay(*back) : std::nullopt;
}

cases::MatchFacts make_match_facts(int inlier_count, match::Verdict verdict) {
  cases::MatchFacts facts = facts_of(match::Tier::features, verdict);
  facts.inlier_count = inlier_count;
  return facts;
}

std::optional<cases::MatchFacts> make_match_facts(const match::PartMatch& part) {
  const auto verdict = match::judge_distance(part.distance_bits);
  if (!verdict) return std::nullopt;
  cases::MatchFacts facts = facts_of(match::Tier::part, *verdict);
  facts.distance_bits = part.distance_bits;
  facts.overlay = make_overlay(part.overlay);
  return facts;
}

Status Looks::add(const Id& id, const Look& look) {
  Status all = Done{};
  const auto note = [&](Status added) {
    if (!added.ok()) all = std::move(added);
  };
  if (look.corners) note(corners_.add(id, *look.corners));
  if (look.recording && !look.recording->frames.empty()) note(films_.add(id, *look.recording));
  if (look.recording && !look.recording->sound.empty()) note(sounds_.add(id, look.recording->sound));
  if (look.text) note(texts_.add(id, *look.text));
  return all;
}

void Looks::remove(const Id& id) {
  corners_.remove(id);
  films_.remove(id);
  sounds_.remove(id);
  texts_.remove(id);
}

std::vector<Alike> Looks::find(const Look& query) const {
  std::vector<Alike> found;
  if (query.corners && has_corners()) {
    for (const match::Likeness& likeness : corners_.find(*query.corners)) {
      const auto verdict = match::judge_inliers(likeness.alignment.inlier_count);
      if (!verdict) continue;
      found.push_back({likeness.id, make_match_facts(likeness.alignment.inlier_count, *verdict)});
      found.back().match.overlay = make_overlay(likeness.overlay);
    }
  }
  if (query.recording) add_recordings(films_, sounds_, *query.recording, found);
  if (query.text) {
    for (const match::TextMatch& text : texts_.find(*query.text)) {
      found.push_back({text.id, facts_of(match::Tier::text, text.verdict)});
      found.back().match.distance_bits = text.distance_bits;
    }
  }
  return found;
}

}  // namespace redress::engine
