// SPDX-License-Identifier: Apache-2.0
#include "cli/hash_films.hpp"

#include <chrono>
#include <iostream>

#include "cli/child_server.hpp"
#include "cli/film_maker.hpp"
#include "match/video_index.hpp"

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
  media::VideoPlan every_frame;
  every_frame.frames_per_second = 0;
  every_frame.wants_inside = false;
  every_frame.wants_sound = false;
  media::VideoPlan upload = every_frame;
  upload.frames_per_second = match::asked_frames_per_second;
  const auto look = [&](const media::VideoPlan& plan) {
    const auto video = decoder.examine_recording_file(film, plan);
    CHECK(video.ok());
    return static_cast<double>(video.value().frames.size());
  };
  double frame_count = 0;
  // In turns, so that whatever else the machine does weighs on both alike.
  for (int round = 0; round < rounds; ++round) {
    const double decode = seconds_of([&] { CHECK(decode_only(film).ok()); });
    const double hash = seconds_of([&] { frame_count = look(every_frame); });
    const double check = seconds_of([&] { look(upload); });
    figures.add("video_decode", frame_count / decode, "frames/s");
    figures.add("video", frame_count / hash, "frames/s");
    figures.add("video_over_decoding", decode / hash, "times");
    figures.add("video_upload_over_decoding", decode / check, "times");
  }
  figures.bar("video_over_decoding", figures.median("video_over_decoding") >= ratio_min,
              "every frame hashed: at least 0.90 of the speed of decoding alone");
  figures.bar("video_upload_over_decoding", figures.median("video_upload_over_decoding") >= ratio_min,
              "as an upload is looked at, four frames a second: at least 0.90 of the speed of decoding alone");
}

}  // namespace redress::cli
