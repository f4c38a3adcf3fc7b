// SPDX-License-Identifier: Apache-2.0
// match/shots.hpp — a film as a list of pictures that stand: frames next to each other that hardly differ are one.
//
// Use this when   a film is added or asked: a minute of a title card is one picture, not sixty.
// Shapes          in the order of time; what is inside bars beside the whole frames.
// Units           seconds from the first frame, of the first and of the last frame of a shot; distance_bits 0…256.
// Errors          none. Frames under pdq_quality_min are left out.
// Threads         pure functions.
// Source          none; bits: re-encoding a still picture moves a frame's hash by so many.
#pragma once

#include <vector>

#include "media/video.hpp"

namespace redress::match {

inline constexpr int same_shot_bits_max = 4;

struct Shot {
  media::Dihedral hashes{};  // of its first frame
  double begin_seconds = 0;
  double end_seconds = 0;
  std::uint32_t first_number = 0;  // of its first frame
  std::uint32_t frame_count = 0;
  bool is_inside = false;
};

[[nodiscard]] std::vector<Shot> find_shots(const media::Video& video);

// Moments of the film at which there is a frame to match, once each, whole or inside.
[[nodiscard]] std::size_t count_moments(const media::Video& video);

}  // namespace redress::match
