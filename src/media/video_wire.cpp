// SPDX-License-Identifier: Apache-2.0
#include "media/video_wire.hpp"

#include <cmath>
#include <cstring>
#include <type_traits>

#include "media/sound_stream.hpp"

namespace redress::media {
namespace {

constexpr std::size_t boxes_max = 2;  // find_content gives as many

struct Head {
  std::uint32_t magic = 0x52445256;
  std::uint32_t refusal = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double frames_per_second = 0;
  std::uint32_t frame_count = 0;
  std::uint32_t word_count = 0;
  std::uint64_t is_cut_short = 0;
};
struct FrameRecord {
  std::uint32_t number = 0;
  std::uint16_t quality = 0;
  std::uint16_t is_inside = 0;
  Dihedral hashes{};
};
static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) == 40);
static_assert(std::is_trivially_copyable_v<FrameRecord> && sizeof(FrameRecord) == 8 + 256);

template <class Value>
void put(Bytes& bytes, const Value& value) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
  bytes.insert(bytes.end(), first, first + sizeof(Value));
}

template <class Value>
Value take(ByteView& bytes) {
  Value value;
  std::memcpy(&value, bytes.data(), sizeof(Value));
  bytes = bytes.subspan(sizeof(Value));
  return value;
}

bool is_sane(const Head& head, const VideoPlan& plan, std::size_t rest) {
  const bool has_pixels = head.width > 0 && head.height > 0;
  const bool has_rate = std::isfinite(head.frames_per_second) && head.frames_per_second > 0;
  return head.frame_count <= plan.frame_count_max * (1 + boxes_max) && head.word_count <= word_count_max(plan) &&
         rest == head.frame_count * sizeof(FrameRecord) + head.word_count * sizeof(std::uint32_t) &&
         (head.frame_count == 0 || (has_pixels && has_rate)) && head.is_cut_short <= 1 &&
         std::uint64_t{head.width} * head.height <= plan.frame_pixel_count_max;
}

bool take_frame(ByteView& reply, std::uint32_t& least, Video& video) {
  const auto record = take<FrameRecord>(reply);
  VideoFrame frame{record.number, record.number / video.frames_per_second, record.quality, record.is_inside == 1,
                   record.hashes};
  if (frame.number < least || frame.number > least + 1 || frame.quality > 100 || record.is_inside > 1) return false;
  least = frame.number;
  video.frames.push_back(frame);
  return true;
}

}  // namespace

std::size_t video_reply_bytes_max(const VideoPlan& plan) {
  return sizeof(Head) + plan.frame_count_max * (1 + boxes_max) * sizeof(FrameRecord) +
         word_count_max(plan) * sizeof(std::uint32_t);
}

Bytes encode_video_reply(Refusal refusal, const Video& video) {
  Head head;
  head.refusal = static_cast<std::uint32_t>(refusal);
  head.width = video.width;
  head.height = video.height;
  head.frames_per_second = video.frames_per_second;
  head.frame_count = static_cast<std::uint32_t>(video.frames.size());
  head.word_count = static_cast<std::uint32_t>(video.sound.size());
  head.is_cut_short = video.is_cut_short ? 1 : 0;
  Bytes bytes;
  bytes.reserve(sizeof(Head) + head.frame_count * sizeof(FrameRecord) + head.word_count * sizeof(std::uint32_t));
  put(bytes, head);
  for (const VideoFrame& frame : video.frames) {
    put(bytes, FrameRecord{frame.number, static_cast<std::uint16_t>(frame.quality),
                           static_cast<std::uint16_t>(frame.is_inside ? 1 : 0), frame.hashes});
  }
  for (const std::uint32_t word : video.sound) put(bytes, word);
  return bytes;
}

Refusal parse_video_reply(ByteView reply, const VideoPlan& plan, Video& video) {
  video = Video{};
  if (reply.size() < sizeof(Head)) return Refusal::crashed;
  const Head head = take<Head>(reply);
  if (head.magic != Head{}.magic || head.refusal >= static_cast<std::uint32_t>(Refusal::count)) {
    return Refusal::crashed;
  }
  if (head.refusal != 0) return static_cast<Refusal>(head.refusal);
  if (!is_sane(head, plan, reply.size())) return Refusal::crashed;
  video.width = head.width;
  video.height = head.height;
  video.frames_per_second = head.frames_per_second;
  video.is_cut_short = head.is_cut_short == 1;
  std::uint32_t least = 0;
  for (std::uint32_t i = 0; i < head.frame_count; ++i) {
    if (!take_frame(reply, least, video)) return Refusal::crashed;
  }
  for (std::uint32_t i = 0; i < head.word_count; ++i) video.sound.push_back(take<std::uint32_t>(reply));
  return Refusal::none;
}

}  // namespace redress::media
