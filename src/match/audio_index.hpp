// SPDX-License-Identifier: Apache-2.0
// match/audio_index.hpp — the known recordings whose sound runs alike for a while: a voice under another picture, a
// piece cut out, a recording played in another.
//
// Use this when   a recording has sound: media/video.hpp, one Chromaprint word for each word_seconds.
// Shapes          matches: longest first, ties by id; one a recording, the longest stretch in which at most a third of
//                 the bits differ. A query's words vote, each for the offset at which a known recording has the same
//                 one or one a single bit off; the offsets with most votes are compared word by word.
// Units           seconds; error_share 0…1 of the bits; offsets in words.
// Errors          add: conflict, the id is in it already; exhausted: word_count_max would be passed.
// Threads         any; searches run together. A recording matches from the moment add() returns.
// Lifetime        matches own their ids.
// Cost            find: 33 look-ups a word, candidate_count_max comparisons. Memory: about 30 bytes a word.
// Source          Haitsma and Kalker, A Highly Robust Audio Fingerprinting System (2002), §5: look-up of words, bit
//                 error at most 0.35; Chromaprint's words for its.
// Never           believes a word that many recordings have, or one that goes on unchanged: silence and tones are alike
//                 everywhere.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "match/decision.hpp"
#include "media/video.hpp"

namespace redress::match {

inline constexpr double look_error_share_max = 0.35;
inline constexpr double look_audio_seconds_min = 5;
inline constexpr double same_error_share_max = 0.15;
inline constexpr double same_audio_seconds_min = 10;

struct AudioBudget {
  std::size_t posting_count_max = 512;   // a word that more places have says nothing
  std::size_t candidate_count_max = 32;  // offsets that are compared
  int vote_count_min = 3;
};

struct AudioMatch {
  Id id;
  double matched_seconds = 0;
  double query_seconds = 0;   // where it begins in the query
  double offset_seconds = 0;  // from there to where it begins in the known recording
  double error_share = 1;
  Verdict verdict = Verdict::look;
};

// A stretch of two recordings at one offset.
struct Stretch {
  std::size_t first = 0;  // word of the query
  std::size_t count = 0;
  std::size_t wrong_bits = 0;
};

// The longest in which every five seconds have at most look_error_share_max of their bits wrong, and words enough that
// change, without ends of a second that have not; count 0: none. offset: of the known word from the query's.
[[nodiscard]] Stretch find_stretch(std::span<const std::uint32_t> query, std::span<const std::uint32_t> known,
                                   std::ptrdiff_t offset);

class AudioIndex {
 public:
  explicit AudioIndex(std::size_t word_count_max) : word_count_max_(word_count_max) {}

  [[nodiscard]] Status add(const Id& id, const std::vector<std::uint32_t>& words);
  // False: it was not there.
  bool remove(const Id& id);
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t word_count() const;
  [[nodiscard]] std::vector<AudioMatch> find(std::span<const std::uint32_t> query,
                                             const AudioBudget& budget = {}) const;
  // Its sound, and its other pitches where it has them; of each recording the longest.
  [[nodiscard]] std::vector<AudioMatch> find_any_pitch(const media::Video& query, const AudioBudget& budget = {}) const;

 private:
  struct Posting {
    std::uint32_t recording = 0;
    std::uint32_t place = 0;
  };
  struct Recording {
    Id id;
    std::vector<std::uint32_t> words;
  };
  struct Known {
    std::unordered_map<std::uint32_t, std::vector<Posting>> postings;  // by word
    std::unordered_map<std::uint32_t, Recording> recordings;           // by number, never used twice
    std::unordered_map<Id, std::uint32_t> numbers;
    std::uint32_t next_number = 0;
    std::size_t word_count = 0;
  };
  struct Candidate;
  [[nodiscard]] static std::vector<Candidate> vote(const Known& known, std::span<const std::uint32_t> query,
                                                   const AudioBudget& budget);

  const std::size_t word_count_max_;
  Guarded<Known> known_;
};

}  // namespace redress::match
