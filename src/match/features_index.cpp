// SPDX-License-Identifier: Apache-2.0
#include "match/features_index.hpp"

#include <algorithm>
#include <tuple>

namespace redress::match {

// One corner of the query is near one of a picture.
struct FeaturesIndex::Vote {
  std::uint32_t picture = 0;
  std::uint32_t slot = 0;
  std::uint16_t query = 0;  // which of its features
  std::uint16_t distance_bits = 0;
  bool is_mirrored = false;
};

struct FeaturesIndex::Candidate {
  Id id;
  bool is_mirrored = false;
  std::vector<PointPair> pairs;
};

Status FeaturesIndex::add(const Id& id, const media::Features& features) {
  return known_.write([&](Known& known) -> Status {
    if (known.runs.contains(id)) return Error{Code::conflict, "the picture's features are in the index already"};
    if (known.feature_count + features.list.size() > feature_count_max_) {
      return Error{Code::exhausted, "the index of features is full: raise its limit or remove entries"};
    }
    const auto picture = static_cast<std::uint32_t>(known.ids.size());
    Run run{static_cast<std::uint32_t>(known.corners.size()), static_cast<std::uint32_t>(features.list.size())};
    known.ids.push_back(id);
    for (const media::Feature& feature : features.list) {
      // Told before it can be found: find() looks a slot up only after the index gave it.
      known.corners.push_back({picture, feature.point});
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
  const std::size_t asked = std::min({query.list.size(), budget.descriptor_count_max / 2, std::size_t{UINT16_MAX}});
  for (std::size_t i = 0; i < asked; ++i) {
    const Bits256& bits = is_mirrored ? query.list[i].mirrored_bits : query.list[i].bits;
    std::vector<Near> near = hashes_.find(std::span(&bits, 1), budget.radius_bits);
    if (near.size() > budget.hit_count_max) {
      std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(budget.hit_count_max), near.end(),
                       [](const Near& a, const Near& b) {
                         return std::tie(a.distance_bits, a.slot) < std::tie(b.distance_bits, b.slot);
                       });
      near.resize(budget.hit_count_max);
    }
    for (const Near& one : near) {
      votes.push_back(
          {0, one.slot, static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(one.distance_bits), is_mirrored});
    }
  }
}

std::vector<FeaturesIndex::Candidate> FeaturesIndex::count_votes(std::vector<Vote>& votes, const media::Features& query,
                                                                 const FeatureBudget& budget) const {
  const auto ballot = [](const Vote& vote) { return std::tie(vote.picture, vote.is_mirrored); };
  known_.read([&](const Known& known) {
    for (Vote& vote : votes) vote.picture = known.corners[vote.slot].picture;
  });
  // A corner of the query has one vote a picture: its nearest.
  std::sort(votes.begin(), votes.end(), [](const Vote& a, const Vote& b) {
    return std::tie(a.picture, a.is_mirrored, a.query, a.distance_bits, a.slot) <
           std::tie(b.picture, b.is_mirrored, b.query, b.distance_bits, b.slot);
  });
  votes.erase(std::unique(votes.begin(), votes.end(),
                          [&](const Vote& a, const Vote& b) { return ballot(a) == ballot(b) && a.query == b.query; }),
              votes.end());
  std::vector<std::span<Vote>> groups;
  for (std::size_t i = 0; i < votes.size();) {
    std::size_t end = i;
    while (end < votes.size() && ballot(votes[end]) == ballot(votes[i])) ++end;
    if (end - i >= static_cast<std::size_t>(budget.vote_count_min)) groups.emplace_back(&votes[i], end - i);
    i = end;
  }
  const std::size_t kept = std::min(groups.size(), budget.candidate_count_max);
  std::partial_sort(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(kept), groups.end(),
                    [&](const auto& a, const auto& b) {
                      return a.size() != b.size() ? a.size() > b.size() : ballot(a.front()) < ballot(b.front());
                    });
  groups.resize(kept);
  std::vector<Candidate> candidates;
  known_.read([&](const Known& known) {
    for (const auto group : groups) {
      std::sort(group.begin(), group.end(), [](const Vote& a, const Vote& b) {
        return std::tie(a.distance_bits, a.query) < std::tie(b.distance_bits, b.query);
      });
      Candidate candidate{known.ids[group.front().picture], group.front().is_mirrored, {}};
      for (const Vote& vote : group) {
        media::Point point = query.list[vote.query].point;
        if (vote.is_mirrored) point.x = static_cast<std::uint16_t>(query.width - point.x);
        candidate.pairs.push_back({point, known.corners[vote.slot].point});
      }
      candidates.push_back(std::move(candidate));
    }
  });
  return candidates;
}

std::vector<Likeness> FeaturesIndex::find(const media::Features& query, const FeatureBudget& budget) const {
  std::vector<Vote> votes;
  ask(query, false, budget, votes);
  ask(query, true, budget, votes);
  std::vector<Likeness> found;
  for (const Candidate& candidate : count_votes(votes, query, budget)) {
    const auto alignment = find_alignment(candidate.pairs);
    if (!alignment || alignment->inlier_count < budget.inlier_count_min) continue;
    found.push_back({candidate.id, static_cast<int>(candidate.pairs.size()), candidate.is_mirrored, *alignment});
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
