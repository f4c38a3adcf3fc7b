// SPDX-License-Identifier: Apache-2.0
// media/program.hpp — the three programs of others that are run on a stranger's file: how each is called, within which
// limits.
//
// Use this when   in the fork server and its children. To write a recording anew: media/workshop.hpp.
// Shapes          a program sees one folder, which holds a copy of the file, and either writes a file there
//                 (heif-convert) or pours out on descriptor 1 (ffmpeg, fpcalc). No shell, no environment.
// Units           those of VideoPlan.
// Errors          none: whether a program is there is asked with access(2).
// Threads         pure functions; run_program: a process just forked, with one thread.
// Source          docs/decisions/0016 and 0024. ffmpeg 5.1: its lists of formats, codecs and protocols; a playlist or
//                 any other file that names files is no format of ours.
// Never           hands a program a name, an option or a text that came with the file.
#pragma once

#include <string>
#include <vector>

#include "media/forkserver.hpp"

namespace redress::media {

struct Program {
  std::vector<std::string> command;  // the program's path first
  std::string input_name;            // of the copy, in the folder
  Confinement limits;
};

[[nodiscard]] Program heic_program(const DecodeOptions& options);
// Luma of the frames that the plan asks for, of limited range, as frame_stream.hpp reads it.
[[nodiscard]] Program frames_program(const DecodeOptions& options, const VideoPlan& plan);
// Words, as sound_stream.hpp reads them.
[[nodiscard]] Program sound_program(const DecodeOptions& options, const VideoPlan& plan);

// The same for sound whose pitch is moved back from `percent` to 100, as bytes of words.
[[nodiscard]] Program pitch_program(const DecodeOptions& options, const VideoPlan& plan, std::uint32_t percent);
// That of a recording's task.
[[nodiscard]] Program program_of(const DecodeOptions& options, const Job& job);

// Copies the input into the folder, gives up all else and becomes the program. Its descriptors 0 to 2 are the fork
// server's, which lead nowhere, but for `output` where there is one.
[[noreturn]] void run_program(const Program& program, const CallFilter& filter, const std::string& folder, int input,
                              int output);

}  // namespace redress::media
