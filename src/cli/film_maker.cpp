// SPDX-License-Identifier: Apache-2.0
#include "cli/film_maker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace redress::cli {
namespace {

constexpr const char* photographs = "/usr/share/backgrounds/mate/nature";
constexpr std::size_t shots_a_film = 5;
constexpr int shot_seconds = film_seconds / static_cast<int>(shots_a_film);

Status run_ffmpeg(const std::vector<std::string>& words) {
  std::vector<std::string> command{"ffmpeg", "-nostdin", "-v", "quiet", "-y"};
  command.insert(command.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  int status = 1;
  if (posix_spawnp(&pid, "ffmpeg", nullptr, nullptr, arguments.data(), environ) != 0 ||
      waitpid(pid, &status, 0) != pid || status != 0) {
    return Error{Code::unavailable, "ffmpeg is not installed or could not do it: install the package ffmpeg"};
  }
  return Done{};
}

std::vector<std::string> list_photographs() {
  std::vector<std::string> paths;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(photographs, failed)) {
    if (entry.path().extension() == ".jpg") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// The halves of a photograph, then its thirds, then its quarters.
std::string part_of(std::size_t number) {
  std::size_t parts = 2;
  for (; number >= parts * parts && parts < 4; ++parts) number -= parts * parts;
  return fmt::format("iw/{0}:ih/{0}:{1}*iw/{0}:{2}*ih/{0}", parts, number % parts, number / parts % parts);
}

// Films share photographs and never a part of one: which part is shown is the film's own.
void add_shot(std::size_t film, std::size_t shot, const FilmSize& size, std::vector<std::string>& inputs,
              std::string& filters) {
  static const std::vector<std::string> paths = list_photographs();
  const std::size_t turn = film * shots_a_film + shot;
  const std::string seconds = std::to_string(shot_seconds);
  if (paths.empty()) {
    const double x = -0.75 + 0.37 * static_cast<double>(turn % 7) / 7;
    const double y = 0.05 + 0.11 * static_cast<double>(turn % 11) / 11;
    const std::string source =
        fmt::format("mandelbrot=s={}x{}:r=25:start_x={:.4f}:start_y={:.4f}:start_scale={:.3f}", 2 * size.width,
                    2 * size.height, x, y, 0.1 + 0.02 * static_cast<double>(turn % 13));
    inputs.insert(inputs.end(), {"-f", "lavfi", "-t", seconds, "-i", source});
  } else {
    inputs.insert(inputs.end(), {"-loop", "1", "-framerate", "25", "-t", seconds, "-i", paths[turn % paths.size()]});
  }
  const std::string part = part_of(turn / std::max<std::size_t>(paths.size(), 1));
  const bool moves_right = turn % 2 == 0;
  filters += fmt::format("[{}:v]crop={},scale={}:{},setsar=1,crop={}:{}:{}*in_w/40:{},format=yuv420p[s{}];", shot, part,
                         size.width * 3 / 2, size.height * 3 / 2, size.width, size.height, moves_right ? "t" : "(5-t)",
                         10 * (turn % 9), shot);
}

std::string voice_of(std::size_t film) {
  constexpr std::array<std::string_view, 12> words{"never",  "river", "seven", "garden", "promise", "window",
                                                   "shadow", "train", "paper", "winter", "morning", "bridge"};
  std::string text;
  std::size_t state = 7'919 * (film + 1);
  for (int i = 0; i < 60; ++i) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    text += std::string(words.at((state >> 33U) % words.size())) + " ";
  }
  constexpr std::array<std::string_view, 4> voices{"slt", "kal16", "awb", "rms"};
  return fmt::format("flite=text='{}':voice={}", text, voices.at(film % voices.size()));
}

std::string tones_of(std::size_t film) {
  return fmt::format(
      "aevalsrc='0.3*sin(2*PI*t*(220+60*floor(mod(t*{},12))))+0.2*sin(2*PI*t*(330+45*floor(mod(t*{},9))))'",
      2.1 + 0.13 * static_cast<double>(film), 1.3 + 0.17 * static_cast<double>(film));
}

Status render_film(std::size_t number, const FilmSize& size, const std::string& sound, const std::string& path) {
  std::vector<std::string> words;
  std::string filters;
  for (std::size_t shot = 0; shot < shots_a_film; ++shot) add_shot(number, shot, size, words, filters);
  for (std::size_t shot = 0; shot < shots_a_film; ++shot) filters += fmt::format("[s{}]", shot);
  filters += fmt::format("concat=n={}:v=1[v]", shots_a_film);
  const std::string seconds = std::to_string(film_seconds);
  words.insert(words.end(), {"-f",       "lavfi", "-i",   sound,     "-filter_complex",
                             filters,    "-map",  "[v]",  "-map",    std::to_string(shots_a_film) + ":a",
                             "-t",       seconds, "-c:v", "libx264", "-preset",
                             "veryfast", "-crf",  "23",   "-c:a",    "aac",
                             "-b:a",     "96k",   "-ac",  "1",       "-ar",
                             "44100",    path});
  return run_ffmpeg(words);
}

}  // namespace

Status make_film(std::size_t number, const FilmSize& size, const std::string& path) {
  return render_film(number, size, voice_of(number), path).ok() ? Status(Done{})
                                                                : render_film(number, size, tones_of(number), path);
}

const std::vector<FilmCopy>& film_copies() {
  static const std::vector<FilmCopy> copies{
      {"re-encoded", "scale=iw/2:-2", "", {}, {"-crf", "36"}, false, false},
      {"trim 5 s", "", "", {"-ss", "7.3", "-t", "5"}, {}, false, false},
      {"speed 0.9", "setpts=PTS/0.9", "atempo=0.9", {}, {}, false, false},
      {"speed 1.1", "setpts=PTS/1.1", "atempo=1.1", {}, {}, false, false},
      {"letterbox", "pad=iw:ih*4/3:0:(oh-ih)/2", "", {}, {}, false, false},
      {"logo", "drawbox=x=iw-iw/6:y=ih/20:w=iw/7:h=ih/9:color=yellow:t=fill", "", {}, {}, false, false},
      {"mirrored", "hflip", "", {}, {}, false, false},
      {"mirrored, trim 5 s", "hflip", "", {"-ss", "7.3", "-t", "5"}, {"-crf", "30"}, false, false},
      {"mp3 32 kbit/s", "-", "", {}, {"-c:a", "libmp3lame", "-b:a", "32k"}, false, true},
      {"pitch +3 %", "-", "rubberband=pitch=1.03", {}, {}, false, true},
      {"pitch -3 %", "-", "rubberband=pitch=0.97", {}, {}, false, true},
      {"noise at 20 dB",
       "-",
       "volume=0.9[a];anoisesrc=a=0.012:d=30[n];[a][n]amix=2:duration=first:normalize=0",
       {},
       {},
       false,
       true},
      {"voice-over",
       "-",
       "volume=1[a];[1:a]volume=0.25[o];[a][o]amix=2:duration=first:normalize=0",
       {},
       {},
       true,
       true},
      {"sound of 8 s, other picture", "other", "", {"-ss", "6", "-t", "8"}, {}, true, true}};
  return copies;
}

Status make_copy(const FilmCopy& copy, const std::string& film, const std::string& other, const std::string& path) {
  std::vector<std::string> words = copy.before;
  words.insert(words.end(), {"-i", film});
  if (copy.has_other) words.insert(words.end(), {"-i", other});
  if (copy.picture == "other") {
    words.insert(words.end(), {"-map", "1:v", "-map", "0:a", "-shortest"});
  } else if (!copy.sound.empty()) {
    words.insert(words.end(), {"-filter_complex", "[0:a]" + std::string(copy.sound) + "[sound]", "-map", "[sound]"});
    if (copy.picture != "-") words.insert(words.end(), {"-map", "0:v"});
  }
  if (copy.picture == "-") {
    words.push_back("-vn");
  } else if (!copy.picture.empty() && copy.picture != "other") {
    words.insert(words.end(), {"-vf", std::string(copy.picture)});
  }
  if (copy.picture != "-") words.insert(words.end(), {"-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"});
  words.insert(words.end(), copy.encoding.begin(), copy.encoding.end());
  words.push_back(path);
  return run_ffmpeg(words);
}

Status decode_only(const std::string& path) {
  return run_ffmpeg({"-threads", "1", "-i", path, "-map", "0:V:0", "-f", "null", "-"});
}

}  // namespace redress::cli
