// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile_path.hpp"

#include <optional>

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

const Error bad_path{Code::invalid,
                     "not the path of a tile: tile/<level>/<index>[.p/<width>], see c2sp.org/tlog-tiles"};

std::optional<std::uint64_t> three_digits(std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// "x001/x234/067" → 1234067
std::optional<std::uint64_t> parse_index(std::string_view text) {
  constexpr std::size_t groups_max = 6;
  std::uint64_t index = 0;
  for (std::size_t group = 0; group < groups_max; ++group) {
    const bool last = text.empty() || text.front() != 'x';
    const auto value = three_digits(text.substr(last ? 0 : 1, last ? text.size() : 3));
    if (!value) return std::nullopt;
    if (group == 0 && !last && *value == 0) return std::nullopt;
    index = index * 1000 + *value;
    if (last) return index <= tile_index_max ? std::optional(index) : std::nullopt;
    if (text.size() < 5 || text[4] != '/') return std::nullopt;
    text.remove_prefix(5);
  }
  return std::nullopt;
}

}  // namespace

std::string render_tile_path(const TilePath& tile) {
  CHECK(tile.level <= tile_level_max && tile.index <= tile_index_max);
  CHECK(tile.width > 0 && tile.width <= tile_width_max);
  std::string index = std::to_string(tile.index);
  index.insert(0, (3 - index.size() % 3) % 3, '0');
  std::string text = tile.kind == TileKind::entries ? "tile/entries/" : "tile/" + std::to_string(tile.level) + "/";
  for (std::size_t at = 0; at < index.size(); at += 3) {
    const bool last = at + 3 == index.size();
    text += (last ? "" : "x") + index.substr(at, 3) + (last ? "" : "/");
  }
  if (!tile.is_full()) text += ".p/" + std::to_string(tile.width);
  return text;
}

Result<TilePath> parse_tile_path(std::string_view text) {
  constexpr std::string_view prefix = "tile/";
  if (!text.starts_with(prefix)) return bad_path;
  text.remove_prefix(prefix.size());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return bad_path;
  TilePath tile;
  if (text.substr(0, slash) == "entries") {
    tile.kind = TileKind::entries;
  } else {
    const auto level = parse_decimal(text.substr(0, slash));
    if (!level || *level > tile_level_max) return bad_path;
    tile.level = static_cast<unsigned>(*level);
  }
  text.remove_prefix(slash + 1);
  if (const std::size_t dot = text.find(".p/"); dot != std::string_view::npos) {
    const auto width = parse_decimal(text.substr(dot + 3));
    if (!width || *width == 0 || *width >= tile_width_max) return bad_path;
    tile.width = static_cast<unsigned>(*width);
    text = text.substr(0, dot);
  }
  const auto index = parse_index(text);
  if (!index) return bad_path;
  tile.index = *index;
  return tile;
}

TileCount tile_count(std::uint64_t size, unsigned level) {
  const std::uint64_t hashes = level > 7 ? 0 : size >> 8 * level;
  return {hashes / tile_width_max, static_cast<unsigned>(hashes % tile_width_max)};
}

unsigned level_count(std::uint64_t size) {
  unsigned count = 0;
  for (; size != 0; size >>= 8U) ++count;
  return count;
}

unsigned tile_width(std::uint64_t size, unsigned level, std::uint64_t index) {
  const TileCount count = tile_count(size, level);
  if (index < count.full) return tile_width_max;
  return index == count.full ? count.partial_width : 0;
}

}  // namespace redress::ledger
