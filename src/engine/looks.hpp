// SPDX-License-Identifier: Apache-2.0
// engine/looks.hpp — what of a picture, a film, sound or a text is compared beyond the hash of the whole: its
// parts, its corners, its frames in time, its sound, its words.
//
// Use this when   a look is made of an upload, kept, taken from the store again, or asked for among others.
// Shapes          a look has what there is to compare; an index of looks gives matches as facts, the surest first.
// Errors          keep_look, load_look: those of the picture store; corrupt where what is kept cannot be read. add:
//                 exhausted at a limit; what fitted is found all the same.
// Threads         Looks: any; a look matches from the moment add() returns. All else: pure, or the store's.
// Cost            those of match/features_index.hpp, video_index.hpp, audio_index.hpp and text_index.hpp.
// Source          docs/decisions/0028-second-tier-in-the-engine.md, 0031-parts-and-films-at-the-door.md.
// Never           decides what a match means: the verdicts are those of match/.
#pragma once

#include "cases/facts.hpp"
#include "match/audio_index.hpp"
#include "match/features_index.hpp"
#include "match/parts.hpp"
#include "match/text_index.hpp"
#include "match/video_index.hpp"
#include "store/picture_store.hpp"

namespace redress::engine {

struct Look {
  std::optional<match::Parts> parts;
  std::optional<media::Features> corners;
  std::optional<media::Video> recording;
  std::optional<match::TextHash> text;
};

[[nodiscard]] Status keep_look(store::PictureStore& pictures, const Digest& sha256, const Look& look);
// What is not kept is not in it.
[[nodiscard]] Result<Look> load_look(const store::PictureStore& pictures, const Digest& sha256);
// A line of the store: a film, sound or a text.
[[nodiscard]] Result<Look> parse_line(ByteView line);
// Of an entry of a bank: corners, or a line. Empty: there is nothing to compare.
[[nodiscard]] Bytes encode_look(const Look& look);
[[nodiscard]] Result<Look> parse_look(ByteView bytes);

// What is looked at of a film or sound that is uploaded, and what it may cost; of a longer one its first hour.
[[nodiscard]] media::VideoPlan upload_plan();

// As a fact; nothing where it is no map that a person could be shown.
[[nodiscard]] std::optional<cases::Overlay> make_overlay(const match::Affine& original_to_copy);
// The copy in the original.
[[nodiscard]] std::optional<cases::Overlay> invert(const cases::Overlay& overlay);

[[nodiscard]] cases::MatchFacts make_match_facts(int inlier_count, match::Verdict verdict);
// Nothing where the distance means nothing.
[[nodiscard]] std::optional<cases::MatchFacts> make_match_facts(const match::PartMatch& part);

struct Alike {
  Id id;
  cases::MatchFacts match;  // item_no is the asker's to fill in
};

class Looks {
 public:
  struct Limits {
    std::size_t feature_count_max = 0;
    std::size_t shot_count_max = 0;
    std::size_t word_count_max = 0;
    std::size_t text_count_max = 0;
  };
  explicit Looks(const Limits& limits)
      : corners_(limits.feature_count_max),
        films_(limits.shot_count_max),
        sounds_(limits.word_count_max),
        texts_(limits.text_count_max) {}

  // Its parts are not indexed: of those, the hash of the whole is what others ask for.
  [[nodiscard]] Status add(const Id& id, const Look& look);
  void remove(const Id& id);
  // Overlays: what is known, in the query.
  [[nodiscard]] std::vector<Alike> find(const Look& query) const;
  [[nodiscard]] bool has_corners() const { return corners_.count() > 0; }

 private:
  match::FeaturesIndex corners_;
  match::VideoIndex films_;
  match::AudioIndex sounds_;
  match::TextIndex texts_;
};

}  // namespace redress::engine
