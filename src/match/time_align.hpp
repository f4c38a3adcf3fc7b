// SPDX-License-Identifier: Apache-2.0
// match/time_align.hpp — two films share pictures: at which offset and speed do most of them fall together in time?
//
// Use this when   after an index has said which shot is near which.
// Shapes          stored time = speed · query time + offset. Each pairing allows, at one speed, an interval of offsets;
//                 the best offset lies in the intervals of most of the query's moments.
// Units           seconds; a moment is a kept frame's.
// Errors          none.
// Threads         pure functions.
// Cost            speeds · pairings · log(pairings); up to 226 speeds, fewer for short films.
// Source          offset histograms as of audio fingerprints (Wang 2003, §2.3), with intervals in the place of bins,
//                 so that a still picture of a minute fits wherever it may.
// Never           trusts one shot more than it lasts.
#pragma once

#include <span>

#include "match/shots.hpp"

namespace redress::match {

struct Pairing {
  std::uint32_t query = 0;  // shots, by place
  std::uint32_t stored = 0;
  int distance_bits = 0;
};

struct TimeAlignment {
  double speed = 1;
  double offset_seconds = 0;
  std::size_t moment_count = 0;  // of the query's shots, so that whole and inside of a moment count both
};

inline constexpr double slowest = 0.8;
inline constexpr double fastest = 1.25;

// How far a moment may lie from where the alignment puts it.
[[nodiscard]] double tolerance_seconds(double stored_spacing_seconds);
// The speeds that are tried, 1 first.
[[nodiscard]] std::vector<double> speeds_for(double query_seconds, double tolerance);
[[nodiscard]] TimeAlignment align_times(std::span<const Shot> query, std::span<const Shot> stored,
                                        std::span<const Pairing> pairings, double tolerance);

// Does the query's moment fall into the stored shot?
[[nodiscard]] bool falls_into(double query_seconds, const Shot& stored, const TimeAlignment& alignment,
                              double tolerance);

}  // namespace redress::match
