// SPDX-License-Identifier: Apache-2.0
#include "report/agreement.hpp"

namespace redress::report {
namespace {

std::size_t place_of(cases::Outcome outcome) { return static_cast<std::size_t>(outcome); }

}  // namespace

void Agreement::add(cases::Outcome first, cases::Outcome second) { ++counts_.at(place_of(first)).at(place_of(second)); }

void Agreement::merge(const Agreement& other) {
  for (std::size_t first = 0; first < outcome_count; ++first) {
    for (std::size_t second = 0; second < outcome_count; ++second)
      counts_[first][second] += other.counts_[first][second];
  }
}

std::uint64_t Agreement::count(cases::Outcome first, cases::Outcome second) const {
  return counts_.at(place_of(first)).at(place_of(second));
}

std::uint64_t Agreement::count() const {
  std::uint64_t sum = 0;
  for (const auto& row : counts_) {
    for (const std::uint64_t count : row) sum += count;
  }
  return sum;
}

std::optional<double> Agreement::find_kappa() const {
  const std::uint64_t all = count();
  std::uint64_t alike = 0;
  std::uint64_t by_chance = 0;  // times all²
  for (std::size_t outcome = 0; outcome < outcome_count; ++outcome) {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    for (std::size_t other = 0; other < outcome_count; ++other) {
      first += counts_[outcome][other];
      second += counts_[other][outcome];
    }
    alike += counts_[outcome][outcome];
    by_chance += first * second;
  }
  // In whole numbers, so that "nobody ever decided anything else" is seen exactly.
  if (by_chance == all * all) return std::nullopt;
  const double chance = static_cast<double>(by_chance);
  const auto n = static_cast<double>(all);
  return (n * static_cast<double>(alike) - chance) / (n * n - chance);
}

}  // namespace redress::report
