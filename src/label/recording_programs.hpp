// SPDX-License-Identifier: Apache-2.0
// label/recording_programs.hpp — how `ffprobe`, `ffmpeg` and `espeak-ng` are called when a recording is labelled.
//
// Use this when   with a media::Workshop, whose files have the names given here.
// Shapes          words of a command line, the program's path first.
// Units           seconds; pixels.
// Errors          none: what they cannot do is refused before.
// Threads         pure functions.
// Source          ffmpeg 5.1, espeak-ng 1.51: Debian's; both GPL, run and never linked (docs/decisions/0034).
// Never           names a codec, format or file by a word that came with the recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "label/recording_facts.hpp"
#include "media/plane.hpp"

namespace redress::label {

struct RecordingPrograms {
  std::string ffmpeg = "/usr/bin/ffmpeg";
  std::string ffprobe = "/usr/bin/ffprobe";
  std::string speech = "/usr/bin/espeak-ng";
};

inline constexpr const char* recording_in = "in.recording";
inline constexpr const char* recording_out = "out.recording";
inline constexpr const char* words_png = "words.png";
inline constexpr const char* words_text = "words.txt";
inline constexpr const char* prefix_wav = "prefix.wav";

enum class RecordingFormat { mp4, quicktime, m4a, mp3, flac, wav };

using Command = std::vector<std::string>;
using Tags = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] Command probe_command(const RecordingPrograms& programs, RecordingFormat format);

struct FilmPlan {
  RecordingFormat format = RecordingFormat::mp4;
  std::optional<media::Box> words;  // where words.png goes; nothing: every stream is copied
  double seconds = 0;               // from the start; 0: the whole film
  Tags tags;
};
[[nodiscard]] Command film_command(const RecordingPrograms& programs, const FilmPlan& plan);

struct SoundPlan {
  RecordingFormat format = RecordingFormat::wav;
  std::optional<StreamFacts> sound;  // what prefix.wav is put before; nothing: the sound is copied
  Tags tags;
};
[[nodiscard]] Command sound_command(const RecordingPrograms& programs, const SoundPlan& plan);

// words.txt to prefix.wav. `language` is one of label_words.hpp.
[[nodiscard]] Command speech_command(const RecordingPrograms& programs, std::string_view language);

}  // namespace redress::label
