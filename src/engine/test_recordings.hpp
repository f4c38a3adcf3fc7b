// SPDX-License-Identifier: Apache-2.0
// engine/test_recordings.hpp — films, clips and texts of the tests of this room, as their looks. For tests only.
//
// Errors          none.
// Threads         pure functions.
#pragma once

#include <random>

#include "engine/looks.hpp"
#include "media/clutter.hpp"

namespace redress::engine::test {

inline media::Plane as_it_is(const media::Plane& plane) { return plane; }

// Ten pictures, three seconds each, looked at four times a second, over a noise of `voice`.
inline media::Video make_film(std::uint32_t seed, std::uint32_t voice,
                              media::Plane (*turn)(const media::Plane&) = as_it_is) {
  media::Video film;
  film.width = 640;
  film.height = 480;
  film.frames_per_second = 4;
  for (std::uint32_t i = 0; i < 120; ++i) {
    const media::PdqResult hashed =
        media::hash_plane(turn(redress::test::make_clutter(1'000 * seed + i / 12, 320, 240)));
    film.frames.push_back({i, i / 4.0, hashed.quality, false, hashed.hashes});
  }
  std::mt19937 random(voice);
  for (int i = 0; i < 240; ++i) film.sound.push_back(static_cast<std::uint32_t>(random()));
  return film;
}

inline media::Video cut(const media::Video& film, std::uint32_t first, std::uint32_t count) {
  media::Video clip = film;
  clip.frames.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    media::VideoFrame& frame = clip.frames.emplace_back(film.frames[first + i]);
    frame.number = i;
    frame.seconds = i / 4.0;
  }
  clip.sound.clear();
  return clip;
}

inline std::string make_text(const std::string& word) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += word + " said " + std::to_string(i * i % 97) + " things about it, and ";
  return text;
}

}  // namespace redress::engine::test
