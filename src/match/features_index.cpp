// SPDX-License-Identifier: Apache-2.0
#include "match/features_index.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "match/decision.hpp"

namespace redress::match {

namespace {

static_assert(FeatureBudget{}.inlier_count_min == look_inliers_min);

constexpr std::size_t look_ups_at_once = 256;
constexpr int turn_bins = 8;

// A size and a turn, each in two overlapping ranges, so that what is near a border of one is inside the other.
std::array<int, 4> bins_of(const Corner& query, const Corner& stored) {
  constexpr float range = 1.315F;  // a step and a half of 1.2
  const int size = 64 + static_cast<int>(std::floor(std::log(query.size / stored.size) / std::log(range)));
  const int turn = (query.direction - stored.direction + media::direction_count) % media::direction_count * turn_bins /
                   media::direction_count;
  const int next = (turn + 1) % turn_bins;
  return {size * turn_bins + turn, size * turn_bins + next, (size + 1) * turn_bins + turn,
          (size + 1) * turn_bins + next};
}

Frame frame_of(const media::Features& features) {
  constexpr double unit = media::point_unit;
  return {features.width / unit, features.height / unit};
}

int longest_run(std::vector<std::pair<int, std::uint32_t>>& marks) {
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  int longest = 0;
  int run = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    run = i > 0 && marks[i].first == marks[i - 1].first ? run + 1 : 1;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

// One corner of the query is near one of a picture.
struct FeaturesIndex::Vote {
  std::uint32_t picture = 0;
  std::uint32_t slot = 0;
  std::uint16_t query = 0;  // which of its features
  std::uint16_t distance_bits = 0;
  bool is_mirrored = false;
};

// All votes for one picture, as it is or mirrored.
struct FeaturesIndex::Ballot {
  std::span<const Vote> votes;  // the nearest first
  int count = 0;                // of stored corners that agree on a size and a turn
};

struct FeaturesIndex::Candidate {
  Id id;
  Frame frame;
  std::vector<Corner> corners;
  std::vector<Pairing> pairs;
};

Status FeaturesIndex::add(const Id& id, const media::Features& features) {
  return known_.write([&](Known& known) -> Status {
    if (known.runs.contains(id)) return Error{Code::conflict, "the picture's features are in the index already"};
    if (known.feature_count + features.list.size() > feature_count_max_) {
      return Error{Code::exhausted, "the index of features is full: raise its limit or remove entries"};
    }
    CHECK(features.list.size() <= UINT16_MAX);
    const auto picture = static_cast<std::uint32_t>(known.ids.size());
    Run run{static_cast<std::uint32_t>(known.corners.size()), static_cast<std::uint32_t>(features.list.size()),
            frame_of(features)};
    known.ids.push_back(id);
    known.runs_by_picture.push_back(run);
    for (const media::Feature& feature : features.list) {
      // Told before it can be found: find() looks a slot up only after the index gave it.
      known.corners.push_back(corner_of(feature));
      known.pictures.push_back(picture);
      CHECK(hashes_.add(feature.bits) + 1 == known.corners.size());
    }
    known.runs.emplace(id, run);
    known.feature_count += run.count;
    return Done{};
  });
}

bool FeaturesIndex::remove(const Id& id) {
  return known_.write([&](Known& known) {
    const auto found = known.runs.find(id);
    if (found == known.runs.end()) return false;
    const Run run = found->second;
    for (std::uint32_t i = 0; i < run.count; ++i) hashes_.remove(run.first + i);
    known.feature_count -= run.count;
    known.runs.erase(found);
    return true;
  });
}

std::size_t FeaturesIndex::count() const {
  return known_.read([](const Known& known) { return known.runs.size(); });
}

std::size_t FeaturesIndex::feature_count() const {
  return known_.read([](const Known& known) { return known.feature_count; });
}

void FeaturesIndex::ask(const media::Features& query, bool is_mirrored, const FeatureBudget& budget,
                        std::vector<Vote>& votes) const {
  std::vector<Bits256> asked;
  std::vector<std::uint16_t> numbers;
  for (std::size_t i = 0; i < query.list.size() && asked.size() < budget.descriptor_count_max / 2; ++i) {
    if (!media::is_telling(query.list[i].bits)) continue;
    asked.push_back(is_mirrored ? query.list[i].mirrored_bits : query.list[i].bits);
    numbers.push_back(static_cast<std::uint16_t>(i));
  }
  const auto is_nearer = [](const Near& a, const Near& b) {
    return std::tie(a.distance_bits, a.slot) < std::tie(b.distance_bits, b.slot);
  };
  for (std::size_t from = 0; from < asked.size(); from += look_ups_at_once) {
    const auto some = std::span(asked).subspan(from, std::min(look_ups_at_once, asked.size() - from));
    auto lists = hashes_.find_each(some, budget.radius_bits);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      auto& near = lists[i];
      const std::size_t kept = std::min(near.size(), budget.hit_count_max);
      std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(kept), near.end(), is_nearer);
      for (const Near& one : std::span(near).first(kept)) {
        votes.push_back({0, one.slot, numbers[from + i], static_cast<std::uint16_t>(one.distance_bits), is_mirrored});
      }
    }
  }
}

// Those with enough votes, most first; no more than will be verified.
std::vector<FeaturesIndex::Ballot> FeaturesIndex::count_votes(std::vector<Vote>& votes, const Sight& as_is,
                                                              const Sight& mirrored,
                                                              const FeatureBudget& budget) const {
  std::vector<Ballot> ballots;
  std::vector<std::pair<int, std::uint32_t>> marks;  // a bin, and who is in it
  known_.read([&](const Known& known) {
    for (Vote& vote : votes) vote.picture = known.pictures[vote.slot];
    std::sort(votes.begin(), votes.end(), [](const Vote& a, const Vote& b) {
      return std::tie(a.picture, a.is_mirrored, a.distance_bits, a.query, a.slot) <
             std::tie(b.picture, b.is_mirrored, b.distance_bits, b.query, b.slot);
    });
    const std::span<const Vote> all(votes);
    for (std::size_t i = 0, end = 0; i < all.size(); i = end) {
      marks.clear();
      for (end = i;
           end < all.size() && all[end].picture == all[i].picture && all[end].is_mirrored == all[i].is_mirrored;
           ++end) {
        const Sight& sight = all[end].is_mirrored ? mirrored : as_is;
        const Corner& corner = sight.corners()[all[end].query];
        for (const int bin : bins_of(corner, known.corners[all[end].slot])) marks.emplace_back(bin, all[end].slot);
      }
      const int count = longest_run(marks);
      if (count >= budget.vote_count_min) ballots.push_back({all.subspan(i, end - i), count});
    }
  });
  std::stable_sort(ballots.begin(), ballots.end(), [](const Ballot& a, const Ballot& b) { return a.count > b.count; });
  ballots.resize(std::min(ballots.size(), budget.candidate_count_max));
  return ballots;
}

FeaturesIndex::Candidate FeaturesIndex::candidate_of(const Ballot& ballot) const {
  return known_.read([&](const Known& known) {
    const std::uint32_t picture = ballot.votes.front().picture;
    const Run run = known.runs_by_picture[picture];
    const auto first = known.corners.begin() + run.first;
    Candidate candidate{known.ids[picture], run.frame, {first, first + run.count}, {}};
    for (const Vote& vote : ballot.votes) {
      candidate.pairs.push_back({vote.query, static_cast<std::uint16_t>(vote.slot - run.first), vote.distance_bits});
    }
    return candidate;
  });
}

std::vector<Likeness> FeaturesIndex::find(const media::Features& query, const FeatureBudget& budget) const {
  const Sight as_is(query, false);
  const Sight mirrored(query, true);
  std::vector<Vote> votes;
  ask(query, false, budget, votes);
  ask(query, true, budget, votes);
  std::vector<Likeness> found;
  for (const Ballot& ballot : count_votes(votes, as_is, mirrored, budget)) {
    const Candidate candidate = candidate_of(ballot);
    const bool is_mirrored = ballot.votes.front().is_mirrored;
    const auto alignment = find_alignment(is_mirrored ? mirrored : as_is, candidate.corners, candidate.pairs);
    if (!alignment || alignment->inlier_count < budget.inlier_count_min) continue;
    found.push_back({candidate.id, ballot.count, is_mirrored, *alignment,
                     overlay_of(alignment->stored_to_query, candidate.frame, frame_of(query), is_mirrored)});
  }
  std::sort(found.begin(), found.end(), [](const Likeness& a, const Likeness& b) {
    return a.alignment.inlier_count != b.alignment.inlier_count
               ? a.alignment.inlier_count > b.alignment.inlier_count
               : std::tie(a.id, a.is_mirrored) < std::tie(b.id, b.is_mirrored);
  });
  std::vector<Likeness> once;
  for (const Likeness& one : found) {
    if (std::none_of(once.begin(), once.end(), [&](const Likeness& other) { return other.id == one.id; })) {
      once.push_back(one);
    }
  }
  return once;
}

}  // namespace redress::match
