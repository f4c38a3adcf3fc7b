// SPDX-License-Identifier: Apache-2.0
#include "match/verify.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace redress::match {
namespace {

constexpr double scale_min = 0.25;
constexpr double scale_max = 4;
constexpr double sample_distance_px_min = 10;  // two corners closer than that say nothing about turn and scale
constexpr int refinement_count = 3;

struct Place {
  double x = 0;
  double y = 0;
};

struct Pair {
  Place query;
  Place stored;
  media::Point query_point;
  media::Point stored_point;
};

Place place_of(media::Point point) {
  return {static_cast<double>(point.x) / media::point_unit, static_cast<double>(point.y) / media::point_unit};
}

Place apply(const Similarity& by, Place at) {
  return {by.a * at.x - by.b * at.y + by.x, by.b * at.x + by.a * at.y + by.y};
}

double distance_squared(Place a, Place b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

// In the stored picture's pixels: a copy that was made larger is judged no more strictly, a smaller one no more kindly,
// down to where the query's own pixels are the limit.
bool is_near(const Similarity& by, const Pair& pair, double tolerance_px) {
  const double limit = tolerance_px * std::max(by.scale(), 0.6);
  return distance_squared(apply(by, pair.stored), pair.query) <= limit * limit;
}

bool has_sane_scale(const Similarity& by) {
  const double scale = by.scale();
  return scale >= scale_min && scale <= scale_max;
}

std::optional<Similarity> similarity_of(const Pair& p, const Pair& q) {
  const Place from{q.stored.x - p.stored.x, q.stored.y - p.stored.y};
  const Place to{q.query.x - p.query.x, q.query.y - p.query.y};
  const double length = from.x * from.x + from.y * from.y;
  if (length < sample_distance_px_min * sample_distance_px_min) return std::nullopt;
  Similarity by;
  by.a = (to.x * from.x + to.y * from.y) / length;
  by.b = (to.y * from.x - to.x * from.y) / length;
  by.x = p.query.x - (by.a * p.stored.x - by.b * p.stored.y);
  by.y = p.query.y - (by.b * p.stored.x + by.a * p.stored.y);
  return has_sane_scale(by) ? std::optional(by) : std::nullopt;
}

std::optional<Similarity> fit(const std::vector<Pair>& pairs, const std::vector<std::size_t>& chosen) {
  Place query;
  Place stored;
  for (const std::size_t i : chosen) {
    query = {query.x + pairs[i].query.x, query.y + pairs[i].query.y};
    stored = {stored.x + pairs[i].stored.x, stored.y + pairs[i].stored.y};
  }
  const auto count = static_cast<double>(chosen.size());
  query = {query.x / count, query.y / count};
  stored = {stored.x / count, stored.y / count};
  double along = 0;
  double across = 0;
  double length = 0;
  for (const std::size_t i : chosen) {
    const Place from{pairs[i].stored.x - stored.x, pairs[i].stored.y - stored.y};
    const Place to{pairs[i].query.x - query.x, pairs[i].query.y - query.y};
    along += to.x * from.x + to.y * from.y;
    across += to.y * from.x - to.x * from.y;
    length += from.x * from.x + from.y * from.y;
  }
  if (length <= 0) return std::nullopt;
  Similarity by{along / length, across / length, 0, 0};
  by.x = query.x - (by.a * stored.x - by.b * stored.y);
  by.y = query.y - (by.b * stored.x + by.a * stored.y);
  return has_sane_scale(by) ? std::optional(by) : std::nullopt;
}

// Takes the pairs that agree, each corner and each cell once.
class OneToOne {
 public:
  OneToOne(const std::vector<Pair>& pairs, const VerifyOptions& options) : pairs_(pairs), options_(options) {}

  std::vector<std::size_t> choose(const Similarity& by) const {
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (is_near(by, pairs_[i], options_.tolerance_px)) near.push_back(i);
    }
    keep_first(near, [&](std::size_t i) { return key(pairs_[i].query_point, 1); });
    keep_first(near, [&](std::size_t i) { return key(pairs_[i].stored_point, 1); });
    keep_first(near, [&](std::size_t i) { return key(pairs_[i].stored_point, 8 * media::point_unit); });
    return near;
  }

 private:
  static std::uint32_t key(media::Point point, std::uint32_t unit) {
    return (point.x / unit) << 16U | (point.y / unit);
  }

  // Pairs come the best first: of those with one key the first stays.
  template <class Key>
  static void keep_first(std::vector<std::size_t>& near, Key key_of) {
    std::stable_sort(near.begin(), near.end(), [&](std::size_t a, std::size_t b) {
      return key_of(a) != key_of(b) ? key_of(a) < key_of(b) : a < b;
    });
    near.erase(
        std::unique(near.begin(), near.end(), [&](std::size_t a, std::size_t b) { return key_of(a) == key_of(b); }),
        near.end());
  }

  const std::vector<Pair>& pairs_;
  const VerifyOptions& options_;
};

template <class PlaceOf>
double longer_side(const std::vector<std::size_t>& chosen, PlaceOf place) {
  Place low = place(chosen.front());
  Place high = low;
  for (const std::size_t i : chosen) {
    const Place at = place(i);
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  return std::max(high.x - low.x, high.y - low.y);
}

struct Dice {
  std::uint64_t state = 20'261'122;
  std::size_t below(std::size_t limit) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return static_cast<std::size_t>(state % limit);
  }
};

std::optional<Similarity> find_rough(const std::vector<Pair>& pairs, const VerifyOptions& options) {
  Dice dice;
  std::optional<Similarity> best;
  std::size_t best_count = 2;  // the two that made it always agree
  for (int trial = 0; trial < options.trial_count; ++trial) {
    const Pair& p = pairs[dice.below(pairs.size())];
    const Pair& q = pairs[dice.below(pairs.size())];
    const auto by = similarity_of(p, q);
    if (!by) continue;
    const auto count = static_cast<std::size_t>(std::count_if(
        pairs.begin(), pairs.end(), [&](const Pair& pair) { return is_near(*by, pair, options.tolerance_px); }));
    if (count <= best_count) continue;
    best_count = count;
    best = by;
  }
  return best;
}

}  // namespace

double Similarity::scale() const { return std::sqrt(a * a + b * b); }

std::optional<Alignment> find_alignment(std::span<const PointPair> given, const VerifyOptions& options) {
  std::vector<Pair> pairs;
  pairs.reserve(given.size());
  for (const PointPair& pair : given) {
    pairs.push_back({place_of(pair.query), place_of(pair.stored), pair.query, pair.stored});
  }
  if (pairs.size() < 3) return std::nullopt;
  auto by = find_rough(pairs, options);
  if (!by) return std::nullopt;
  const OneToOne one_to_one(pairs, options);
  auto chosen = one_to_one.choose(*by);
  for (int i = 0; i < refinement_count && chosen.size() >= 3; ++i) {
    const auto finer = fit(pairs, chosen);
    if (!finer) break;
    auto more = one_to_one.choose(*finer);
    if (more.size() < chosen.size()) break;
    by = finer;
    chosen = std::move(more);
  }
  if (chosen.size() < 3) return std::nullopt;
  const double side_min = options.inlier_box_px_min;
  if (longer_side(chosen, [&](std::size_t i) { return pairs[i].stored; }) < side_min) return std::nullopt;
  if (longer_side(chosen, [&](std::size_t i) { return pairs[i].query; }) < side_min) return std::nullopt;
  return Alignment{static_cast<int>(chosen.size()), *by};
}

}  // namespace redress::match
