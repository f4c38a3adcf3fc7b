// SPDX-License-Identifier: Apache-2.0
// media/video.hpp — what is kept of a film or a sound recording so that its copies, and clips of it, are found again.
//
// Use this when   after Decoder::examine_recording, and for lines of a bank.
// Shapes          frames in the order of time; of one moment up to three: the whole frame, then what is inside bars or
//                 a caption's band. sound: one word for each word_seconds, empty where there is none.
// Units           seconds from the first frame; quality 0…100; pixels.
// Errors          parse_frame: invalid when it is not `number,quality,64 hex digits,seconds`.
// Threads         values.
// Source          vPDQ, facebook/ThreatExchange: the line of a frame, and PDQ of every frame. Chromaprint 1.5
//                 (acoustid): its default algorithm, 11,025 samples a second, 1,365 a word.
#pragma once

#include <chrono>
#include <vector>

#include "media/fingerprint.hpp"

namespace redress::media {

inline constexpr double word_seconds = 1'365.0 / 11'025.0;

// Per cent that a copy's pitch may have been moved to.
inline constexpr std::array<std::uint32_t, 2> other_pitch_percents{103, 97};

struct VideoFrame {
  std::uint32_t number = 0;  // counted among the frames that the plan keeps
  double seconds = 0;
  int quality = 0;
  bool is_inside = false;
  Dihedral hashes{};  // of a bank's frame all but the first by turn_hash
  bool operator==(const VideoFrame&) const = default;
};

struct Video {
  std::uint32_t width = 0;  // 0: there is no picture, only sound
  std::uint32_t height = 0;
  double frames_per_second = 0;  // of those kept; 0: none is
  Digest sha256{};
  Md5 md5{};
  std::vector<VideoFrame> frames;
  std::vector<std::uint32_t> sound;
  std::vector<std::vector<std::uint32_t>> other_pitches;  // of a query: the sound as if its pitch had been moved back
  bool is_cut_short = false;                              // a limit of the plan ended it
  bool operator==(const Video&) const = default;
};

// What is looked at, and what one file may cost.
struct VideoPlan {
  double frames_per_second = 1;  // 0: every frame
  bool wants_inside = true;      // hashes of what is inside bars, too
  bool wants_sound = true;
  bool wants_other_pitches =
      false;  // for a query: Chromaprint knows half tones, and a pitch moved by half of one is lost
  std::uint32_t seconds_max = 3 * 3'600;
  std::uint32_t frame_count_max = 50'000;
  std::uint64_t frame_pixel_count_max = 4'096 * 2'304;
  std::uint64_t file_bytes_max = 2'000'000'000;
  std::uint64_t memory_bytes_max = 1U << 30U;
  std::chrono::seconds cpu_max{300};
  std::chrono::milliseconds wall_max{600'000};
};

// `frame,quality,hash,seconds`, as vPDQ writes it.
[[nodiscard]] std::string render_frame(const VideoFrame& frame);
[[nodiscard]] Result<VideoFrame> parse_frame(std::string_view line);

}  // namespace redress::media
