// SPDX-License-Identifier: Apache-2.0
#include "cli/hash_films.hpp"

#include <chrono>
#include <iostream>

#include "cli/child_server.hpp"
#include "cli/film_maker.hpp"

namespace redress::cli {
namespace {

constexpr FilmSize size{1'280, 720};
constexpr double ratio_min = 0.90;

double seconds_of(const auto& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void measure_films(const media::Decoder& decoder, int rounds, Figures& figures) {
  const TemporaryFolder folder;
  const std::string film = folder.path() + "/film.mp4";
  if (const Status made = make_film(0, size, film); !made.ok()) {
    std::cerr << "bench hash: no film is measured: " << made.error().message << '\n';
    return;
  }
  media::VideoPlan plan;
  plan.frames_per_second = 0;
  plan.wants_inside = false;
  plan.wants_sound = false;
  double frame_count = 0;
  // In turns, so that whatever else the machine does weighs on both alike.
  for (int round = 0; round < rounds; ++round) {
    const double decode = seconds_of([&] { CHECK(decode_only(film).ok()); });
    const double hash = seconds_of([&] {
      const auto video = decoder.examine_recording_file(film, plan);
      CHECK(video.ok());
      frame_count = static_cast<double>(video.value().frames.size());
    });
    figures.add("video_decode", frame_count / decode, "frames/s");
    figures.add("video", frame_count / hash, "frames/s");
    figures.add("video_over_decoding", decode / hash, "times");
  }
  figures.bar("video_over_decoding", figures.median("video_over_decoding") >= ratio_min,
              "at least 0.90 of the speed of decoding alone");
}

}  // namespace redress::cli
