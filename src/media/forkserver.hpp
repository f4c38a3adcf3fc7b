// SPDX-License-Identifier: Apache-2.0
// media/forkserver.hpp — a small process, started first, that forks one locked-down worker for each file.
//
// Use this when   through media/decode.hpp. Tests give it a body of their own, which is how the escape suite gets in.
// Shapes          keeper ─ fork server ─ workers. The keeper does nothing but put a new server in the place of one that
//                 died. A job is a few numbers and three descriptors: the input, the answer's pipe, the pipe for how it
//                 ended. Of a recording the input goes to a program (program.hpp), and what that pours out to a worker.
// Errors          start: unavailable. run: unavailable when the server is gone, exhausted when the answer is over its
//                 limit.
// Threads         start() while the process has one thread; run() from any.
// Lifetime        all of it ends when the last ForkServer of the process does, or the process itself, by kill -9 too.
// Source          docs/decisions/0011: forking the running server would copy its secrets and its locks into the worker;
//                 running a program afresh costs 10 ms of linking.
// Never           reads the input, knows a picture format, or keeps a worker for a second file.
#pragma once

#include "base/instant.hpp"
#include "media/sandbox.hpp"
#include "media/video.hpp"

namespace redress::media {

enum class Task : std::uint32_t { picture, frames, sound, other_pitch };

struct Job {
  Task task = Task::picture;
  std::uint32_t argument = 0;  // of a picture: whatever the body makes of it; of another pitch: its per cent
  VideoPlan plan;              // of a recording
  Instant at{};                // of a reading: by when it judges; a worker has no clock
};

// What a worker is given: a file; what `heif-convert` made of one; or what a program pours into descriptor 0.
enum class Stage : std::uint32_t { file, converted, stream };

// Runs in the worker, after lock_down, on bytes mapped before it; on none where they come through descriptor 0. What it
// returns is written to the pipe.
using WorkerBody = Bytes (*)(ByteView input, Stage stage, const Job& job);
// Exit code of a worker whose body found a HEIC file it may not decode itself.
inline constexpr int convert_exit = 118;

struct Ending {
  bool timed_out = false;
  bool no_converter = false;    // or no program for recordings
  int wait_status = 0;          // as waitpid(2) gives it
  int program_wait_status = 0;  // of the program that poured, where there was one
};

class ForkServer {
 public:
  struct Options {
    DecodeOptions decode;
    WorkerBody body = nullptr;
    // Tells from its reply that the file wants `heif-convert` first; nullptr: never.
    bool (*wants_converter)(ByteView reply) = nullptr;
    // The file, which is mapped, counts as memory; here it does not, however large it is.
    bool is_input_apart = false;
  };
  [[nodiscard]] static Result<ForkServer> start(const Options& options);
  ~ForkServer();
  ForkServer(ForkServer&& other) noexcept;
  ForkServer& operator=(ForkServer&& other) noexcept;

  struct Outcome {
    Bytes reply;
    std::optional<Ending> ending;  // nothing when the server itself was lost
  };
  [[nodiscard]] Result<Outcome> run(int input, const Job& job, std::size_t reply_bytes_max) const;
  [[nodiscard]] const SandboxStatus& status() const { return status_; }

 private:
  ForkServer(int control, int keeper, std::chrono::milliseconds wall_max, SandboxStatus status)
      : control_(control), keeper_(keeper), wall_max_(wall_max), status_(status) {}
  void stop();

  int control_ = -1;
  int keeper_ = -1;
  std::chrono::milliseconds wall_max_{};
  SandboxStatus status_;
};

}  // namespace redress::media
