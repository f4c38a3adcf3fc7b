// SPDX-License-Identifier: Apache-2.0
#include "media/plane.hpp"

#include <algorithm>

namespace redress::media {
namespace {

constexpr std::uint32_t whole = 1U << 14U;  // the weights of one new pixel add up to this

// What one new pixel is made of: old ones from `first` on.
struct Mix {
  std::uint32_t first = 0;
  std::vector<std::uint32_t> weights;
};

// The rest that rounding leaves goes to the heaviest weight, so that a flat plane stays as flat.
void settle(Mix& mix) {
  std::uint32_t sum = 0;
  for (const std::uint32_t weight : mix.weights) sum += weight;
  *std::max_element(mix.weights.begin(), mix.weights.end()) += whole - sum;
}

Mix mix_of_cover(std::uint64_t to, std::uint64_t from_length, std::uint64_t to_length) {
  // In units of 1 / to_length of an old pixel: the new one spans from_length of them, an old one to_length.
  const std::uint64_t begin = to * from_length;
  const std::uint64_t end = begin + from_length;
  Mix mix{static_cast<std::uint32_t>(begin / to_length), {}};
  for (std::uint64_t old = mix.first; old * to_length < end; ++old) {
    const std::uint64_t covered = std::min(end, (old + 1) * to_length) - std::max(begin, old * to_length);
    mix.weights.push_back(static_cast<std::uint32_t>(covered * whole / from_length));
  }
  settle(mix);
  return mix;
}

Mix mix_of_neighbours(std::uint64_t to, std::uint64_t from_length, std::uint64_t to_length) {
  // The new centre, in units of 1 / (2 · to_length) of an old pixel, moved by half an old one.
  const auto unit = static_cast<std::int64_t>(2 * to_length);
  const std::int64_t last = static_cast<std::int64_t>(from_length - 1) * unit;
  const auto centre = static_cast<std::int64_t>((2 * to + 1) * from_length) - static_cast<std::int64_t>(to_length);
  const std::int64_t place = std::clamp<std::int64_t>(centre, 0, last);
  Mix mix{static_cast<std::uint32_t>(place / unit), {}};
  const auto second = static_cast<std::uint32_t>(place % unit * whole / unit);
  mix.weights.push_back(whole - second);
  if (second > 0) mix.weights.push_back(second);
  return mix;
}

std::vector<Mix> make_mixes(std::uint32_t from_length, std::uint32_t to_length) {
  std::vector<Mix> mixes;
  mixes.reserve(to_length);
  for (std::uint32_t to = 0; to < to_length; ++to) {
    mixes.push_back(to_length <= from_length ? mix_of_cover(to, from_length, to_length)
                                             : mix_of_neighbours(to, from_length, to_length));
  }
  return mixes;
}

// One old row made `mixes.size()` long, in 256ths.
void mix_row(const std::uint8_t* from, const std::vector<Mix>& mixes, std::uint16_t* to) {
  for (std::size_t x = 0; x < mixes.size(); ++x) {
    const std::uint8_t* old = from + mixes[x].first;
    std::uint32_t sum = 32;
    for (const std::uint32_t weight : mixes[x].weights) sum += weight * *old++;
    to[x] = static_cast<std::uint16_t>(sum >> 6U);
  }
}

}  // namespace

Plane Plane::make(std::uint32_t width, std::uint32_t height) {
  return Plane{width, height, width, Bytes(std::size_t{width} * height)};
}

Plane luma_of(const Pixels& pixels) {
  Plane plane = Plane::make(pixels.width, pixels.height);
  const std::uint8_t* rgb = pixels.rgb.data();
  for (std::uint8_t& luma : plane.bytes) {
    luma = static_cast<std::uint8_t>((77U * rgb[0] + 150U * rgb[1] + 29U * rgb[2] + 128U) >> 8U);
    rgb += 3;
  }
  return plane;
}

Plane crop(const Plane& plane, const Box& box) {
  CHECK(box.left + box.width <= plane.width && box.top + box.height <= plane.height);
  Plane part = Plane::make(box.width, box.height);
  for (std::uint32_t y = 0; y < box.height; ++y) {
    std::copy_n(plane.row(box.top + y) + box.left, box.width, part.row(y));
  }
  return part;
}

Plane scale(const Plane& plane, std::uint32_t width, std::uint32_t height) {
  CHECK(plane.width > 0 && plane.height > 0 && width > 0 && height > 0);
  const auto across = make_mixes(plane.width, width);
  const auto down = make_mixes(plane.height, height);
  std::vector<std::uint16_t> rows(std::size_t{width} * plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) mix_row(plane.row(y), across, rows.data() + std::size_t{width} * y);
  Plane scaled = Plane::make(width, height);
  std::vector<std::uint32_t> sums(width);
  for (std::uint32_t y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), 1U << 21U);
    const std::uint16_t* from = rows.data() + std::size_t{width} * down[y].first;
    for (const std::uint32_t weight : down[y].weights) {
      for (std::uint32_t x = 0; x < width; ++x) sums[x] += weight * from[x];
      from += width;
    }
    std::uint8_t* to = scaled.row(y);
    for (std::uint32_t x = 0; x < width; ++x) to[x] = static_cast<std::uint8_t>(std::min(sums[x] >> 22U, 255U));
  }
  return scaled;
}

Plane scale_to_edge(const Plane& plane, std::uint32_t edge_px) {
  const std::uint64_t longest = std::max(plane.width, plane.height);
  const auto side = [&](std::uint64_t length) {
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (length * edge_px + longest / 2) / longest));
  };
  return scale(plane, side(plane.width), side(plane.height));
}

PdqResult hash_plane(const Plane& plane) {
  PdqAccumulator hash(plane.width, plane.height);
  std::vector<float> luma(plane.width);
  for (std::uint32_t y = 0; y < plane.height; ++y) {
    std::copy_n(plane.row(y), plane.width, luma.begin());
    hash.add_row(luma);
  }
  return hash.finish();
}

}  // namespace redress::media
