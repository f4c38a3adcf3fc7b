// SPDX-License-Identifier: Apache-2.0
// cli/film_maker.hpp — films and copies of them, made by ffmpeg, for `redress bench hash` and `redress bench video`.
//
// Use this when   something is to be measured on films. Nothing is downloaded.
// Shapes          a film: 20 s, 640 × 360, 25 frames a second; cuts over parts of Debian's photographs (made pictures
//                 where there are none), panned; spoken by ffmpeg's own voice where it has one, else tones that wander.
// Errors          make_*: unavailable, where ffmpeg is not installed or does not encode.
// Threads         any, in files of their own.
// Never           used on strangers' files: this ffmpeg is not confined.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

inline constexpr int film_seconds = 20;

struct FilmSize {
  int width = 640;
  int height = 360;
};

// Film `number` of the generator; another number is another film, picture and sound.
[[nodiscard]] Status make_film(std::size_t number, const FilmSize& size, const std::string& path);

struct FilmCopy {
  std::string_view name;
  std::string_view picture;  // ffmpeg's filters; "-" drops it
  std::string_view sound;
  std::vector<std::string> before;    // options before the input
  std::vector<std::string> encoding;  // and after it
  bool has_other = false;             // the second input is another film, [1:v] or [1:a] of the filters
  bool is_of_sound = false;           // must be found by its sound; else by its frames
};
[[nodiscard]] const std::vector<FilmCopy>& film_copies();
[[nodiscard]] Status make_copy(const FilmCopy& copy, const std::string& film, const std::string& other,
                               const std::string& path);

// Everything is decoded, one thread, and thrown away.
[[nodiscard]] Status decode_only(const std::string& path);

}  // namespace redress::cli
