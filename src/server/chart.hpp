// SPDX-License-Identifier: Apache-2.0
// server/chart.hpp — bars for pages/*.html, drawn by the server: no script, no text inside, so a page that reads from
// right to left mirrors them as a whole.
//
// Use this when   numbers stand beside a picture of them; the numbers are what is read aloud.
// Shapes          JSON for <rect>: x, y, width, height as texts, in units of the viewBox.
// Errors          none.
// Threads         pure functions.
#pragma once

#include <optional>
#include <vector>

#include "report/spread.hpp"
#include "server/json.hpp"

namespace redress::server {

// 120 × 40. One column for each place, from the start side; nothing where there is no value. `mark`: a second, higher
// value, drawn as a line over the bar.
struct Column {
  std::optional<double> value;
  std::optional<double> mark = std::nullopt;
};
[[nodiscard]] Json draw_columns(const std::vector<Column>& columns);
// The largest of all values and marks: what the full height is.
[[nodiscard]] double find_top(const std::vector<Column>& columns);

// 100 × 8: where a share lies, from nothing to `top`, and the range that it may lie in.
[[nodiscard]] Json draw_share(const report::Share& share, double top);

}  // namespace redress::server
