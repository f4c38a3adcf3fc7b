// SPDX-License-Identifier: Apache-2.0
#include "match/time_align.hpp"

#include <algorithm>
#include <cmath>

namespace redress::match {
namespace {

struct Edge {
  double offset = 0;
  bool is_end = false;
  std::uint32_t query = 0;
};

// The offsets at which any moment of the query's shot falls into the stored one.
void add_edges(const Shot& query, const Shot& stored, std::uint32_t place, double speed, double tolerance,
               std::vector<Edge>& edges) {
  edges.push_back({stored.begin_seconds - tolerance - speed * query.end_seconds, false, place});
  edges.push_back({stored.end_seconds + tolerance - speed * query.begin_seconds, true, place});
}

// The middle of the interval in which most moments have one of theirs.
TimeAlignment sweep(std::span<const Shot> query, std::vector<Edge>& edges, std::vector<std::uint32_t>& covers,
                    double speed) {
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.is_end < b.is_end;
  });
  covers.assign(query.size(), 0);
  TimeAlignment best{speed, 0, 0};
  std::size_t count = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const std::uint32_t shot = edges[i].query;
    if (edges[i].is_end) {
      if (--covers[shot] == 0) count -= query[shot].frame_count;
      continue;
    }
    if (covers[shot]++ == 0) count += query[shot].frame_count;
    if (count <= best.moment_count) continue;
    // Up to the next edge nothing changes.
    best.moment_count = count;
    best.offset_seconds = (edges[i].offset + edges[i + 1].offset) / 2;
  }
  return best;
}

}  // namespace

double tolerance_seconds(double stored_spacing_seconds) { return stored_spacing_seconds / 2 + 0.25; }

std::vector<double> speeds_for(double query_seconds, double tolerance) {
  const double step = std::clamp(tolerance / std::max(query_seconds, 1.0), 0.002, 0.05);
  std::vector<double> speeds{1};
  for (double away = step; 1 + away <= fastest + 1e-9; away += step) {
    if (1 - away >= slowest - 1e-9) speeds.push_back(1 - away);
    speeds.push_back(1 + away);
  }
  return speeds;
}

TimeAlignment align_times(std::span<const Shot> query, std::span<const Shot> stored, std::span<const Pairing> pairings,
                          double tolerance) {
  TimeAlignment best;
  if (pairings.empty()) return best;
  const double seconds = query.back().end_seconds - query.front().begin_seconds;
  std::vector<Edge> edges;
  std::vector<std::uint32_t> covers;
  for (const double speed : speeds_for(seconds, tolerance)) {
    edges.clear();
    for (const Pairing& pairing : pairings) {
      add_edges(query[pairing.query], stored[pairing.stored], pairing.query, speed, tolerance, edges);
    }
    const TimeAlignment found = sweep(query, edges, covers, speed);
    if (found.moment_count > best.moment_count) best = found;
  }
  return best;
}

bool falls_into(double query_seconds, const Shot& stored, const TimeAlignment& alignment, double tolerance) {
  const double at = alignment.speed * query_seconds + alignment.offset_seconds;
  return at >= stored.begin_seconds - tolerance && at <= stored.end_seconds + tolerance;
}

}  // namespace redress::match
