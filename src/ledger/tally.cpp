// SPDX-License-Identifier: Apache-2.0
#include "ledger/tally.hpp"

#include <algorithm>
#include <chrono>

namespace redress::ledger {
namespace {

int month_of(Instant at) {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Milliseconds>{Milliseconds{at.ms}});
  const std::chrono::year_month_day date{days};
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

std::string render_month(int month) {
  const int year = month / 12;
  const int in_year = month % 12 + 1;
  return std::to_string(year) + (in_year < 10 ? "-0" : "-") + std::to_string(in_year);
}

// The value below which that share lies; the nearest one that was seen.
Milliseconds quantile(std::vector<std::uint32_t>& values, double share) {
  if (values.empty()) return Milliseconds{0};
  const auto at = static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return std::chrono::seconds{values[at]};
}

std::uint32_t seconds_used(const ClockRecord& clock) {
  const std::int64_t used = clock.ended_at ? (clock.ended_at->ms - clock.starts_at.ms) / 1000 : 0;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(used, 0, 0xffffffff));
}

}  // namespace

std::string render_month(Instant at) { return render_month(month_of(at)); }

void Tally::add(const ClockRecord& clock) {
  struct View {
    std::string_view duty;
    int month;
  };
  const View key{clock.duty, month_of(clock.began_at)};
  auto found = rows_.find(key);
  if (found == rows_.end()) found = rows_.emplace(Key{clock.duty, key.month}, Row{}).first;
  Row& row = found->second;
  switch (clock.state) {
    case law::ClockState::met:
      ++row.counts.met;
      break;
    case law::ClockState::missed:
      ++row.counts.missed;
      break;
    case law::ClockState::voided:
      ++row.counts.voided;
      return;
    case law::ClockState::paused:
      ++row.counts.paused;
      return;
    case law::ClockState::running:
      ++row.counts.running;
      return;
  }
  row.used_s.push_back(seconds_used(clock));
}

std::map<std::pair<std::string, std::string>, DutyTally> Tally::finish() {
  std::map<std::pair<std::string, std::string>, DutyTally> tallies;
  for (auto& [key, row] : rows_) {
    row.counts.used_median = quantile(row.used_s, 0.5);
    row.counts.used_p95 = quantile(row.used_s, 0.95);
    tallies.emplace(std::pair(key.duty, render_month(key.month)), row.counts);
  }
  return tallies;
}

}  // namespace redress::ledger
