// SPDX-License-Identifier: Apache-2.0
#include "report/spread.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace redress::report {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

}  // namespace

Milliseconds round_up(Milliseconds span) {
  const std::int64_t ms = std::clamp<std::int64_t>(span.count(), 0, 3'650 * day);
  const std::int64_t step = ms <= 2 * day ? minute : ms <= 60 * day ? hour : day;
  return Milliseconds{(ms + step - 1) / step * step};
}

void Spread::add(Milliseconds span) {
  ++count_by_ms_[round_up(span).count()];
  longest_ms_ = std::max(longest_ms_, span.count());
}

void Spread::merge(const Spread& other) {
  for (const auto& [ms, count] : other.count_by_ms_) count_by_ms_[ms] += count;
  longest_ms_ = std::max(longest_ms_, other.longest_ms_);
}

std::uint64_t Spread::count() const {
  std::uint64_t sum = 0;
  for (const auto& [ms, count] : count_by_ms_) sum += count;
  return sum;
}

std::optional<Milliseconds> Spread::find_rank(double share) const {
  CHECK(share > 0 && share <= 1);
  const std::uint64_t all = count();
  if (all == 0) return std::nullopt;
  // Nine tenths of ten are nine: what binary fractions add to that is no person more.
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all) - 1e-9));
  std::uint64_t seen = 0;
  for (const auto& [ms, count] : count_by_ms_) {
    seen += count;
    if (seen >= rank) return Milliseconds{ms};
  }
  return find_longest();
}

std::optional<Milliseconds> Spread::find_longest() const {
  if (count_by_ms_.empty()) return std::nullopt;
  return Milliseconds{longest_ms_};
}

std::uint64_t Spread::count_within(Milliseconds limit) const {
  std::uint64_t sum = 0;
  for (const auto& [ms, count] : count_by_ms_) sum += ms <= limit.count() ? count : 0;
  return sum;
}

std::optional<Share> find_share(std::uint64_t hits, std::uint64_t count) {
  CHECK(hits <= count);
  if (count == 0) return std::nullopt;
  constexpr double z = 1.959963984540054;  // 95 % of a normal distribution lie within this many deviations
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(hits) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return Share{p, hits == 0 ? 0 : std::max(0.0, middle - half), hits == count ? 1 : std::min(1.0, middle + half)};
}

}  // namespace redress::report
