// SPDX-License-Identifier: Apache-2.0
// ledger/tile_path.hpp — names of tiles and entry bundles, and which of them a log of a given size has.
//
// Shapes          tile/<level>/<index>[.p/<width>], tile/entries/<index>[.p/<width>]; index in groups of three digits,
//                 all but the last with an x: tile/1/x001/x234/067. Width 256 is a full tile and is not written.
// Errors          parse_tile_path: invalid for every other spelling; one tile has one name.
// Threads         pure functions.
// Source          c2sp.org/tlog-tiles.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::ledger {

constexpr unsigned tile_width_max = 256;
constexpr unsigned tile_level_max = 63;
// 256^7 tiles of level 0 are all a 64-bit size can need.
constexpr std::uint64_t tile_index_max = (std::uint64_t{1} << 56U) - 1;

enum class TileKind { hashes, entries };

struct TilePath {
  TileKind kind = TileKind::hashes;
  unsigned level = 0;  // 0 for entries
  std::uint64_t index = 0;
  unsigned width = tile_width_max;
  auto operator<=>(const TilePath&) const = default;
  [[nodiscard]] bool is_full() const { return width == tile_width_max; }
};

[[nodiscard]] std::string render_tile_path(const TilePath& tile);
[[nodiscard]] Result<TilePath> parse_tile_path(std::string_view text);

struct TileCount {
  std::uint64_t full = 0;
  unsigned partial_width = 0;  // 0: there is no partial tile
  bool operator==(const TileCount&) const = default;
};
// Level 0 counts entry bundles as well.
[[nodiscard]] TileCount tile_count(std::uint64_t size, unsigned level);
// The number of levels that hold anything.
[[nodiscard]] unsigned level_count(std::uint64_t size);
// The tile `index` of a level as a log of this size has it; nothing beyond its end.
[[nodiscard]] unsigned tile_width(std::uint64_t size, unsigned level, std::uint64_t index);

}  // namespace redress::ledger
