// SPDX-License-Identifier: Apache-2.0
// match/video_index.hpp — the known films that a film shares a stretch of time with: copies, clips out of them, longer
// ones around them, at a little other speed, mirrored or turned.
//
// Use this when   a recording has frames; its sound is for audio_index.hpp.
// Shapes          matches: most matched seconds first, ties by id; one a film. A query's shots ask in eight turns; the
//                 films that most of its moments are near to are aligned in time.
// Units           seconds; fractions 0…1 of the moments that have a frame of quality; radius_bits 0…256. A matched
//                 moment covers as much time as lies between two frames of the known film.
// Errors          add: conflict, the id is in it already; exhausted: shot_count_max would be passed.
// Threads         any; searches run together. A film matches from the moment add() returns.
// Lifetime        matches own their ids.
// Cost            find: eight look-ups a shot (hamming_index.hpp), candidate_count_max alignments (time_align.hpp).
// Source          frames by PDQ as in vPDQ; order of time: time_align.hpp. Thresholds: judge_video().
// Never           decides by one picture that stands in many films, reads a clock, or acts.
#pragma once

#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "match/decision.hpp"
#include "match/hamming_index.hpp"
#include "match/shots.hpp"

namespace redress::match {

// A known film is looked at once a second. A query that is looked at no more often may fall half a second beside each
// of those looks, which is too far where the camera moves.
inline constexpr double asked_frames_per_second = 4;

// What one query may cost.
struct VideoBudget {
  int radius_bits = look_bits_max;
  std::size_t hit_count_max = 256;       // of one hash, the nearest
  std::size_t candidate_count_max = 16;  // films that are aligned
};

struct VideoMatch {
  Id id;
  double matched_seconds = 0;  // of the query
  double offset_seconds = 0;   // where in the known film the query's first frame lies
  double speed = 1;            // seconds of the known film for one of the query
  double query_fraction = 0;
  double stored_fraction = 0;
  double reached_fraction = 0;  // of the known film: moments that any of the query's is near to, in whatever order
  int picture_count = 0;        // matched pictures that differ from each other; more than three are not counted
  int distance_bits = 0;        // the median of what matched
  media::Turn turn = media::Turn::original;
  Verdict verdict = Verdict::look;
};

// same: at least three different pictures in order over at least 3 s, and 80 % of either film; or, where the films show
// one picture only, at most same_bits_max apart and 80 % of both. look: two pictures over 2 s; or one that is 80 % of
// the query and half of the known film.
[[nodiscard]] std::optional<Verdict> judge_video(const VideoMatch& match);

class VideoIndex {
 public:
  explicit VideoIndex(std::size_t shot_count_max, HammingOptions options = {})
      : shot_count_max_(shot_count_max), hashes_(options) {}

  // A film without a frame of quality is known, and never found.
  [[nodiscard]] Status add(const Id& id, const media::Video& video);
  // False: it was not there.
  bool remove(const Id& id);
  [[nodiscard]] std::size_t count() const;       // films
  [[nodiscard]] std::size_t shot_count() const;  // of them all
  [[nodiscard]] std::vector<VideoMatch> find(const media::Video& query, const VideoBudget& budget = {}) const;
  void settle() const { hashes_.settle(); }

 private:
  struct Film {
    Id id;
    std::uint32_t first_slot = 0;
    std::vector<Shot> shots;
    std::size_t moment_count = 0;
    double spacing_seconds = 1;
  };
  struct Known {
    std::vector<std::uint32_t> film_of;             // by slot
    std::unordered_map<std::uint32_t, Film> films;  // by number, never used twice
    std::unordered_map<Id, std::uint32_t> numbers;
    std::uint32_t next_number = 0;
    std::size_t shot_count = 0;
  };
  struct Hit;
  struct Candidate;
  [[nodiscard]] std::vector<Hit> ask(const std::vector<Shot>& shots, const VideoBudget& budget) const;
  [[nodiscard]] static std::vector<Candidate> pick(std::vector<Hit>& hits, const std::vector<Shot>& shots,
                                                   const Known& known, const VideoBudget& budget);
  [[nodiscard]] static VideoMatch measure(const Candidate& candidate, const std::vector<Shot>& shots, const Film& film,
                                          const media::Video& query);

  const std::size_t shot_count_max_;
  HammingIndex hashes_;  // changed under known_'s lock
  Guarded<Known> known_;
};

}  // namespace redress::match
