// SPDX-License-Identifier: Apache-2.0
// match/text_index.hpp — the known texts that a text is a lightly changed copy of.
//
// Use this when   texts have hashes (text_hash.hpp). What is quoted inside a longer text is not found.
// Shapes          matches: nearest first, ties by id; at most hit_count_max.
// Units           distance_bits 0…256.
// Errors          add: conflict, the id is in it already; exhausted: the index holds count_max texts.
// Threads         any; searches run together. A text matches from the moment add() returns.
// Lifetime        matches own their ids.
// Cost            hamming_index.hpp at look_text_bits_max, which is so far that every hash is looked at.
// Source          docs/decisions/0025: what the two distances were measured on.
// Never           lets a changed text act by itself: one word may turn its meaning round.
#pragma once

#include <unordered_map>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "match/decision.hpp"
#include "match/hamming_index.hpp"
#include "match/text_hash.hpp"

namespace redress::match {

inline constexpr int same_text_bits_max = 0;
inline constexpr int look_text_bits_max = 64;

struct TextMatch {
  Id id;
  int distance_bits = 0;
  Verdict verdict = Verdict::look;
};

class TextIndex {
 public:
  static constexpr std::size_t hit_count_max = 1'000;

  explicit TextIndex(std::size_t count_max, HammingOptions options = {}) : count_max_(count_max), hashes_(options) {}

  [[nodiscard]] Status add(const Id& id, const TextHash& hash);
  // False: it was not there.
  bool remove(const Id& id);
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::vector<TextMatch> find(const TextHash& query, int radius_bits = look_text_bits_max) const;

 private:
  struct Known {
    std::vector<Id> ids;  // by slot
    std::unordered_map<Id, std::uint32_t> slots;
  };
  const std::size_t count_max_;
  HammingIndex hashes_;  // changed under known_'s lock
  Guarded<Known> known_;
};

}  // namespace redress::match
