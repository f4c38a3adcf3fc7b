// SPDX-License-Identifier: Apache-2.0
// match/index.hpp — every known picture within a Hamming radius of a PDQ hash, and every one with the same SHA-256.
//
// Use this when   there are up to about a million entries: it is an exact scan, 32 bytes an entry.
// Shapes          hits: nearest first, ties by id; at most hit_count_max of them, the nearest.
// Units           radius_bits, distance_bits 0…256.
// Errors          exhausted: the index holds count_max entries. conflict: the id is in it already.
// Threads         any; searches run together, add and remove run alone. An entry matches from the moment add() returns.
// Lifetime        hits own their ids.
// Cost            find: one pass over 32 bytes an entry: 0.3 ms at 100,000, eight turns 1.5 ms (match_bench).
// Source          PDQ distance: Facebook 2019, §2. An index over chunks (Norouzi, Punjani, Fleet 2014) pays from about
//                 a million entries on; below that the scan is faster to answer and has nothing to get wrong.
// Never           reads a clock or logs a fingerprint.
#pragma once

#include <array>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "match/decision.hpp"

namespace redress::match {

struct Hit {
  Id id;
  int distance_bits = 0;
  bool operator==(const Hit&) const = default;
};

struct Match {
  Id id;
  Decision decision;
  bool operator==(const Match&) const = default;
};

class Index {
 public:
  static constexpr std::size_t hit_count_max = 1'000;

  explicit Index(std::size_t count_max) : count_max_(count_max) {}

  // A fingerprint under pdq_quality_min is found by its SHA-256 only.
  [[nodiscard]] Status add(const Id& id, const media::Fingerprint& fingerprint);
  // False: it was not there.
  bool remove(const Id& id);
  [[nodiscard]] std::size_t count() const;

  [[nodiscard]] std::vector<Hit> find(const media::Pdq& pdq, int radius_bits = look_bits_max) const;
  // The nearest of the eight turns counts.
  [[nodiscard]] std::vector<Hit> find(const media::Dihedral& turns, int radius_bits = look_bits_max) const;
  // By the policy of decision.hpp: exact matches first, then by distance.
  [[nodiscard]] std::vector<Match> match(const media::Fingerprint& fingerprint) const;

 private:
  using Words = std::array<std::uint64_t, 4>;
  struct Known {
    std::vector<Words> hashes;  // one line each beside its id: the scan touches nothing else
    std::vector<Id> ids;
    std::unordered_map<Id, std::size_t> places;  // in hashes and ids
    std::unordered_map<Id, Digest> digests;      // of every entry
    std::multimap<Digest, Id> exact;
  };
  [[nodiscard]] std::vector<Hit> find(std::vector<Words> queries, int radius_bits) const;

  const std::size_t count_max_;
  Guarded<Known> known_;
};

}  // namespace redress::match
