// SPDX-License-Identifier: Apache-2.0
// media/sandbox.hpp — what a worker process gives up, for good, before it looks at a hostile byte.
//
// Use this when   in a process just forked by forkserver, with one thread. There is no way back.
// Shapes          leave_namespaces() once in the fork server, which its workers inherit; lock_down() in every worker;
//                 confine_program() before running a program of somebody else's.
// Errors          a step that must hold and does not ends the process with exit code sandbox_exit: nothing runs
//                 half-locked. Landlock and namespaces depend on the kernel; where they are missing seccomp still
//                 stands, and SandboxStatus says so.
// Threads         one thread.
// Source          trust requirement S1; seccomp(2), landlock(7) up to ABI 7, credentials(7).
#pragma once

#include <vector>

#include "media/decode.hpp"

struct sock_filter;

namespace redress::media {

inline constexpr int sandbox_exit = 117;

struct Confinement {
  std::uint64_t memory_bytes_max = 0;
  std::uint64_t cpu_seconds_max = 0;
  std::uint64_t file_bytes_max = 0;  // 0: no file may grow
  std::uint64_t descriptor_count_max = 8;
};

// System calls a process may still make; anything else kills it. Compiled once, loaded in 10 µs.
class CallFilter {
 public:
  // The decoders' list: memory, time, one pipe to write to, and the way out. At most 25 calls.
  [[nodiscard]] static CallFilter for_worker();
  // The same for a worker whose input comes through a pipe: it may read from that one descriptor, 0.
  [[nodiscard]] static CallFilter for_stream();
  // The longer list that starting a program and reading its libraries needs; Landlock says which files.
  [[nodiscard]] static CallFilter for_program();
  // The same for a program that looks for loudspeakers as it starts: it is told no, where others are killed.
  [[nodiscard]] static CallFilter for_speech();
  void load() const;
  [[nodiscard]] std::size_t call_count() const { return call_count_; }

  CallFilter(CallFilter&&) noexcept;
  CallFilter& operator=(CallFilter&&) noexcept;
  ~CallFilter();

 private:
  CallFilter();
  static CallFilter compile(std::span<const int> calls, std::span<const int> refused, bool is_program);

  std::vector<sock_filter> program_;
  std::size_t call_count_ = 0;
};

[[nodiscard]] int landlock_abi();

// Own network, mounts, IPC and host name where the kernel permits; then an unprivileged user and no capability.
void leave_namespaces(SandboxStatus& status);

// The worker: rlimits, no new privileges, Landlock with nothing granted, seccomp.
void lock_down(const Confinement& limits, const CallFilter& filter);

// A program of somebody else's: the same, with read access to one program, to libraries and to one folder. It may write
// in that folder where limits.file_bytes_max lets a file grow.
void confine_program(const Confinement& limits, const CallFilter& filter, const std::string& program,
                     const std::string& folder);

}  // namespace redress::media
