// SPDX-License-Identifier: Apache-2.0
// server/slow_thread.hpp — what takes seconds is done one after the other on a thread of its own: whoever asks for
// anything else must not wait for it.
//
// Use this when   a request brought a film or sound, or a picture of which every pixel is wanted.
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

class SlowThread {
 public:
  static constexpr std::size_t waiting_count_max = 16;

  SlowThread() : work_(waiting_count_max), thread_([this] { run(); }) {}
  ~SlowThread() {
    is_stopping_ = true;
    work_.close();
    thread_.join();
  }
  SlowThread(const SlowThread&) = delete;
  SlowThread& operator=(const SlowThread&) = delete;

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
