// SPDX-License-Identifier: Apache-2.0
// match/index.hpp — every known picture within a Hamming radius of a PDQ hash, and every one with the same SHA-256.
//
// Use this when   pictures have names: HammingIndex finds, this says who it was.
// Shapes          hits: nearest first, ties by id; at most hit_count_max of them, the nearest.
// Units           radius_bits, distance_bits 0…256.
// Errors          exhausted: the index holds count_max entries. conflict: the id is in it already.
// Threads         any; searches run together, add and remove run alone. An entry matches from the moment add() returns.
// Lifetime        hits own their ids.
// Cost            hamming_index.hpp, once for each turn asked.
// Source          PDQ distance: Facebook 2019, §2.
// Never           reads a clock or logs a fingerprint.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "match/decision.hpp"
#include "match/hamming_index.hpp"

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

  explicit Index(std::size_t count_max, HammingOptions options = {}) : count_max_(count_max), hashes_(options) {}

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
  // The first that match() would give, for a tenth of the cost where it is a plain copy; nothing where it gives none.
  [[nodiscard]] std::optional<Match> match_nearest(const media::Fingerprint& fingerprint) const;

 private:
  struct Known {
    std::vector<Id> ids;                          // by slot
    std::unordered_map<Id, std::uint32_t> slots;  // of those with a usable hash
    std::unordered_map<Id, Digest> digests;       // of every entry
    std::multimap<Digest, Id> exact;
  };
  // Nearest first, as many as are kept.
  [[nodiscard]] std::vector<Hit> name_hits(std::span<const Near> found) const;

  const std::size_t count_max_;
  HammingIndex hashes_;  // changed under known_'s lock
  Guarded<Known> known_;
};

}  // namespace redress::match
