// SPDX-License-Identifier: Apache-2.0
// server/figures_view.hpp — the figures of a period in words and charts, for pages/transparency.html.
//
// Shapes          JSON for the page; docs/reference/transparency.md defines each figure.
// Errors          none.
// Threads         pure functions.
// Never           names staff, or tells a share of a group that is too small (server/figures.hpp).
#pragma once

#include "report/messages.hpp"
#include "server/figures.hpp"

namespace redress::server {

inline constexpr std::size_t chart_month_count = 12;
inline constexpr std::size_t shown_group_count_max = 4;  // the largest; all of them are in the files
inline constexpr std::size_t shown_issuer_count_max = 3;

struct FiguresWords {
  const report::Messages& messages;
  const report::Language& language;
};

// The choice of a month, and the name of the one that is shown.
void put_period(const FiguresWords& words, const Figures& figures, std::optional<int> month, Json& view);
void put_figures(const FiguresWords& words, const Figures& figures, std::optional<int> month, Json& view);

}  // namespace redress::server
