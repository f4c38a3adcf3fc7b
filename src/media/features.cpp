// SPDX-License-Identifier: Apache-2.0
#include "media/features.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "media/corners.hpp"

namespace redress::media {
namespace {

constexpr std::uint32_t grid = 8;
constexpr int disc_radius_px = 15;

struct Level {
  Plane plane;
  Plane smooth;
};

struct Candidate {
  Corner corner;
  std::uint32_t level = 0;
  Feature feature;
};

// σ = 2: a bit compares two single pixels, which must not be noise.
Plane smoothed(const Plane& plane) {
  constexpr std::array<std::uint32_t, 7> kernel = {18, 33, 49, 56, 49, 33, 18};
  Plane across = Plane::make(plane.width, plane.height);
  std::vector<std::uint8_t> padded(std::size_t{plane.width} + 6);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    std::copy_n(plane.row(y), plane.width, padded.begin() + 3);
    std::fill_n(padded.begin(), 3, plane.row(y)[0]);
    std::fill_n(padded.end() - 3, 3, plane.row(y)[plane.width - 1]);
    const std::uint8_t* from = padded.data();
    std::uint8_t* to = across.row(y);
    for (std::uint32_t x = 0; x < plane.width; ++x) {
      std::uint32_t sum = 128;
      for (std::size_t k = 0; k < 7; ++k) sum += kernel[k] * from[x + k];
      to[x] = static_cast<std::uint8_t>(sum >> 8U);
    }
  }
  Plane both = Plane::make(plane.width, plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    std::array<const std::uint8_t*, 7> rows{};
    for (std::uint32_t k = 0; k < 7; ++k) rows[k] = across.row(std::clamp(y + k, 3U, plane.height + 2) - 3);
    std::uint8_t* to = both.row(y);
    for (std::uint32_t x = 0; x < plane.width; ++x) {
      std::uint32_t sum = 128;
      for (std::size_t k = 0; k < 7; ++k) sum += kernel[k] * rows[k][x];
      to[x] = static_cast<std::uint8_t>(sum >> 8U);
    }
  }
  return both;
}

// Every level is made from the finest, so that an error does not grow from one to the next.
std::vector<Level> make_levels(const Plane& plane, const FeaturePlan& plan) {
  std::vector<Level> levels;
  Plane finest = scale_to_edge(plane, plan.edge_px);
  std::uint64_t numerator = 1;
  std::uint64_t denominator = 1;
  for (std::uint32_t i = 0; i < plan.level_count; ++i, numerator *= 5, denominator *= 6) {
    const auto side = [&](std::uint64_t length) {
      return static_cast<std::uint32_t>((length * numerator + denominator / 2) / denominator);
    };
    const std::uint32_t width = side(finest.width);
    const std::uint32_t height = side(finest.height);
    if (std::min(width, height) < 2 * margin_px + 1) break;
    Level level;
    level.plane = i == 0 ? finest : scale(finest, width, height);
    level.smooth = smoothed(level.plane);
    levels.push_back(std::move(level));
  }
  return levels;
}

// The frame is the picture with a long edge of frame_px.
std::uint16_t frame_length(std::uint32_t length, std::uint32_t longest) {
  return static_cast<std::uint16_t>((std::uint64_t{length} * frame_px * point_unit + longest / 2) / longest);
}

// A pixel's centre, counted in half pixels of its level.
std::uint16_t frame_place(std::uint32_t at, std::uint32_t level_length, std::uint16_t frame) {
  return static_cast<std::uint16_t>((std::uint64_t{2 * at + 1} * frame + level_length) / (2 * level_length));
}

bool is_stronger(const Candidate& a, const Candidate& b) {
  if (a.corner.strength != b.corner.strength) return a.corner.strength > b.corner.strength;
  if (a.level != b.level) return a.level < b.level;
  return a.corner.y != b.corner.y ? a.corner.y < b.corner.y : a.corner.x < b.corner.x;
}

// Half the width of the disc of light on each of its rows.
std::array<int, disc_radius_px + 1> make_disc() {
  std::array<int, disc_radius_px + 1> disc{};
  for (int y = 0; y <= disc_radius_px; ++y) {
    int x = 0;
    while ((x + 1) * (x + 1) + y * y <= disc_radius_px * disc_radius_px) ++x;
    disc.at(static_cast<std::size_t>(y)) = x;
  }
  return disc;
}

int direction_at(const Plane& plane, const Corner& corner) {
  static const auto disc = make_disc();
  std::int64_t across = 0;
  std::int64_t down = 0;
  for (int y = -disc_radius_px; y <= disc_radius_px; ++y) {
    const int half = disc.at(static_cast<std::size_t>(y < 0 ? -y : y));
    const std::uint8_t* at = plane.row(static_cast<std::uint32_t>(static_cast<int>(corner.y) + y)) + corner.x;
    int row_sum = 0;
    int row_moment = 0;
    for (int x = -half; x <= half; ++x) {
      row_sum += at[x];
      row_moment += x * at[x];
    }
    across += row_moment;
    down += std::int64_t{y} * row_sum;
  }
  return find_direction(across, down);
}

FeatureBits describe(const Plane& smooth, const Corner& corner, const Pattern& pattern) {
  const auto stride = static_cast<std::ptrdiff_t>(smooth.stride);
  const std::uint8_t* at = smooth.row(corner.y) + corner.x;
  FeatureBits bits{};
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::uint8_t first = at[pattern[i].first.y * stride + pattern[i].first.x];
    const std::uint8_t second = at[pattern[i].second.y * stride + pattern[i].second.x];
    bits[i / 64] |= static_cast<std::uint64_t>(first < second) << (i % 64);
  }
  return bits;
}

FeatureBits bits_of_a_slope() {
  const Pattern pattern = make_pattern();
  FeatureBits bits{};
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    bits[i / 64] |= static_cast<std::uint64_t>(pattern[i].first.x < pattern[i].second.x) << (i % 64);
  }
  return bits;
}

using Cell = std::vector<Candidate>;
using Cells = std::array<Cell, std::size_t{grid} * grid>;

Cells fill_cells(const std::vector<Level>& levels, const Features& frame) {
  Cells cells;
  for (std::uint32_t i = 0; i < levels.size(); ++i) {
    const Plane& plane = levels[i].plane;
    const auto size = static_cast<std::uint16_t>((frame.width + plane.width / 2) / plane.width);
    for (const Corner& corner : find_corners(plane)) {
      const Point point{frame_place(corner.x, plane.width, frame.width),
                        frame_place(corner.y, plane.height, frame.height)};
      const std::uint32_t column = std::min(point.x * grid / frame.width, grid - 1);
      const std::uint32_t row = std::min(point.y * grid / frame.height, grid - 1);
      cells.at(std::size_t{row} * grid + column).push_back({corner, i, {point, size, 0, {}, {}}});
    }
  }
  return cells;
}

// Places in a cell that is sorted by strength: the strongest of each fourfold of strength, then the second strongest.
std::vector<std::size_t> take_turns(const Cell& cell) {
  std::array<std::vector<std::size_t>, 64> fourfolds;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    fourfolds.at(static_cast<std::size_t>(std::clamp(std::ilogb(cell[i].corner.strength) / 2, 0, 63))).push_back(i);
  }
  std::vector<std::size_t> turns;
  for (std::size_t round = 0; turns.size() < cell.size(); ++round) {
    for (std::size_t fold = fourfolds.size(); fold-- > 0;) {
      if (round < fourfolds.at(fold).size()) turns.push_back(fourfolds.at(fold)[round]);
    }
  }
  return turns;
}

// One by strength and one by turns, each once.
Cell mix_strengths(const Cell& cell, std::size_t count) {
  const auto turns = take_turns(cell);
  std::vector<bool> is_taken(cell.size(), false);
  std::array<std::size_t, 2> next{};
  Cell mixed;
  while (mixed.size() < std::min(count, cell.size())) {
    const std::size_t side = mixed.size() % 2;
    const std::size_t at = side == 0 ? next[0]++ : turns[next[1]++];
    // Where it is taken already the side stays the same: it was not given a corner.
    if (is_taken[at]) continue;
    is_taken[at] = true;
    mixed.push_back(cell[at]);
  }
  return mixed;
}

// A cell's corners in the order in which they are kept, and described.
void settle(Cell& cell, const std::vector<Level>& levels, const FeaturePlan& plan) {
  std::sort(cell.begin(), cell.end(), is_stronger);
  if (plan.mixes_strengths) cell = mix_strengths(cell, plan.pool_per_cell);
  cell.resize(std::min<std::size_t>(cell.size(), plan.pool_per_cell));
  for (Candidate& one : cell) {
    const Level& level = levels[one.level];
    one.feature.direction = static_cast<std::uint8_t>(direction_at(level.plane, one.corner));
    one.feature.bits = describe(level.smooth, one.corner, patterns().as_is.at(one.feature.direction));
  }
  std::stable_partition(cell.begin(), cell.end(), [](const Candidate& one) { return is_telling(one.feature.bits); });
  cell.resize(std::min<std::size_t>(cell.size(), plan.per_cell_max));
}

// The best of every cell first; within one round the strongest first.
std::vector<Candidate> choose(const Cells& cells, std::uint32_t per_cell_max) {
  std::vector<Candidate> chosen;
  for (std::uint32_t round = 0; round < per_cell_max; ++round) {
    const auto first = static_cast<std::ptrdiff_t>(chosen.size());
    for (const auto& cell : cells) {
      if (round < cell.size()) chosen.push_back(cell[round]);
    }
    std::sort(chosen.begin() + first, chosen.end(), is_stronger);
  }
  return chosen;
}

}  // namespace

bool is_telling(const FeatureBits& bits) {
  static const FeatureBits slope = bits_of_a_slope();
  int differing = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) differing += std::popcount(bits[i] ^ slope[i]);
  return differing >= telling_bits_min;
}

Features find_features(const Plane& plane, const FeaturePlan& plan) {
  CHECK(plan.edge_px > 0 && plan.level_count > 0 && plan.level_count <= 16 && plan.pool_per_cell >= plan.per_cell_max);
  Features features;
  if (plane.width < 2 || plane.height < 2) return features;
  const std::uint32_t longest = std::max(plane.width, plane.height);
  features.width = std::max<std::uint16_t>(frame_length(plane.width, longest), 1);
  features.height = std::max<std::uint16_t>(frame_length(plane.height, longest), 1);
  const auto levels = make_levels(plane, plan);
  Cells cells = fill_cells(levels, features);
  for (Cell& cell : cells) settle(cell, levels, plan);
  for (Candidate& one : choose(cells, plan.per_cell_max)) {
    const Level& level = levels[one.level];
    one.feature.mirrored_bits = describe(level.smooth, one.corner, patterns().mirrored.at(one.feature.direction));
    features.list.push_back(one.feature);
  }
  return features;
}

}  // namespace redress::media
