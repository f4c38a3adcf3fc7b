// SPDX-License-Identifier: Apache-2.0
#include "cli/fingerprint_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <semaphore>
#include <thread>

#include "base/bounded_queue.hpp"
#include "cli/exit.hpp"
#include "cli/line_output.hpp"
#include "match/bank_file.hpp"

namespace redress::cli {
namespace {

struct Asked {
  std::size_t number = 0;
  std::string path;
};

struct Answered {
  std::size_t number = 0;
  std::string path;
  Result<std::string> line;
};

// On a terminal, and only when the lines themselves do not go there.
class Progress {
 public:
  explicit Progress(bool has_file)
      : is_shown_(isatty(STDERR_FILENO) == 1 && (has_file || isatty(STDOUT_FILENO) == 0)) {}
  void show(std::size_t count) {
    const auto now = Steady::now();
    const std::chrono::duration<double> passed = now - started_;
    if (!is_shown_ || passed < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    has_written_ = true;
    std::cerr << fmt::format("\r{} files, {:.1f} a second ", count, static_cast<double>(count) / passed.count())
              << std::flush;
  }
  ~Progress() { clear(); }
  void clear() {
    if (has_written_) std::cerr << "\r\x1b[K" << std::flush;
    has_written_ = false;
  }

 private:
  using Steady = std::chrono::steady_clock;
  const bool is_shown_;
  const Steady::time_point started_ = Steady::now();
  Steady::time_point last_{};
  bool has_written_ = false;
};

std::size_t count_workers() { return std::max(2U, std::thread::hardware_concurrency()); }

// Reader → workers → caller. The semaphore counts files that were begun and are not yet printed.
class Line {
 public:
  Line(const media::Decoder& decoder, const FilterOptions& options, FileWish wish, const RenderLine& render,
       LineOutput& output)
      : decoder_(decoder),
        options_(options),
        wish_(wish),
        render_(render),
        output_(output),
        free_(window_count_max),
        asked_(window_count_max),
        answered_(window_count_max) {}

  int run(std::string_view command);

 private:
  void read_paths();
  void ask(const std::string& path);
  void work();

  const media::Decoder& decoder_;
  const FilterOptions& options_;
  const FileWish wish_;
  const RenderLine& render_;
  LineOutput& output_;
  std::counting_semaphore<window_count_max> free_;
  BoundedQueue<Asked> asked_;
  BoundedQueue<Answered> answered_;
  std::size_t next_ = 0;
};

void Line::ask(const std::string& path) {
  if (output_.has(path)) return;
  free_.acquire();
  // There is room: no more are in the queue than the semaphore let through.
  CHECK(asked_.push({next_++, path}).ok());
}

void Line::read_paths() {
  for (const std::string& path : options_.paths) {
    if (path != "-") {
      ask(path);
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) {
      if (!line.empty()) ask(line);
    }
  }
  asked_.close();
}

void Line::work() {
  while (auto asked = asked_.pop()) {
    auto examined = examine_file(decoder_, asked->path, wish_);
    Result<std::string> line = examined.ok() ? Result(render_(std::move(examined).value())) : examined.error();
    CHECK(answered_.push({asked->number, std::move(asked->path), std::move(line)}).ok());
  }
}

int Line::run(std::string_view command) {
  std::jthread reader([this] { read_paths(); });
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < count_workers(); ++i) workers.emplace_back([this] { work(); });
  std::jthread closer([&] {
    reader.join();
    for (std::jthread& worker : workers) worker.join();
    answered_.close();
  });
  Progress progress(!options_.output.empty());
  int code = exit_done;
  std::size_t printed = 0;
  std::map<std::size_t, Answered> waiting;
  while (auto answered = answered_.pop()) {
    const std::size_t number = answered->number;
    waiting.emplace(number, std::move(*answered));
    for (auto first = waiting.begin(); first != waiting.end() && first->first == printed;
         first = waiting.erase(first)) {
      const Answered& ready = first->second;
      if (ready.line.ok()) {
        output_.write(ready.line.value());
      } else {
        progress.clear();
        static_cast<void>(fail(std::string(command) + " " + ready.path, ready.line.error()));
        code = exit_failed;
      }
      ++printed;
      free_.release();
    }
    progress.show(printed);
  }
  return code;
}

}  // namespace

int filter_files(std::string_view command, const FilterOptions& options, media::Want want, const RenderLine& render) {
  media::DecodeOptions decoding;
  decoding.recordings_at_once_max = count_workers();
  const auto decoder = media::Decoder::start(decoding);
  if (!decoder.ok()) {
    static_cast<void>(fail(command, decoder.error()));
    return exit_failed;
  }
  auto output = LineOutput::open(options.output);
  if (!output.ok()) return fail(command, output.error());
  if (output.value().count_before() > 0) {
    std::cerr << fmt::format("{} has {} lines already: going on after them\n", options.output,
                             output.value().count_before());
  }
  FileWish wish{want, {}, options.kind == "text" ? Kind::text : Kind::by_content};
  wish.plan.frames_per_second = options.frames_per_second;
  wish.plan.wants_other_pitches = options.is_query;
  const int code = Line(decoder.value(), options, wish, render, output.value()).run(command);
  const Status finished = output.value().finish();
  return finished.ok() ? code : fail(command, finished.error());
}

int fingerprint_command(const FilterOptions& options, Lines lines) {
  const auto detail = lines == Lines::all ? match::Detail::all : match::Detail::plain;
  const auto render = [&](ExaminedFile file) {
    if (file.plane) file.entry.features = media::find_features(*file.plane, media::stored_plan);
    std::string line = match::render_entry(file.entry, detail);
    if (lines != Lines::screening || file.entry.fingerprint.kind != "image") return line;
    line.pop_back();
    return line += file.luma == media::Luma::scaled ? R"(,"pdq_luma":"scaled"})" : R"(,"pdq_luma":"full"})";
  };
  constexpr std::array wants{media::Want::fingerprint, media::Want::fingerprint_and_plane, media::Want::screening};
  return filter_files("fingerprint", options, wants.at(static_cast<std::size_t>(lines)), render);
}

}  // namespace redress::cli
