// SPDX-License-Identifier: Apache-2.0
#include "server/chart.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace redress::server {
namespace {

constexpr double chart_width = 120;
constexpr double chart_height = 40;
constexpr double line_height = 0.8;

std::string number(double value) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.2f", value);
  return digits.data();
}

Json draw(double x, double y, double width, double height) {
  return {{"x", number(x)}, {"y", number(y)}, {"width", number(width)}, {"height", number(height)}};
}

}  // namespace

double find_top(const std::vector<Column>& columns) {
  double top = 0;
  for (const auto& [value, mark] : columns) top = std::max({top, value.value_or(0), mark.value_or(0)});
  return top;
}

Json draw_columns(const std::vector<Column>& columns) {
  Json bars = Json::array();
  Json marks = Json::array();
  const double top = find_top(columns);
  const double place = chart_width / static_cast<double>(std::max<std::size_t>(columns.size(), 1));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& [value, mark] = columns[i];
    if (!value || top <= 0) continue;
    const double x = (static_cast<double>(i) + 0.15) * place;
    // What is nothing still shows that it was counted.
    const double height = std::max(line_height, *value / top * chart_height);
    bars.push_back(draw(x, chart_height - height, 0.7 * place, height));
    if (!mark) continue;
    const double y = std::min((1 - *mark / top) * chart_height, chart_height - line_height);
    marks.push_back(draw(x, y, 0.7 * place, line_height));
  }
  return {{"bars", std::move(bars)}, {"marks", std::move(marks)}};
}

Json draw_share(const report::Share& share, double top) {
  const auto at = [top](double value) { return std::min(value / top, 1.0) * 100; };
  return {{"range", draw(at(share.low), 2.5, std::max(at(share.high) - at(share.low), 1.0), 3)},
          {"dot", draw(std::clamp(at(share.value) - 1, 0.0, 98.0), 0, 2, 8)}};
}

}  // namespace redress::server
