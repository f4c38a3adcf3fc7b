// SPDX-License-Identifier: Apache-2.0
// engine/bank.hpp — two indexes of fingerprints: what is registered (searched for copies) and what is held (asked at
// upload). What is held is known by its looks too, where they are kept: corners, frames, sound, words.
//
// Shapes          a registered content by its id; a hold by its case and item.
// Errors          add_content: exhausted at content_count_max. A hold whose look no longer fits is found by its
//                 hashes only, and told in the log.
// Threads         searches from any; changes belong to the writer. A change is seen from the moment it returns.
// Cost            a search is one of match/index.hpp: well under a millisecond for each of eight turns. find_alike:
//                 match/features_index.hpp, some milliseconds to some tenths of a second by what is held.
// Never           decides what a match means: match/decision.hpp does.
#pragma once

#include <atomic>
#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "engine/looks.hpp"
#include "match/index.hpp"
#include "store/event_store.hpp"

namespace redress::engine {

struct Fingerprints {
  std::string sha256;  // hex, as facts carry them
  std::string pdq;
  int pdq_quality = 0;
  std::optional<media::Dihedral> turns;
};

// Nothing to go by: no index can hold it.
[[nodiscard]] std::optional<media::Fingerprint> make_fingerprint(const Fingerprints& from);

class Bank {
 public:
  struct Limits {
    std::size_t content_count_max = 0;
    std::size_t feature_count_max = 0;
    std::size_t shot_count_max = 0;  // of films
    std::size_t word_count_max = 0;  // of sound
  };
  // `pictures` is borrowed; without it there is no second tier.
  Bank(Limits limits, store::PictureStore* pictures)
      : pictures_(pictures),
        contents_(limits.content_count_max),
        holds_(limits.content_count_max),
        held_looks_(
            {limits.feature_count_max, limits.shot_count_max, limits.word_count_max, limits.content_count_max}) {}

  struct Copy {
    std::string content_id;
    cases::MatchFacts match;  // item_no is the asker's to fill in
  };
  struct HeldMatch {
    store::Hold hold;
    cases::MatchFacts match;
  };

  [[nodiscard]] Status add_content(const store::Content& content);
  [[nodiscard]] std::vector<Copy> find_copies(const Fingerprints& fingerprints) const;

  // Registered under exactly these bytes.
  [[nodiscard]] std::vector<std::string> find_contents(const Digest& sha256) const;

  // Replaces everything that this case held.
  void set_holds(const Id& case_id, const std::vector<store::Hold>& holds);
  // Exact first, then by distance.
  [[nodiscard]] std::vector<HeldMatch> find_held(const Fingerprints& fingerprints) const;
  // By the hashes of its parts, and by what else is in the look.
  [[nodiscard]] std::vector<HeldMatch> find_alike(const Look& look) const;
  [[nodiscard]] bool has_corners() const { return held_looks_.has_corners(); }
  // Another one after every change of what is held: who asked before must ask again.
  [[nodiscard]] std::uint64_t hold_version() const { return hold_version_; }

  [[nodiscard]] std::size_t content_count() const { return contents_.count(); }
  [[nodiscard]] std::size_t hold_count() const { return holds_.count(); }

 private:
  void learn_look(const Id& id, const Digest& sha256);

  store::PictureStore* const pictures_;
  match::Index contents_;
  match::Index holds_;
  Looks held_looks_;
  std::atomic<std::uint64_t> hold_version_{0};
  Guarded<std::unordered_map<Id, std::string>> content_ids_;
  Guarded<std::unordered_map<Id, store::Hold>> held_;
  std::unordered_map<Id, std::vector<Id>> of_case_;  // the writer's own
};

}  // namespace redress::engine
