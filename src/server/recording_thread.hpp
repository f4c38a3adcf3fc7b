// SPDX-License-Identifier: Apache-2.0
// server/recording_thread.hpp — films and sound are looked at one after the other on a thread of their own: one takes
// seconds, and whoever asks for anything else must not wait for it.
//
// Use this when   a request brought a recording.
// Errors          push: exhausted when waiting_count_max wait already.
// Threads         any may push; the work runs on the thread of this, in the order of pushing.
// Lifetime        what still waits at the end is dropped with its request.
#pragma once

#include <atomic>
#include <future>
#include <thread>

#include "base/bounded_queue.hpp"
#include "media/decode.hpp"

namespace redress::server {

class RecordingThread {
 public:
  static constexpr std::size_t waiting_count_max = 16;

  RecordingThread() : work_(waiting_count_max), thread_([this] { run(); }) {}
  ~RecordingThread() {
    is_stopping_ = true;
    work_.close();
    thread_.join();
  }
  RecordingThread(const RecordingThread&) = delete;
  RecordingThread& operator=(const RecordingThread&) = delete;

  [[nodiscard]] Status push(std::packaged_task<void()> work) { return work_.push(std::move(work)); }

 private:
  void run() {
    while (auto work = work_.pop()) {
      if (!is_stopping_) (*work)();
    }
  }

  BoundedQueue<std::packaged_task<void()>> work_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace redress::server
