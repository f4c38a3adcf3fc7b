// SPDX-License-Identifier: Apache-2.0
#include "match/verify.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

#include "match/affine.hpp"

namespace redress::match {
namespace {

constexpr double size_ratio_max = 1.34;  // a step and a half of 1.2
constexpr int direction_max = 5;         // 28 degrees
constexpr int refinement_count = 3;
constexpr std::size_t affine_pair_count_min = 6;
constexpr double pixel_scale_min = 0.6;  // a smaller copy is judged no more kindly: its own pixels are the limit
constexpr std::uint32_t cell_px = 8;
constexpr int repeated_bits = 48;

Place place_of(const Corner& corner) { return {corner.x, corner.y}; }

double distance(Place a, Place b) { return std::hypot(a.x - b.x, a.y - b.y); }

bool is_direction_near(int a, int b) {
  const int apart = std::abs(a - b) % media::direction_count;
  return std::min(apart, media::direction_count - apart) <= direction_max;
}

bool is_ratio_near(double a, double b) { return a <= b * size_ratio_max && b <= a * size_ratio_max; }

struct Pair {
  const Corner* query = nullptr;
  const Corner* stored = nullptr;
  int distance_bits = 0;

  [[nodiscard]] double scale() const { return query->size / stored->size; }
  [[nodiscard]] int turn() const {
    return (query->direction - stored->direction + media::direction_count) % media::direction_count;
  }
  [[nodiscard]] Move move() const { return {place_of(*stored), place_of(*query)}; }
};

// What one pair says: the sizes give a scale and the directions a turn.
Affine similarity_of(const Pair& pair) {
  const double angle = pair.turn() * 2 * std::numbers::pi / media::direction_count;
  const double along = pair.scale() * std::cos(angle);
  const double across = pair.scale() * std::sin(angle);
  Affine by{along, -across, across, along, 0, 0};
  const Place at = by.apply(place_of(*pair.stored));
  by.x = pair.query->x - at.x;
  by.y = pair.query->y - at.y;
  return by;
}

// One pair's turn and scale are rough, so what is far from it may be off by some part of the way.
std::vector<Pair> find_support(const Pair& one, std::span<const Pair> pairs) {
  const Affine by = similarity_of(one);
  const double scale = one.scale();
  std::vector<Pair> support;
  std::set<const Corner*> stored;
  for (const Pair& other : pairs) {
    if (!is_ratio_near(other.scale(), scale) || !is_direction_near(other.turn(), one.turn())) continue;
    const double off = distance(by.apply(place_of(*other.stored)), place_of(*other.query));
    const double limit =
        6 * std::max(scale, pixel_scale_min) + 0.15 * scale * distance(place_of(*one.stored), place_of(*other.stored));
    if (off <= limit && stored.insert(other.stored).second) support.push_back(other);
  }
  return support;
}

std::vector<Move> moves_of(std::span<const Pair> pairs) {
  std::vector<Move> moves;
  moves.reserve(pairs.size());
  for (const Pair& pair : pairs) moves.push_back(pair.move());
  return moves;
}

// An affine map needs more to be sure of; without it a squashed copy or one seen from the side loses its edges.
std::optional<Affine> fit(std::span<const Pair> pairs) {
  const auto moves = moves_of(pairs);
  const auto affine = moves.size() >= affine_pair_count_min ? fit_affine(moves) : std::nullopt;
  return affine ? affine : fit_similarity(moves);
}

// The stored corners that the query has where, and as, the alignment says.
class SecondLook {
 public:
  SecondLook(const Sight& query, std::span<const Corner> stored, const VerifyOptions& options)
      : query_(query), stored_(stored), options_(options) {}

  std::vector<Pair> find(const Affine& by, double leeway) const {
    const double scale = by.scale();
    const double angle = std::atan2(by.c - by.b, by.a + by.d);
    const auto turn = static_cast<int>(std::lround(angle / (2 * std::numbers::pi) * media::direction_count));
    std::vector<Pair> found;
    for (const Corner& corner : stored_) {
      // A large corner's place is as rough as its pixels.
      const double radius_px = leeway * (1.5 + corner.size) * std::max(scale, pixel_scale_min);
      const Corner* best = nullptr;
      int best_bits = options_.again_bits_max + 1;
      query_.near(by.apply(place_of(corner)), radius_px, [&](std::uint16_t i) {
        const Corner& other = query_.corners()[i];
        if (!is_ratio_near(other.size, corner.size * scale)) return;
        if (!is_direction_near(other.direction, corner.direction + turn + media::direction_count)) return;
        const int bits = distance_bits(other.bits, corner.bits);
        if (bits >= best_bits) return;
        best = &other;
        best_bits = bits;
      });
      if (best != nullptr) found.push_back({best, &corner, best_bits});
    }
    keep_one_to_one(found);
    return found;
  }

 private:
  static void keep_one_to_one(std::vector<Pair>& pairs) {
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.distance_bits < b.distance_bits; });
    std::set<const Corner*> corners;
    std::set<std::pair<std::uint32_t, std::uint32_t>> cells;
    std::erase_if(pairs, [&](const Pair& pair) {
      if (!corners.insert(pair.query).second) return true;
      const auto cell_of = [](float at) { return static_cast<std::uint32_t>(at) / cell_px; };
      return !cells.insert({cell_of(pair.stored->x), cell_of(pair.stored->y)}).second;
    });
  }

  const Sight& query_;
  std::span<const Corner> stored_;
  const VerifyOptions& options_;
};

double longer_side(std::span<const Pair> pairs, const Corner* Pair::*which) {
  Place low = place_of(*(pairs.front().*which));
  Place high = low;
  for (const Pair& pair : pairs) {
    const Place at = place_of(*(pair.*which));
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  return std::max(high.x - low.x, high.y - low.y);
}

// A pattern has the same corner everywhere, and some of them always lie right: what looks like a corner that was
// counted counts a quarter.
int count_inliers(std::span<const Pair> pairs) {
  std::vector<const Corner*> counted;
  for (const Pair& pair : pairs) {
    const bool is_repeated = std::any_of(counted.begin(), counted.end(), [&](const Corner* other) {
      return distance_bits(other->bits, pair.stored->bits) < repeated_bits;
    });
    if (!is_repeated) counted.push_back(pair.stored);
  }
  return static_cast<int>(counted.size() + (pairs.size() - counted.size()) / 4);
}

// From a rough similarity to the alignment that the most corners bear out.
std::optional<Alignment> refine(Affine by, const SecondLook& look, const VerifyOptions& options) {
  auto pairs = look.find(by, 2);
  for (int i = 0; i < refinement_count && pairs.size() >= 3; ++i) {
    const auto finer = fit(pairs);
    if (!finer) break;
    by = *finer;
    pairs = look.find(by, 1);
  }
  if (pairs.size() < 3) return std::nullopt;
  if (longer_side(pairs, &Pair::stored) < options.inlier_box_px_min) return std::nullopt;
  if (longer_side(pairs, &Pair::query) < options.inlier_box_px_min) return std::nullopt;
  return Alignment{count_inliers(pairs), by};
}

// What most pairs agree with, as least squares have it.
std::vector<Affine> propose(std::span<const Pair> pairs, const VerifyOptions& options) {
  std::vector<std::vector<Pair>> supports;
  for (const Pair& one : pairs) {
    auto support = find_support(one, pairs);
    if (support.size() >= options.support_min) supports.push_back(std::move(support));
  }
  std::stable_sort(supports.begin(), supports.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<Affine> proposed;
  for (std::size_t i = 0; i < supports.size() && proposed.size() < 2 * options.attempt_count; ++i) {
    const auto is_same = [&](const Pair& a, const Pair& b) { return a.stored == b.stored && a.query == b.query; };
    // Those that agree with one another all propose the same.
    if (i > 0 &&
        std::equal(supports[i].begin(), supports[i].end(), supports[i - 1].begin(), supports[i - 1].end(), is_same)) {
      continue;
    }
    const auto moves = moves_of(supports[i]);
    if (const auto by = fit_similarity(moves)) proposed.push_back(*by);
    // What was squashed has no similarity that holds from edge to edge.
    if (moves.size() < affine_pair_count_min) continue;
    if (const auto by = fit_affine(moves)) proposed.push_back(*by);
  }
  return proposed;
}

}  // namespace

std::optional<Alignment> find_alignment(const Sight& query, std::span<const Corner> stored,
                                        std::span<const Pairing> given, const VerifyOptions& options) {
  std::vector<Pair> pairs;
  for (const Pairing& one : given.first(std::min(given.size(), options.pair_count_max))) {
    CHECK(one.query < query.corners().size() && one.stored < stored.size());
    pairs.push_back({&query.corners()[one.query], &stored[one.stored], one.distance_bits});
  }
  const SecondLook look(query, stored, options);
  std::optional<Alignment> best;
  for (const Affine& by : propose(pairs, options)) {
    const auto alignment = refine(by, look, options);
    if (alignment && (!best || alignment->inlier_count > best->inlier_count)) best = alignment;
  }
  return best;
}

}  // namespace redress::match
