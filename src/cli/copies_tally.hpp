// SPDX-License-Identifier: Apache-2.0
// cli/copies_tally.hpp — thresholds from the held-out third, recall and false pairs on the rest, with their bounds.
//
// Shapes          a threshold is the largest distance at which the held-out false pairs stay within the rate; the tiers
//                 together share the rate.
// Units           rates: false pairs of all pairs; recall 0…1, Wilson bounds of 95 %.
// Errors          none. Where pairs are too few for a rate, its threshold lets no held-out pair pass: resolves() says
//                 so.
// Threads         one tally a thread; merge() them.
// Source          Wilson 1927.
#pragma once

#include <span>
#include <vector>

#include "cli/copies_known.hpp"

namespace redress::cli {

using Distances = std::array<int, method_count>;

struct Share {
  double value = 0;
  double low = 0;
  double high = 0;
};
[[nodiscard]] Share wilson(std::size_t hits, std::size_t count);

struct Outcome {
  std::size_t kind = 0;
  bool is_held_out = false;
  Distances distances{};
};

class Tally {
 public:
  Tally();
  void add_copy(const Outcome& outcome) { outcomes_.push_back(outcome); }
  void add_other(Method method, bool is_held_out, int distance, std::uint64_t count = 1);
  void merge(const Tally& other);

  [[nodiscard]] int threshold(Method method, double rate) const;
  // Of the part that is reported, at this distance.
  [[nodiscard]] double false_rate(Method method, int distance) const;
  [[nodiscard]] std::uint64_t pair_count(Method method, bool is_held_out) const;
  [[nodiscard]] bool resolves(Method method, double rate) const;
  // Of the reported copies of one kind: how many are within the distance of any method. A limit below 0 asks nothing.
  [[nodiscard]] Share recall(std::size_t kind, const Distances& limits) const;
  [[nodiscard]] double mean_recall(std::span<const std::size_t> kinds, const Distances& limits) const;

 private:
  using Histogram = std::vector<std::uint64_t>;  // of distances
  std::array<std::array<Histogram, 2>, method_count> others_;
  std::vector<Outcome> outcomes_;
};

// What Redress asks: each finds what the others do not. Hashes lose little by a lower rate, features much.
struct TierShare {
  Method method;
  double share;
};
inline constexpr std::array<TierShare, 3> tiers = {
    {{Method::pdq_trimmed, 0.1}, {Method::pdq_parts, 0.1}, {Method::features, 0.8}}};

// The limits of one method alone, of all tiers, and of the shipped policy (match/decision.hpp).
[[nodiscard]] Distances limits_of(const Tally& tally, Method method, double rate);
[[nodiscard]] Distances limits_of_all(const Tally& tally, double rate);
[[nodiscard]] Distances shipped_limits(int bits, int inliers);

}  // namespace redress::cli
