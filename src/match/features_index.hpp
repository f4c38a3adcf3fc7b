// SPDX-License-Identifier: Apache-2.0
// match/features_index.hpp — the known pictures that share corners with a query, lying alike: crops, captions,
// screenshots, stickers, collages, turns and mirror images of them.
//
// Use this when   PDQ found nothing and the upload is worth some milliseconds: this tier costs a thousand look-ups.
// Shapes          likenesses: most inliers first, ties by id; one a picture, the better of as it is and mirrored.
//                 A query's telling corners are looked up (media/features.hpp); each votes for every picture that has
//                 one within the radius. The pictures with most votes for one size and one turn are verified.
// Units           radius_bits 0…256 between descriptors.
// Errors          add: conflict, the id is in it already; exhausted: feature_count_max would be passed.
// Threads         any; searches run together. A picture matches from the moment add() returns.
// Lifetime        likenesses own their ids.
// Cost            find: descriptor_count_max look-ups of hamming_index.hpp, candidate_count_max verifications;
//                 nothing in it grows with what is known but the look-up. Memory: the index's, and 52 bytes a corner.
// Source          verify.hpp; votes by picture, size and turn as in Jégou, Douze and Schmid 2010. Every look-up is
//                 exact, and so is the vote: features_index_test.cpp counts them plainly.
// Never           acts, or reads a clock or a picture.
#pragma once

#include <unordered_map>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "match/hamming_index.hpp"
#include "match/overlay.hpp"

namespace redress::match {

// What one upload may cost.
struct FeatureBudget {
  std::size_t descriptor_count_max = 3'072;  // as it is and mirrored together, the best spread first
  std::size_t hit_count_max = 64;            // of one descriptor, the nearest: a corner that all have says nothing
  std::size_t candidate_count_max = 40;      // verified
  int radius_bits = 31;
  int vote_count_min = 3;
  int inlier_count_min = 10;  // look_inliers_min: below it nobody is asked
};

struct Likeness {
  Id id;
  int vote_count = 0;        // stored corners that voted for one size and one turn
  bool is_mirrored = false;  // the alignment is that of the query's mirror image
  Alignment alignment;
  Affine overlay;  // overlay.hpp: the known picture in the query, neither mirrored nor in pixels of a frame
};

class FeaturesIndex {
 public:
  explicit FeaturesIndex(std::size_t feature_count_max, HammingOptions options = {})
      : feature_count_max_(feature_count_max), hashes_(options) {}

  // A picture without features is known, and never found.
  [[nodiscard]] Status add(const Id& id, const media::Features& features);
  // False: it was not there.
  bool remove(const Id& id);
  [[nodiscard]] std::size_t count() const;          // pictures
  [[nodiscard]] std::size_t feature_count() const;  // of them all
  [[nodiscard]] std::vector<Likeness> find(const media::Features& query, const FeatureBudget& budget = {}) const;
  // Waits until nothing is left to merge.
  void settle() const { hashes_.settle(); }

 private:
  struct Run {  // the slots of one picture
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    Frame frame;
  };
  struct Known {
    std::vector<Id> ids;                  // by picture, in the order of adding; never used twice
    std::vector<Run> runs_by_picture;     // likewise
    std::vector<Corner> corners;          // by slot
    std::vector<std::uint32_t> pictures;  // by slot
    std::unordered_map<Id, Run> runs;
    std::size_t feature_count = 0;
  };
  struct Vote;
  struct Ballot;
  struct Candidate;
  void ask(const media::Features& query, bool is_mirrored, const FeatureBudget& budget, std::vector<Vote>& votes) const;
  [[nodiscard]] std::vector<Ballot> count_votes(std::vector<Vote>& votes, const Sight& as_is, const Sight& mirrored,
                                                const FeatureBudget& budget) const;
  [[nodiscard]] Candidate candidate_of(const Ballot& ballot) const;

  const std::size_t feature_count_max_;
  HammingIndex hashes_;  // changed under known_'s lock
  Guarded<Known> known_;
};

}  // namespace redress::match
