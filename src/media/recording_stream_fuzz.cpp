// SPDX-License-Identifier: Apache-2.0
// What a program pours out, and what a worker that was taken over answers about it: an answer within every limit. The
// first byte says which of the three it is.
#include "media/frame_stream.hpp"
#include "media/sound_stream.hpp"
#include "media/video_wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::media;
  if (size == 0) return 0;
  const redress::ByteView bytes(data + 1, size - 1);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  VideoPlan plan;
  plan.frame_count_max = 4;
  plan.frame_pixel_count_max = 10'000;
  plan.seconds_max = 10;
  if (data[0] % 3 == 0) {
    FrameStream stream(plan);
    if (stream.add(bytes) != Refusal::none) return 0;
    const Video video = stream.take();
    CHECK(video.frames.size() <= 12 && std::uint64_t{video.width} * video.height <= plan.frame_pixel_count_max);
  } else if (data[0] % 3 == 1) {
    std::vector<std::uint32_t> words;
    if (parse_words(text, 100, words) == Refusal::none) CHECK(words.size() <= 100);
    if (decode_words(bytes, 100, words) == Refusal::none) CHECK(words.size() == bytes.size() / 4);
    static_cast<void>(parse_frame(text));
  } else {
    Video video;
    if (parse_video_reply(bytes, plan, video) != Refusal::none) return 0;
    CHECK(video.frames.size() <= 12 && video.sound.size() <= word_count_max(plan));
    CHECK(redress::Bytes(bytes.begin(), bytes.end()) == encode_video_reply(Refusal::none, video));
  }
  return 0;
}
