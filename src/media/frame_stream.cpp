// SPDX-License-Identifier: Apache-2.0
#include "media/frame_stream.hpp"

#include <algorithm>
#include <charconv>

#include "media/borders.hpp"

namespace redress::media {
namespace {

constexpr std::size_t line_bytes_max = 256;
constexpr float black = 16;
constexpr float range = 219;
constexpr std::uint32_t side_min = 5;  // PDQ does not hash a smaller plane

bool parse_field(std::string_view line, std::string_view key, std::uint32_t& value) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return false;
  const char* first = line.data() + at + key.size();
  return std::from_chars(first, line.data() + line.size(), value).ec == std::errc();
}

// " F30000:1001"; 0 where it is not told.
double parse_rate(std::string_view line) {
  std::uint32_t frames = 0;
  std::uint32_t seconds = 0;
  if (!parse_field(line, " F", frames)) return 0;
  line.remove_prefix(line.find(" F"));
  if (!parse_field(line, ":", seconds) || seconds == 0) return 0;
  return static_cast<double>(frames) / seconds;
}

}  // namespace

PdqResult hash_limited(const Plane& plane) {
  PdqAccumulator pdq(plane.width, plane.height);
  for (std::uint32_t y = 0; y < plane.height; ++y) pdq.add_row(std::span(plane.row(y), plane.width));
  Samples samples = pdq.samples();
  for (float& sample : samples) sample = std::clamp((sample - black) * (255 / range), 0.0F, 255.0F);
  return hash_samples(samples);
}

Refusal FrameStream::add(ByteView bytes) {
  while (!bytes.empty() && !is_full()) {
    if (part_ == Part::luma) {
      const std::size_t count = std::min(bytes.size(), plane_.bytes.size() - filled_);
      std::copy_n(bytes.begin(), count, plane_.bytes.begin() + static_cast<std::ptrdiff_t>(filled_));
      bytes = bytes.subspan(count);
      filled_ += count;
      if (filled_ == plane_.bytes.size()) end_frame();
      continue;
    }
    const auto letter = static_cast<char>(bytes.front());
    bytes = bytes.subspan(1);
    if (letter != '\n' && line_.size() == line_bytes_max) return Refusal::damaged;
    if (letter != '\n') {
      line_ += letter;
      continue;
    }
    const Refusal refusal = end_line();
    if (refusal != Refusal::none) return refusal;
    line_.clear();
  }
  return Refusal::none;
}

Refusal FrameStream::end_line() {
  if (part_ == Part::head) return begin_frames();
  if (!line_.starts_with("FRAME")) return Refusal::damaged;
  part_ = Part::luma;
  filled_ = 0;
  return Refusal::none;
}

Refusal FrameStream::begin_frames() {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  const bool is_mono = line_.find(" Cmono") != std::string::npos && line_.find(" Cmono1") == std::string::npos;
  if (!line_.starts_with("YUV4MPEG2 ") || !is_mono) return Refusal::damaged;
  if (!parse_field(line_, " W", width) || !parse_field(line_, " H", height)) return Refusal::damaged;
  if (std::min(width, height) < side_min) return Refusal::no_pixels;
  if (std::uint64_t{width} * height > plan_.frame_pixel_count_max) return Refusal::too_many_pixels;
  const double rate = parse_rate(line_);
  video_.frames_per_second = rate > 0 ? rate : 25;  // a file without a rate: its times are then a guess
  video_.width = width;
  video_.height = height;
  plane_ = Plane::make(width, height);
  part_ = Part::frame_line;
  return Refusal::none;
}

void FrameStream::end_frame() {
  keep(hash_limited(plane_), false);
  if (plan_.wants_inside) {
    for (const Box& box : find_content(plane_)) keep(hash_limited(crop(plane_, box)), true);
  }
  ++number_;
  part_ = Part::frame_line;
}

void FrameStream::keep(const PdqResult& hash, bool is_inside) {
  VideoFrame& frame = video_.frames.emplace_back();
  frame.number = number_;
  frame.seconds = number_ / video_.frames_per_second;
  frame.quality = hash.quality;
  frame.is_inside = is_inside;
  frame.hashes = hash.hashes;
}

}  // namespace redress::media
