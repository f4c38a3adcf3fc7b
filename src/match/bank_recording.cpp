// SPDX-License-Identifier: Apache-2.0
#include "match/bank_recording.hpp"

#include <algorithm>

namespace redress::match {
namespace {

constexpr double frames_per_second_max = 1'000;

Bytes encode_words(const std::vector<std::uint32_t>& words) {
  Bytes bytes;
  bytes.reserve(4 * words.size());
  for (const std::uint32_t word : words) {
    for (unsigned shift = 32; shift > 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(word >> (shift - 8)));
  }
  return bytes;
}

std::vector<std::uint32_t> decode_words(ByteView bytes) {
  std::vector<std::uint32_t> words(bytes.size() / 4);
  for (std::size_t i = 0; i < 4 * words.size(); ++i) words[i / 4] = words[i / 4] << 8U | bytes[i];
  return words;
}

Status take_frames(const Json& object, const char* key, bool is_inside, const std::string& where, media::Video& video) {
  const auto found = object.find(key);
  if (found == object.end()) return Done{};
  const std::string name = "\"" + std::string(key) + "\"";
  if (!found->is_array()) return refuse(where, name + " is not a list");
  if (found->size() > frame_count_max) return Error{Code::exhausted, where + ": " + name + " has over 200,000 frames"};
  for (const Json& one : *found) {
    const auto frame = one.is_string() ? media::parse_frame(one.get_ref<const std::string&>())
                                       : Result<media::VideoFrame>(Error{Code::invalid, "a frame is not a text"});
    if (!frame.ok()) return refuse(where, name + ": " + frame.error().message);
    video.frames.push_back(frame.value());
    video.frames.back().is_inside = is_inside;
  }
  return Done{};
}

Status take_sound(const Json& object, const std::string& where, media::Video& video) {
  const auto found = object.find("audio");
  if (found == object.end()) return Done{};
  const auto bytes =
      found->is_string() ? parse_base64(found->get_ref<const std::string&>()) : Result<Bytes>(Error{Code::invalid, ""});
  if (!bytes.ok() || bytes.value().size() % 4 != 0) return refuse(where, "\"audio\" is not words of 32 bits in base64");
  if (bytes.value().size() > 4 * word_count_max)
    return Error{Code::exhausted, where + ": \"audio\" is over a day long"};
  video.sound = decode_words(bytes.value());
  return Done{};
}

}  // namespace

void render_recording(const media::Video& video, OrderedJson& line) {
  if (video.is_cut_short) line["is_cut_short"] = true;
  if (!video.frames.empty()) {
    line["frames_per_second"] = video.frames_per_second;
    line["frames"] = OrderedJson::array();
  }
  for (const media::VideoFrame& frame : video.frames) {
    line[frame.is_inside ? "frames_inside" : "frames"].push_back(media::render_frame(frame));
  }
  if (!video.sound.empty()) line["audio"] = render_base64(encode_words(video.sound));
}

Result<media::Video> parse_recording(const Json& object, const std::string& where) {
  media::Video video;
  TRY(take_frames(object, "frames", false, where, video));
  TRY(take_frames(object, "frames_inside", true, where, video));
  TRY(take_sound(object, where, video));
  if (const auto cut = object.find("is_cut_short"); cut != object.end()) video.is_cut_short = *cut == true;
  if (video.frames.empty()) return video;
  // Of one moment the whole frame comes first.
  std::stable_sort(video.frames.begin(), video.frames.end(),
                   [](const media::VideoFrame& a, const media::VideoFrame& b) { return a.number < b.number; });
  const auto rate = object.find("frames_per_second");
  if (rate == object.end() || !rate->is_number()) return refuse(where, "\"frames_per_second\" is missing");
  video.frames_per_second = rate->get<double>();
  if (!(video.frames_per_second > 0 && video.frames_per_second <= frames_per_second_max)) {
    return refuse(where, "\"frames_per_second\" is not between 0 and 1,000");
  }
  return video;
}

}  // namespace redress::match
