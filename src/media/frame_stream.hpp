// SPDX-License-Identifier: Apache-2.0
// media/frame_stream.hpp — frames of luma as a decoder pours them out, each hashed and dropped.
//
// Use this when   in a worker that reads `ffmpeg`'s output, in tests and in the fuzz target.
// Shapes          YUV4MPEG2 with one plane ("Cmono"), luma of limited range 16…235, cut anywhere: add() takes what is
//                 there. No frame waits: memory is one plane.
// Units           pixels, bytes, seconds.
// Errors          a Refusal: damaged, too_many_pixels. is_full: frame_count_max are kept; what follows is left out.
// Threads         one thread.
// Cost            one copy of each byte and the hash (pdq.hpp).
// Source          YUV4MPEG2 as ffmpeg 5.1 writes it; ITU-R BT.601: limited range. Hash and quality are of 0…255, which
//                 is linear and so done on the 64 × 64 samples instead of on every pixel.
// Never           holds two frames.
#pragma once

#include "media/header.hpp"
#include "media/plane.hpp"
#include "media/video.hpp"

namespace redress::media {

// The PDQ hash of a plane of limited range as if it had been made full.
[[nodiscard]] PdqResult hash_limited(const Plane& plane);

class FrameStream {
 public:
  explicit FrameStream(const VideoPlan& plan) : plan_(plan) {}
  [[nodiscard]] Refusal add(ByteView bytes);
  [[nodiscard]] bool is_full() const { return number_ == plan_.frame_count_max; }
  // Frames and size; a frame that was begun is dropped.
  [[nodiscard]] Video take() { return std::move(video_); }

 private:
  enum class Part { head, frame_line, luma };
  [[nodiscard]] Refusal end_line();
  [[nodiscard]] Refusal begin_frames();
  void end_frame();
  void keep(const PdqResult& hash, bool is_inside);

  const VideoPlan plan_;
  Part part_ = Part::head;
  std::string line_;
  Plane plane_;
  std::size_t filled_ = 0;  // bytes of the plane
  std::uint32_t number_ = 0;
  Video video_;
};

}  // namespace redress::media
