// SPDX-License-Identifier: Apache-2.0
// label/label_recording.hpp — a film or sound in, the same labelled out: words on the film or a voice before the sound,
// then the metadata.
//
// Use this when   a platform publishes what its tools made, or what was found to be made. Pictures: label_file.hpp.
// Shapes          MP4 and QuickTime; MP3, M4A, FLAC, WAV. A film's sound and subtitles are copied as they are; its
//                 picture is encoded anew for the words (H.264), as is sound for what is put before it, in its own
//                 format.
// Units           seconds; `words_seconds` from the film's start, 0: the whole film.
// Errors          unsupported: another kind, or something that would be lost. conflict: the file says already what it
//                 is, or is signed. unavailable: a program is not installed. exhausted: a limit. invalid: damaged.
// Threads         the process has one thread: programs are started.
// Cost            a film as long as its encoding takes, about its own length at 1080p on two cores.
// Source          the regimes as in label_words.hpp: India wants words for a film's whole duration, and sound that says
//                 so at its start; the Union's code of practice words at a film's start and after breaks; China two
//                 seconds of words and, before sound, speech or a rhythm. docs/decisions/0034.
// Never           writes over what it was given, or parses a stream of it in this process.
#pragma once

#include <functional>
#include <optional>

#include "label/label_file.hpp"
#include "label/recording_programs.hpp"
#include "media/workshop.hpp"

namespace redress::label {

enum class Prefix { speech, beep };

struct RecordingWish {
  LabelWish label;                      // without a watermark: there is none in recordings
  std::optional<double> words_seconds;  // nothing: as the regime says
  std::optional<Prefix> prefix;         // of sound; nothing: as the regime says
  RecordingPrograms programs;
  std::function<void(double share)> on_progress;  // 0…1
};

struct LabelledRecording {
  media::Workshop workshop;  // holds the file
  std::string path;
  bool is_film = false;
  VisibleLabel visible;
  double words_seconds = 0;
  Prefix prefix = Prefix::speech;
  std::vector<std::string> left_out;
};

[[nodiscard]] Result<LabelledRecording> label_recording(const std::string& path, const RecordingWish& wish);

// As the law of each regime has it; 0: the whole film.
[[nodiscard]] double default_words_seconds(Regime regime);
[[nodiscard]] Prefix default_prefix(Regime regime);

}  // namespace redress::label
