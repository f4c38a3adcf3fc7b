// SPDX-License-Identifier: Apache-2.0
#include "media/feature_pattern.hpp"

#include <memory>

namespace redress::media {
namespace {

constexpr int pair_length_squared_min = 9;
constexpr int pair_distance_squared_min = 9;

// sin of k / 64 of a full turn in 16,384ths, for the first quarter: written out, because no two libm need agree.
constexpr std::array<int, 17> sines = {0,     1606,  3196,  4756,  6270,  7723,  9102,  10394, 11585,
                                       12665, 13623, 14449, 15137, 15679, 16069, 16305, 16384};

int sine(int direction) {
  const int place = direction & 63;
  const int within = place & 31;
  const int value = sines.at(static_cast<std::size_t>(within <= 16 ? within : 32 - within));
  return place < 32 ? value : -value;
}

int cosine(int direction) { return sine(direction + 16); }

struct Dice {
  std::uint64_t state;
  std::uint64_t next() {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  int coordinate() {
    std::int64_t sum = -6 * 65'535;
    for (int i = 0; i < 12; ++i) sum += static_cast<std::int64_t>(next() & 0xffffU);
    const std::int64_t scaled = sum * 62 / 10;
    return static_cast<int>((scaled + (scaled < 0 ? -32'768 : 32'768)) / 65'536);
  }
  Offset point() {
    for (;;) {
      const int x = coordinate();
      const int y = coordinate();
      if (x * x + y * y <= pattern_radius_px * pattern_radius_px) {
        return {static_cast<std::int8_t>(x), static_cast<std::int8_t>(y)};
      }
    }
  }
};

int distance_squared(Offset a, Offset b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

bool is_like(const OffsetPair& a, const OffsetPair& b) {
  const int same = distance_squared(a.first, b.first) + distance_squared(a.second, b.second);
  const int swapped = distance_squared(a.first, b.second) + distance_squared(a.second, b.first);
  return same < pair_distance_squared_min || swapped < pair_distance_squared_min;
}

Offset turn(Offset offset, int direction) {
  const auto round = [](int value) { return static_cast<std::int8_t>((value + (value < 0 ? -8192 : 8192)) / 16'384); };
  return {round(offset.x * cosine(direction) - offset.y * sine(direction)),
          round(offset.x * sine(direction) + offset.y * cosine(direction))};
}

std::unique_ptr<Patterns> make_patterns() {
  auto all = std::make_unique<Patterns>();
  const Pattern base = make_pattern();
  const auto flip = [](Offset offset) { return Offset{offset.x, static_cast<std::int8_t>(-offset.y)}; };
  for (int direction = 0; direction < direction_count; ++direction) {
    const auto d = static_cast<std::size_t>(direction);
    for (std::size_t i = 0; i < base.size(); ++i) {
      all->as_is[d][i] = {turn(base[i].first, direction), turn(base[i].second, direction)};
      // Mirrored left to right, a corner that pointed to θ points to π − θ. Turning the pattern there and mirroring
      // it back is the same as turning it, y upside down, to θ.
      all->mirrored[d][i] = {turn(flip(base[i].first), direction), turn(flip(base[i].second), direction)};
    }
  }
  return all;
}

}  // namespace

Pattern make_pattern() {
  Pattern pattern;
  Dice dice{20'261'122};
  for (std::size_t count = 0; count < pattern.size();) {
    const OffsetPair pair{dice.point(), dice.point()};
    bool is_wanted = distance_squared(pair.first, pair.second) >= pair_length_squared_min;
    for (std::size_t i = 0; i < count && is_wanted; ++i) is_wanted = !is_like(pattern[i], pair);
    if (is_wanted) pattern[count++] = pair;
  }
  return pattern;
}

const Patterns& patterns() {
  static const std::unique_ptr<const Patterns> made = make_patterns();
  return *made;
}

int find_direction(std::int64_t x, std::int64_t y) {
  int best = 0;
  std::int64_t farthest = 0;
  for (int direction = 0; direction < direction_count; ++direction) {
    const std::int64_t along = x * cosine(direction) + y * sine(direction);
    if (along > farthest) {
      farthest = along;
      best = direction;
    }
  }
  return best;
}

}  // namespace redress::media
