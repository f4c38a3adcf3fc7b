// SPDX-License-Identifier: Apache-2.0
#include "cli/copies_tally.hpp"

#include <algorithm>
#include <cmath>

namespace redress::cli {
namespace {

constexpr Distances nothing = {-1, -1, -1, -1, -1, -1, -1, -1};

std::size_t place_of(Method method) { return static_cast<std::size_t>(method); }

// Beyond it no method finds anything.
int farthest(Method method) { return method == Method::features ? far - 1 : look_bits.at(place_of(method)); }

}  // namespace

Share wilson(std::size_t hits, std::size_t count) {
  if (count == 0) return {};
  constexpr double z = 1.959964;
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(hits) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {p, std::min(p, std::max(0.0, middle - half)), std::max(p, std::min(1.0, middle + half))};
}

Tally::Tally() {
  for (auto& method : others_) {
    for (Histogram& histogram : method) histogram.assign(far + 1, 0);
  }
}

void Tally::add_other(Method method, bool is_held_out, int distance, std::uint64_t count) {
  others_.at(place_of(method)).at(is_held_out ? 1 : 0)[static_cast<std::size_t>(std::min(distance, far))] += count;
}

void Tally::merge(const Tally& other) {
  outcomes_.insert(outcomes_.end(), other.outcomes_.begin(), other.outcomes_.end());
  for (std::size_t method = 0; method < method_count; ++method) {
    for (std::size_t part = 0; part < 2; ++part) {
      const Histogram& from = other.others_.at(method).at(part);
      Histogram& to = others_.at(method).at(part);
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
    }
  }
}

std::uint64_t Tally::pair_count(Method method, bool is_held_out) const {
  std::uint64_t count = 0;
  for (const std::uint64_t one : others_.at(place_of(method)).at(is_held_out ? 1 : 0)) count += one;
  return count;
}

bool Tally::resolves(Method method, double rate) const {
  return static_cast<double>(pair_count(method, true)) * rate >= 1;
}

int Tally::threshold(Method method, double rate) const {
  const Histogram& held_out = others_.at(place_of(method))[1];
  const double allowed = rate * static_cast<double>(pair_count(method, true));
  std::uint64_t passed = 0;
  for (int distance = 0; distance <= farthest(method); ++distance) {
    passed += held_out[static_cast<std::size_t>(distance)];
    if (static_cast<double>(passed) > allowed) return distance - 1;
  }
  return farthest(method);
}

double Tally::false_rate(Method method, int distance) const {
  const Histogram& reported = others_.at(place_of(method))[0];
  std::uint64_t passed = 0;
  for (int i = 0; i <= distance; ++i) passed += reported[static_cast<std::size_t>(i)];
  return static_cast<double>(passed) / static_cast<double>(std::max<std::uint64_t>(1, pair_count(method, false)));
}

Share Tally::recall(std::size_t kind, const Distances& limits) const {
  std::size_t hits = 0;
  std::size_t count = 0;
  for (const Outcome& outcome : outcomes_) {
    if (outcome.is_held_out || outcome.kind != kind) continue;
    ++count;
    bool is_found = false;
    for (std::size_t i = 0; i < method_count; ++i) is_found |= outcome.distances.at(i) <= limits.at(i);
    hits += is_found ? 1 : 0;
  }
  return wilson(hits, count);
}

double Tally::mean_recall(std::span<const std::size_t> kinds, const Distances& limits) const {
  double sum = 0;
  for (const std::size_t kind : kinds) sum += recall(kind, limits).value;
  return sum / static_cast<double>(kinds.size());
}

Distances limits_of(const Tally& tally, Method method, double rate) {
  Distances limits = nothing;
  limits.at(place_of(method)) = tally.threshold(method, rate);
  return limits;
}

Distances limits_of_all(const Tally& tally, double rate) {
  Distances limits = nothing;
  for (const auto& [method, share] : tiers) limits.at(place_of(method)) = tally.threshold(method, rate * share);
  return limits;
}

Distances shipped_limits(int bits, int inliers) {
  Distances limits = nothing;
  limits.at(place_of(Method::pdq_trimmed)) = bits;
  limits.at(place_of(Method::pdq_parts)) = bits;
  limits.at(place_of(Method::features)) = far - inliers;
  return limits;
}

}  // namespace redress::cli
