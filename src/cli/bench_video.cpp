// SPDX-License-Identifier: Apache-2.0
// redress bench video — made films and kinds of copy of each: how many are found by their frames and by their sound,
// and how many films that are nobody's copies are taken for one.
#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/film_maker.hpp"
#include "match/audio_index.hpp"
#include "match/video_index.hpp"
#include "media/decode.hpp"

namespace redress::cli {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t film_count_max = 24;

Id id_of(std::size_t number) {
  Id id;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

// What was found of one film by frames and by sound.
struct Found {
  bool is_same = false;
  bool is_look = false;
  std::size_t other_count = 0;
};

template <class Matches>
Found tell(const Matches& matches, std::size_t number) {
  Found found;
  for (const auto& match : matches) {
    if (match.id != id_of(number)) {
      ++found.other_count;
      continue;
    }
    found.is_look = true;
    found.is_same = match.verdict == match::Verdict::same;
  }
  return found;
}

struct Ground {
  const media::Decoder& decoder;
  std::string folder;
  std::size_t film_count = 0;
  match::VideoIndex videos{1'000'000};
  match::AudioIndex sounds{10'000'000};

  [[nodiscard]] std::string path_of(std::size_t number) const {
    return folder + "/film" + std::to_string(number) + ".mp4";
  }
};

Result<media::Video> examine(const Ground& ground, const std::string& path, double frames_per_second) {
  media::VideoPlan plan;
  plan.frames_per_second = frames_per_second;
  plan.wants_other_pitches = frames_per_second > 1;  // a query
  return ground.decoder.examine_recording_file(path, plan);
}

Status lay_ground(Ground& ground) {
  // As many again are made that nobody knows.
  for (std::size_t number = 0; number < 2 * ground.film_count; ++number) {
    TRY(make_film(number, {}, ground.path_of(number)));
    std::cerr << fmt::format("film {} of {}\n", number + 1, 2 * ground.film_count);
    if (number >= ground.film_count) continue;
    TRY_ASSIGN(const media::Video video, examine(ground, ground.path_of(number), 1));
    TRY(ground.videos.add(id_of(number), video));
    TRY(ground.sounds.add(id_of(number), video.sound));
  }
  return Done{};
}

struct Counts {
  std::size_t same = 0;
  std::size_t look = 0;
  std::size_t wrong = 0;  // other films named
  std::size_t asked = 0;
  double find_ms = 0;

  void add(const Found& found) {
    same += found.is_same ? 1 : 0;
    look += found.is_look ? 1 : 0;
    wrong += found.other_count;
    ++asked;
  }
};

Status ask(const Ground& ground, const FilmCopy& copy, std::size_t number, Counts& counts) {
  const std::string path = ground.folder + (copy.picture == "-" ? "/copy.mp3" : "/copy.mp4");
  TRY(make_copy(copy, ground.path_of(number), ground.path_of(ground.film_count + number), path));
  TRY_ASSIGN(const media::Video query, examine(ground, path, match::asked_frames_per_second));
  const auto start = Steady::now();
  counts.add(copy.is_of_sound ? tell(ground.sounds.find_any_pitch(query), number)
                              : tell(ground.videos.find(query), number));
  counts.find_ms += std::chrono::duration<double, std::milli>(Steady::now() - start).count();
  return Done{};
}

Status ask_strangers(const Ground& ground, Counts& frames, Counts& sound) {
  for (std::size_t number = ground.film_count; number < 2 * ground.film_count; ++number) {
    TRY_ASSIGN(const media::Video query, examine(ground, ground.path_of(number), match::asked_frames_per_second));
    frames.add(tell(ground.videos.find(query), number));
    sound.add(tell(ground.sounds.find_any_pitch(query), number));
  }
  return Done{};
}

void add_figures(const std::string& name, const Counts& counts, Figures& figures) {
  const auto share = [&](std::size_t part) { return static_cast<double>(part) / static_cast<double>(counts.asked); };
  figures.add("same/" + name, share(counts.same), "");
  figures.add("look/" + name, share(counts.look), "");
  figures.add("wrong/" + name, static_cast<double>(counts.wrong), "films");
  figures.add("find/" + name, counts.find_ms / static_cast<double>(counts.asked), "ms");
}

Status run(Ground& ground, Figures& figures) {
  TRY(lay_ground(ground));
  std::size_t wrong = 0;
  for (const FilmCopy& copy : film_copies()) {
    Counts counts;
    for (std::size_t number = 0; number < ground.film_count; ++number) TRY(ask(ground, copy, number, counts));
    add_figures(std::string(copy.name), counts, figures);
    std::cerr << fmt::format("{}: {} of {}\n", copy.name, counts.look, counts.asked);
    wrong += counts.wrong;
  }
  Counts frames;
  Counts sound;
  TRY(ask_strangers(ground, frames, sound));
  wrong += frames.wrong + sound.wrong;
  figures.add("films", static_cast<double>(ground.film_count), "");
  figures.add("wrong", static_cast<double>(wrong), "films");
  figures.bar("wrong", wrong == 0, "no film taken for another");
  return Done{};
}

}  // namespace

int bench_video(const BenchOptions& options) {
  const auto decoder = media::Decoder::start();
  if (!decoder.ok()) return fail("bench video", decoder.error());
  const TemporaryFolder folder;
  Ground ground{decoder.value(), folder.path(), std::min<std::size_t>(options.cases, film_count_max)};
  Figures figures("video");
  const Status done = run(ground, figures);
  if (!done.ok()) return fail("bench video", done.error());
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
