// SPDX-License-Identifier: Apache-2.0
#include "media/video.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace redress::media {
namespace {

constexpr double seconds_max = 1e6;

// What stands before the next comma, which goes too.
std::string_view take_field(std::string_view& line) {
  const std::size_t end = std::min(line.find(','), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return field;
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string render_frame(const VideoFrame& frame) {
  return fmt::format("{},{},{},{:.3f}", frame.number, frame.quality, render_pdq(frame.hashes[0]), frame.seconds);
}

Result<VideoFrame> parse_frame(std::string_view line) {
  VideoFrame frame;
  const bool has_numbers =
      parse_number(take_field(line), frame.number) && parse_number(take_field(line), frame.quality);
  const auto pdq = parse_pdq(take_field(line));
  const bool has_seconds = parse_number(line, frame.seconds) && frame.seconds >= 0 && frame.seconds <= seconds_max;
  if (!has_numbers || !pdq.ok() || !has_seconds || frame.quality < 0 || frame.quality > 100) {
    return Error{Code::invalid, "a frame is not number,quality,64 hex digits,seconds"};
  }
  frame.hashes = turn_hash(pdq.value());
  return frame;
}

}  // namespace redress::media
