// SPDX-License-Identifier: Apache-2.0
// match/bank_recording.hpp — frames and sound in a line of a bank.
//
// Use this when   through bank_file.hpp.
// Shapes          "frames_per_second", "frames", "frames_inside", "audio", "is_cut_short".
// Errors          parse_recording: invalid, naming the file and the line; exhausted: more frames or words than a
//                 recording of a day has.
// Threads         pure functions.
// Source          docs/reference/bank-file.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "media/video.hpp"

namespace redress::match {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

inline constexpr std::size_t frame_count_max = 200'000;
inline constexpr std::size_t word_count_max = 700'000;

inline Error refuse(const std::string& where, const std::string& what) { return {Code::invalid, where + ": " + what}; }

void render_recording(const media::Video& video, OrderedJson& line);
[[nodiscard]] Result<media::Video> parse_recording(const Json& object, const std::string& where);

}  // namespace redress::match
