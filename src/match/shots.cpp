// SPDX-License-Identifier: Apache-2.0
#include "match/shots.hpp"

#include <algorithm>
#include <map>

namespace redress::match {
namespace {

// Of one moment: the whole frame is 0, what is inside 1 and 2. A shot goes on in its own layer.
using Layer = std::size_t;

bool goes_on(const Shot& shot, const media::VideoFrame& frame) {
  return shot.first_number + shot.frame_count == frame.number &&
         media::distance_bits(shot.hashes[0], frame.hashes[0]) <= same_shot_bits_max;
}

Shot begin_shot(const media::VideoFrame& frame) {
  return {frame.hashes, frame.seconds, frame.seconds, frame.number, 1, frame.is_inside};
}

}  // namespace

std::vector<Shot> find_shots(const media::Video& video) {
  std::vector<Shot> shots;
  std::map<Layer, std::size_t> open;  // the last shot of each layer
  Layer layer = 0;
  for (const media::VideoFrame& frame : video.frames) {
    layer = frame.is_inside ? layer + 1 : 0;
    if (frame.quality < media::pdq_quality_min) continue;
    const auto last = open.find(layer);
    if (last != open.end() && goes_on(shots[last->second], frame)) {
      shots[last->second].end_seconds = frame.seconds;
      ++shots[last->second].frame_count;
      continue;
    }
    open[layer] = shots.size();
    shots.push_back(begin_shot(frame));
  }
  std::stable_sort(shots.begin(), shots.end(),
                   [](const Shot& a, const Shot& b) { return a.begin_seconds < b.begin_seconds; });
  return shots;
}

std::size_t count_moments(const media::Video& video) {
  std::vector<std::uint32_t> numbers;
  for (const media::VideoFrame& frame : video.frames) {
    if (frame.quality >= media::pdq_quality_min) numbers.push_back(frame.number);
  }
  std::sort(numbers.begin(), numbers.end());
  return static_cast<std::size_t>(std::unique(numbers.begin(), numbers.end()) - numbers.begin());
}

}  // namespace redress::match
