// SPDX-License-Identifier: Apache-2.0
// media/sound_stream.hpp — the words of a Chromaprint fingerprint as `fpcalc -raw -plain` prints them, and as ffmpeg's
// chromaprint output has them.
//
// Use this when   in a worker that reads fpcalc's output, in tests and in the fuzz target.
// Shapes          decimal numbers with commas between, then a line end or nothing; or four bytes each, lowest first.
//                 Nothing at all is no sound.
// Units           words of 32 bits, one for each word_seconds of video.hpp.
// Errors          damaged: anything else, or more than word_count_max.
// Threads         a pure function.
// Source          fpcalc 1.5.1 (acoustid/chromaprint).
#pragma once

#include "media/header.hpp"
#include "media/video.hpp"

namespace redress::media {

inline constexpr std::size_t word_bytes_max = 11;  // ten digits and a comma

[[nodiscard]] std::size_t word_count_max(const VideoPlan& plan);
[[nodiscard]] Refusal parse_words(std::string_view text, std::size_t count_max, std::vector<std::uint32_t>& words);
[[nodiscard]] Refusal decode_words(ByteView bytes, std::size_t count_max, std::vector<std::uint32_t>& words);

}  // namespace redress::media
