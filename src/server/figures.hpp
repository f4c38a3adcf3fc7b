// SPDX-License-Identifier: Apache-2.0
// server/figures.hpp — the public figures by name, as JSON and as CSV; docs/reference/transparency.md defines each.
//
// Shapes          a group of fewer than group_decisions_min decisions is named and not counted; what reviewers do is
//                 told as a spread, and only of reviewer_count_min or more, so that no figure is about one person.
// Units           times end in _s and are seconds; shares lie between 0 and 1, with their 95 % interval and n.
// Errors          none.
// Threads         pure functions.
// Never           names staff, but in render_reviewers, which is for supervisors.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "server/json.hpp"
#include "server/tally.hpp"

namespace redress::server {

inline constexpr std::uint64_t group_decisions_min = 10;
inline constexpr std::size_t reviewer_count_min = 3;
inline constexpr std::array outcomes{cases::Outcome::remove, cases::Outcome::restrict, cases::Outcome::label,
                                     cases::Outcome::reject};
static_assert(outcomes.size() == report::outcome_count);

// Nothing to divide by or to take the middle of: no value.
struct Figure {
  std::string_view name;
  std::optional<double> value;
  std::optional<report::Share> range;  // of a share
  std::uint64_t count = 0;             // what the share is of
};
[[nodiscard]] std::vector<Figure> list_figures(const report::Group& group);
[[nodiscard]] inline bool is_small(const report::Group& group) { return group.decisions < group_decisions_min; }

// Shares taken back of those reviewers who made enough decisions.
struct ReviewerSpread {
  std::size_t count = 0;
  double lowest = 0, median = 0, highest = 0;
};
[[nodiscard]] std::optional<ReviewerSpread> find_reviewer_spread(const report::Month& period);

[[nodiscard]] Json render_figures(const Figures& figures, std::optional<int> month, std::uint64_t last_position);
// period,group,key,figure,value,low,high,n
[[nodiscard]] std::string render_figures_csv(const Figures& figures, std::optional<int> month);
[[nodiscard]] Json render_reviewers(const report::Month& period);

}  // namespace redress::server
