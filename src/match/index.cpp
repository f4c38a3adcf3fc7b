// SPDX-License-Identifier: Apache-2.0
#include "match/index.hpp"

#include <algorithm>
#include <set>

#include "match/nearest.hpp"
#include "match/numbered_index.hpp"

namespace redress::match {
namespace {

media::Dihedral turns_of(const media::Fingerprint& fingerprint) {
  media::Dihedral turns = fingerprint.dihedral;
  turns[0] = fingerprint.pdq;
  return turns;
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
      const std::uint32_t slot = hashes_.add(bits_of(fingerprint.pdq));
      CHECK(slot == known.ids.size());
      known.slots.emplace(id, slot);
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
    if (const auto slot = known.slots.find(id); slot != known.slots.end()) {
      hashes_.remove(slot->second);
      known.slots.erase(slot);
    }
    return true;
  });
}

std::size_t Index::count() const {
  return known_.read([](const Known& known) { return known.digests.size(); });
}

std::vector<Hit> Index::name_hits(std::span<const Near> found) const {
  std::vector<Hit> hits;
  hits.reserve(found.size());
  known_.read([&](const Known& known) {
    for (const Near& near : found) hits.push_back({known.ids[near.slot], near.distance_bits});
  });
  keep_nearest(hits, hit_count_max, &Hit::id);
  return hits;
}

std::vector<Hit> Index::find(const media::Pdq& pdq, int radius_bits) const {
  const Bits256 query = bits_of(pdq);
  return name_hits(hashes_.find(std::span(&query, 1), radius_bits));
}

std::vector<Hit> Index::find(const media::Dihedral& turns, int radius_bits) const {
  return name_hits(hashes_.find(list_queries(turns), radius_bits));
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
  for (const Hit& hit : find(turns_of(fingerprint))) {
    if (seen.contains(hit.id)) continue;
    const auto verdict = judge_distance(hit.distance_bits);
    if (verdict) matches.push_back({hit.id, Decision{Tier::pdq, hit.distance_bits, *verdict}});
  }
  return matches;
}

std::optional<Match> Index::match_nearest(const media::Fingerprint& fingerprint) const {
  const auto exact = known_.read([&](const Known& known) {
    const auto [first, last] = known.exact.equal_range(fingerprint.sha256);
    const auto least = std::min_element(first, last, [](const auto& a, const auto& b) { return a.second < b.second; });
    return least == last ? std::nullopt : std::optional(least->second);
  });
  if (exact) return Match{*exact, Decision{Tier::exact, 0, Verdict::same}};
  if (!has_usable_pdq(fingerprint)) return std::nullopt;
  const auto hits = name_hits(hashes_.find_nearest_rung(list_queries(turns_of(fingerprint))).near);
  if (hits.empty()) return std::nullopt;
  const auto verdict = judge_distance(hits.front().distance_bits);
  if (!verdict) return std::nullopt;
  return Match{hits.front().id, Decision{Tier::pdq, hits.front().distance_bits, *verdict}};
}

}  // namespace redress::match
