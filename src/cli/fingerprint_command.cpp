// SPDX-License-Identifier: Apache-2.0
#include "cli/fingerprint_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <semaphore>
#include <thread>

#include "base/bounded_queue.hpp"
#include "cli/exit.hpp"
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
  Result<media::Examination> result;
};

// On a terminal, and only when the lines themselves do not go there.
class Progress {
 public:
  void show(std::size_t count) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_shown_ || now - started_ < std::chrono::seconds(1) || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    has_written_ = true;
    std::cerr << '\r' << count << " pictures" << std::flush;
  }
  ~Progress() { clear(); }
  void clear() {
    if (has_written_) std::cerr << "\r\x1b[K" << std::flush;
    has_written_ = false;
  }

 private:
  const bool is_shown_ = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
  bool has_written_ = false;
};

// Reader → workers → caller. The semaphore counts files that were begun and are not yet printed.
class Line {
 public:
  Line(const media::Decoder& decoder, const std::vector<std::string>& paths, media::Want want)
      : decoder_(decoder),
        paths_(paths),
        want_(want),
        free_(window_count_max),
        asked_(window_count_max),
        answered_(window_count_max) {}

  int run(std::string_view command, const OnExamined& on_examined);

 private:
  void read_paths();
  void ask(const std::string& path);
  void work();

  const media::Decoder& decoder_;
  const std::vector<std::string>& paths_;
  media::Want want_;
  std::counting_semaphore<window_count_max> free_;
  BoundedQueue<Asked> asked_;
  BoundedQueue<Answered> answered_;
  std::size_t next_ = 0;
};

void Line::ask(const std::string& path) {
  free_.acquire();
  // There is room: no more are in the queue than the semaphore let through.
  CHECK(asked_.push({next_++, path}).ok());
}

void Line::read_paths() {
  for (const std::string& path : paths_) {
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
    auto result = decoder_.examine_file(asked->path, want_);
    CHECK(answered_.push({asked->number, std::move(asked->path), std::move(result)}).ok());
  }
}

int Line::run(std::string_view command, const OnExamined& on_examined) {
  std::jthread reader([this] { read_paths(); });
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(2U, std::thread::hardware_concurrency()); ++i)
    workers.emplace_back([this] { work(); });
  std::jthread closer([&] {
    reader.join();
    for (std::jthread& worker : workers) worker.join();
    answered_.close();
  });
  Progress progress;
  int code = exit_done;
  std::size_t printed = 0;
  std::map<std::size_t, Answered> waiting;
  while (auto answered = answered_.pop()) {
    const std::size_t number = answered->number;
    waiting.emplace(number, std::move(*answered));
    for (auto first = waiting.begin(); first != waiting.end() && first->first == printed;
         first = waiting.erase(first)) {
      const Answered& ready = first->second;
      if (ready.result.ok()) {
        on_examined(ready.path, ready.result.value());
      } else {
        progress.clear();
        static_cast<void>(fail(std::string(command) + " " + ready.path, ready.result.error()));
        code = exit_failed;
      }
      ++printed;
      free_.release();
    }
    std::cout.flush();
    progress.show(printed);
  }
  return code;
}

}  // namespace

int examine_in_order(std::string_view command, const std::vector<std::string>& paths, const OnExamined& on_examined,
                     media::Want want) {
  const auto decoder = media::Decoder::start();
  if (!decoder.ok()) {
    static_cast<void>(fail(command, decoder.error()));
    return exit_failed;
  }
  return Line(decoder.value(), paths, want).run(command, on_examined);
}

int fingerprint_command(const std::vector<std::string>& paths, Lines lines) {
  const bool is_screening = lines == Lines::screening;
  const auto detail = lines == Lines::all ? match::Detail::all : match::Detail::plain;
  return examine_in_order(
      "fingerprint", paths,
      [&](const std::string& path, const media::Examination& examination) {
        std::string line = match::render_entry({path, examination.fingerprint}, detail);
        if (is_screening) {
          line.pop_back();
          line += examination.luma == media::Luma::scaled ? R"(,"pdq_luma":"scaled"})" : R"(,"pdq_luma":"full"})";
        }
        std::cout << line << '\n';
      },
      is_screening ? media::Want::screening : media::Want::fingerprint);
}

}  // namespace redress::cli
