// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_plan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace redress::match {
namespace {

constexpr unsigned bit_count = 256;
constexpr unsigned chunk_count_min = 9;
constexpr unsigned chunk_count_max = 24;
constexpr double table_bytes_max = 160;  // a hash
constexpr int usual_radius_bits = 31;
constexpr unsigned line_value_bits = 6;  // a line holds the groups of so many values' buckets, as a power of two
// Sixteen entries are a line, and to look at one takes as long as an eighth of waiting for a line.
constexpr double lines_an_entry = 1.0 / 16 + 1.0 / 8;

// Values within `radius` of one value of `width` bits.
double count_neighbours(unsigned width, int radius) {
  double all = 0;
  double of_weight = 1;
  for (int weight = 0; weight <= radius; ++weight) {
    all += of_weight;
    of_weight = of_weight * (width - static_cast<unsigned>(weight)) / (weight + 1);
  }
  return all;
}

double count_table_bytes(const ChunkPlan& plan) {
  double bytes = 0;
  for (const Chunk& chunk : plan) bytes += std::exp2(chunk.width);
  return bytes;
}

// How many of 2^bits tags differ from a given one in at most so many bits: as a share of all.
double share_within(unsigned bits, int difference_max) {
  return difference_max < 0 ? 0 : std::min(1.0, count_neighbours(bits, difference_max) * std::exp2(-double{1} * bits));
}

}  // namespace

ChunkPlan cut_evenly(unsigned chunk_count) {
  ChunkPlan plan;
  unsigned first_bit = 0;
  for (unsigned i = 0; i < chunk_count; ++i) {
    const unsigned width = bit_count / chunk_count + (i < bit_count % chunk_count ? 1 : 0);
    plan.push_back({first_bit, width});
    first_bit += width;
  }
  return plan;
}

std::optional<std::vector<int>> share_radius(const ChunkPlan& plan, int radius_bits) {
  const int count = static_cast<int>(plan.size());
  const int base = (radius_bits + 1) / count - 1;
  const int wider = (radius_bits + 1) % count;  // chunks that take one more: the first, where a bucket holds least
  std::vector<int> radii;
  for (int i = 0; i < count; ++i) radii.push_back(base + (i < wider ? 1 : 0));
  if (radii.front() > chunk_radius_max) return std::nullopt;
  return radii;
}

double count_lines(const ChunkPlan& plan, std::uint64_t hash_count, int radius_bits) {
  const auto radii = share_radius(plan, radius_bits);
  if (!radii) return std::numeric_limits<double>::infinity();
  double lines = 0;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if ((*radii)[i] < 0) continue;
    const std::size_t next = (i + 1) % plan.size();
    const double in_bucket = static_cast<double>(hash_count) / std::exp2(plan[i].width);
    const double probes = count_neighbours(plan[i].width, (*radii)[i]);
    lines += count_neighbours(plan[i].width - line_value_bits, (*radii)[i]) + probes * (1 - std::exp(-in_bucket)) +
             probes * in_bucket * lines_an_entry;
    const unsigned tag_bits = std::min(32 - static_cast<unsigned>(std::bit_width(hash_count)), plan[next].width);
    double of_weight = 1;
    for (int weight = 0; weight <= (*radii)[i]; ++weight) {
      const int tag_difference_max = (*radii)[i] + (*radii)[next] + 1 - weight;
      lines += of_weight * in_bucket * share_within(tag_bits, tag_difference_max);
      of_weight = of_weight * (plan[i].width - static_cast<unsigned>(weight)) / (weight + 1);
    }
  }
  return lines;
}

ChunkPlan choose_plan(std::uint64_t hash_count) {
  ChunkPlan best = cut_evenly(chunk_count_max);
  double fewest = count_lines(best, hash_count, usual_radius_bits);
  for (unsigned count = chunk_count_min; count < chunk_count_max; ++count) {
    ChunkPlan plan = cut_evenly(count);
    if (count_table_bytes(plan) > table_bytes_max * static_cast<double>(hash_count)) continue;
    const double lines = count_lines(plan, hash_count, usual_radius_bits);
    if (lines >= fewest) continue;
    fewest = lines;
    best = std::move(plan);
  }
  return best;
}

}  // namespace redress::match
