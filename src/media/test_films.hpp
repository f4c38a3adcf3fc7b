// SPDX-License-Identifier: Apache-2.0
// media/test_films.hpp — films made by ffmpeg itself, for tests. For tests only.
//
// Errors          nothing where ffmpeg is not installed or does not encode: the test says so and is skipped.
// Threads         pure functions over files.
// Source          ffmpeg's own test sources: testsrc2, mandelbrot and sine.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/bytes.hpp"

namespace redress::test {

// A file of this process, gone with its object.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& name)
      : path_((std::filesystem::temp_directory_path() / (std::to_string(getpid()) + "-" + name)).string()) {}
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  void write(const Bytes& bytes) const {
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  std::string path_;
};

struct FilmWish {
  int seconds = 4;
  std::string filter = "null";
  std::string picture = "testsrc2";
  int repeat_count = 0;  // played so many times more, without encoding it again
};

struct Film : ScratchFile {
  using ScratchFile::ScratchFile;
};

inline std::unique_ptr<Film> make_film(const FilmWish& wish) {
  static int number = 0;
  auto film = std::make_unique<Film>("film" + std::to_string(number++) + ".mp4");
  const std::string seconds = std::to_string(wish.seconds);
  const std::string command = "ffmpeg -nostdin -v quiet -f lavfi -i " + wish.picture +
                              "=s=320x240:r=25 -f lavfi -i sine=440 -t " + seconds + " -vf '" + wish.filter +
                              "' -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac " + film->path();
  if (std::system(command.c_str()) != 0) return nullptr;
  if (wish.repeat_count == 0) return film;
  auto longer = std::make_unique<Film>("film" + std::to_string(number++) + ".mp4");
  const std::string repeat = "ffmpeg -nostdin -v quiet -stream_loop " + std::to_string(wish.repeat_count) + " -i " +
                             film->path() + " -c copy " + longer->path();
  return std::system(repeat.c_str()) == 0 ? std::move(longer) : nullptr;
}

}  // namespace redress::test
