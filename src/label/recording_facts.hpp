// SPDX-License-Identifier: Apache-2.0
// label/recording_facts.hpp — what `ffprobe` says of a recording, as far as labelling it needs to know.
//
// Shapes          sections of lines `name=value`, as its default writer prints them.
// Units           seconds, pixels, degrees, samples a second.
// Errors          invalid: no stream, or sections that do not fit together. exhausted: more than `stream_count_max`.
// Threads         values.
// Source          ffprobe 5.1, -of default.
// Never           lets a word of its answer out: what is not one of the words known here is `other`.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::label {

inline constexpr std::size_t stream_count_max = 64;

enum class StreamKind { picture, cover, sound, subtitle, other };
enum class Codec { other, aac, alac, mp3, flac, pcm_s16, pcm_s24, pcm_f32 };

struct StreamFacts {
  StreamKind kind = StreamKind::other;
  Codec codec = Codec::other;
  std::uint32_t width = 0;  // as stored
  std::uint32_t height = 0;
  bool is_sideways = false;     // shown turned by a quarter
  bool has_eight_bits = false;  // of a picture: 4:2:0, 8 bits
  std::uint32_t sample_rate = 0;
  std::uint32_t channel_count = 0;
  std::uint32_t sample_bits = 0;  // 0: not said
};

struct RecordingFacts {
  double seconds = 0;  // 0: not said
  std::vector<StreamFacts> streams;
};

// Collects lines as they come.
class FactsReader {
 public:
  void add(std::string_view line);
  [[nodiscard]] Result<RecordingFacts> finish() const;

 private:
  enum class Section { none, stream, format };
  void add_to_stream(std::string_view name, std::string_view value);

  RecordingFacts facts_;
  Section section_ = Section::none;
  bool is_broken_ = false;
  bool is_full_ = false;
};

}  // namespace redress::label
