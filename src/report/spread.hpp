// SPDX-License-Identifier: Apache-2.0
// report/spread.hpp — how long something took, over many: median, other ranks, longest, share within a time;
// and how sure one can be of a share.
//
// Use this when   times are counted for years and none may be kept for itself.
// Shapes          a time is rounded up: to whole minutes below two days, whole hours below sixty days, whole days up to
//                 ten years. Rounding keeps order, so a rank is the exact rank, rounded up; the longest is exact.
// Units           ms.
// Errors          none.
// Threads         values.
// Cost            at most 7,900 numbers, however many times are added; one for each different rounded time.
// Source          nearest-rank percentiles; Wilson, J. Am. Stat. Assoc. 22 (1927): the interval of a share.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/instant.hpp"

namespace redress::report {

class Spread {
 public:
  void add(Milliseconds span);
  void merge(const Spread& other);

  [[nodiscard]] std::uint64_t count() const;
  // The time that this share of all (above 0, at most 1) took at most; nothing of nothing.
  [[nodiscard]] std::optional<Milliseconds> find_rank(double share) const;
  [[nodiscard]] std::optional<Milliseconds> find_longest() const;
  // Exact for whole minutes below two days and whole hours below sixty.
  [[nodiscard]] std::uint64_t count_within(Milliseconds limit) const;
  [[nodiscard]] std::size_t size() const { return count_by_ms_.size(); }

  bool operator==(const Spread&) const = default;

 private:
  std::map<std::int64_t, std::uint64_t> count_by_ms_;
  std::int64_t longest_ms_ = 0;
};

[[nodiscard]] Milliseconds round_up(Milliseconds span);

// `hits` of `count`, and where the share lies with 95 % certainty.
struct Share {
  double value = 0;
  double low = 0;
  double high = 1;
};
// Nothing of nothing.
[[nodiscard]] std::optional<Share> find_share(std::uint64_t hits, std::uint64_t count);

}  // namespace redress::report
