// SPDX-License-Identifier: Apache-2.0
#include "match/chunk_plan.hpp"

#include <cmath>
#include <limits>

namespace redress::match {
namespace {

constexpr unsigned bit_count = 256;
constexpr unsigned chunk_count_min = 9;
constexpr unsigned chunk_count_max = 24;
constexpr double table_bytes_max = 160;  // a hash
constexpr int usual_radius_bits = 31;

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
  for (const Chunk& chunk : plan) bytes += 4 * std::exp2(chunk.width);
  return bytes;
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
    const double probes = count_neighbours(plan[i].width, (*radii)[i]);
    const double in_bucket = static_cast<double>(hash_count) / std::exp2(plan[i].width);
    lines += probes * (1 + (1 - std::exp(-in_bucket)) + in_bucket);
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
