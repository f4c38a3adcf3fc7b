// SPDX-License-Identifier: Apache-2.0
#include "match/index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

namespace redress::match {
namespace {

std::array<std::uint64_t, 4> words_of(const media::Pdq& pdq) {
  std::array<std::uint64_t, 4> words{};
  static_assert(sizeof(words) == sizeof(pdq));
  std::memcpy(words.data(), pdq.data(), sizeof(words));
  return words;
}

// POPCNT is not in the baseline that Debian builds for; the compiler picks at load time where it is.
#ifndef __SANITIZE_THREAD__  // its runtime is not up yet when the loader asks which clone to take
__attribute__((target_clones("popcnt", "default")))
#endif
void scan(const std::array<std::uint64_t, 4>* hashes, std::size_t count, const std::array<std::uint64_t, 4>* queries,
          std::size_t query_count, int radius_bits, std::vector<std::pair<int, std::size_t>>& found) {
  for (std::size_t i = 0; i < count; ++i) {
    int nearest = 257;
    for (std::size_t q = 0; q < query_count; ++q) {
      // Half of the hash first: most entries are far already there.
      int distance = std::popcount(hashes[i][0] ^ queries[q][0]) + std::popcount(hashes[i][1] ^ queries[q][1]);
      if (distance > radius_bits) continue;
      distance += std::popcount(hashes[i][2] ^ queries[q][2]) + std::popcount(hashes[i][3] ^ queries[q][3]);
      nearest = std::min(nearest, distance);
    }
    if (nearest <= radius_bits) found.emplace_back(nearest, i);
  }
}

}  // namespace

Status Index::add(const Id& id, const media::Fingerprint& fingerprint) {
  return known_.write([&](Known& known) -> Status {
    if (known.digests.contains(id)) return Error{Code::conflict, "this entry is in the index already"};
    if (known.digests.size() >= count_max_) {
      return Error{Code::exhausted, "the match index is full: raise its limit in redress.toml and restart"};
    }
    known.digests.emplace(id, fingerprint.sha256);
    known.exact.emplace(fingerprint.sha256, id);
    if (has_usable_pdq(fingerprint)) {
      known.places.emplace(id, known.ids.size());
      known.hashes.push_back(words_of(fingerprint.pdq));
      known.ids.push_back(id);
    }
    return Done{};
  });
}

bool Index::remove(const Id& id) {
  return known_.write([&](Known& known) {
    const auto digest = known.digests.find(id);
    if (digest == known.digests.end()) return false;
    const auto [first, last] = known.exact.equal_range(digest->second);
    const auto exact = std::find_if(first, last, [&](const auto& entry) { return entry.second == id; });
    CHECK(exact != last);
    known.exact.erase(exact);
    known.digests.erase(digest);
    const auto place = known.places.find(id);
    if (place == known.places.end()) return true;
    // The last entry takes the place of the one that goes.
    const std::size_t hole = place->second;
    known.places.erase(place);
    if (hole + 1 != known.ids.size()) {
      known.hashes[hole] = known.hashes.back();
      known.ids[hole] = known.ids.back();
      known.places[known.ids[hole]] = hole;
    }
    known.hashes.pop_back();
    known.ids.pop_back();
    return true;
  });
}

std::size_t Index::count() const {
  return known_.read([](const Known& known) { return known.digests.size(); });
}

std::vector<Hit> Index::find(std::vector<Words> queries, int radius_bits) const {
  return known_.read([&](const Known& known) {
    std::vector<std::pair<int, std::size_t>> found;
    scan(known.hashes.data(), known.hashes.size(), queries.data(), queries.size(), radius_bits, found);
    std::vector<Hit> hits;
    hits.reserve(found.size());
    for (const auto& [distance, place] : found) hits.push_back({known.ids[place], distance});
    const auto nearer = [](const Hit& a, const Hit& b) {
      return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.id < b.id;
    };
    const std::size_t kept = std::min(hits.size(), hit_count_max);
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(), nearer);
    hits.resize(kept);
    return hits;
  });
}

std::vector<Hit> Index::find(const media::Pdq& pdq, int radius_bits) const {
  return find(std::vector<Words>{words_of(pdq)}, radius_bits);
}

std::vector<Hit> Index::find(const media::Dihedral& turns, int radius_bits) const {
  std::vector<Words> queries;
  for (const media::Pdq& pdq : turns) {
    // All zero is "no hash" (an import without turns), and would lie near every dark one.
    if (pdq != media::Pdq{}) queries.push_back(words_of(pdq));
  }
  return find(std::move(queries), radius_bits);
}

std::vector<Match> Index::match(const media::Fingerprint& fingerprint) const {
  std::vector<Match> matches;
  std::set<Id> seen;
  known_.read([&](const Known& known) {
    const auto [first, last] = known.exact.equal_range(fingerprint.sha256);
    for (auto entry = first; entry != last; ++entry) seen.insert(entry->second);
  });
  matches.reserve(seen.size());
  for (const Id& id : seen) matches.push_back({id, Decision{Tier::exact, 0, Verdict::same}});
  if (!has_usable_pdq(fingerprint)) return matches;
  media::Dihedral turns = fingerprint.dihedral;
  turns[0] = fingerprint.pdq;
  for (const Hit& hit : find(turns)) {
    if (seen.contains(hit.id)) continue;
    const auto verdict = judge_distance(hit.distance_bits);
    if (verdict) matches.push_back({hit.id, Decision{Tier::pdq, hit.distance_bits, *verdict}});
  }
  return matches;
}

}  // namespace redress::match
