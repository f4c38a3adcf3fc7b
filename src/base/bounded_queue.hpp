// SPDX-License-Identifier: Apache-2.0
// base/bounded_queue.hpp — values handed from many threads to one or more, never more than count_max at a time.
//
// Errors          push: exhausted when full (full is an answer, not a wait), unavailable once closed.
// Threads         all members from any thread.
// Cost            one mutex; pop_all takes everything that waits in one go, which is what makes group commit group.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace redress {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t count_max) : count_max_(count_max) { CHECK(count_max > 0); }

  [[nodiscard]] Status push(T&& value) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return Error{Code::unavailable, "shutting down: send it again to the next instance"};
      if (values_.size() >= count_max_) return Error{Code::exhausted, "too much is waiting: try again in a moment"};
      values_.push_back(std::move(value));
    }
    some_.notify_one();
    return Done{};
  }

  // Waits for a value; nothing once closed and drained.
  [[nodiscard]] std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    some_.wait(lock, [this] { return closed_ || !values_.empty(); });
    return take_first();
  }

  // Waits up to `wait`. Nothing: timed out, or closed and drained.
  [[nodiscard]] std::optional<T> pop(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    some_.wait_for(lock, wait, [this] { return closed_ || !values_.empty(); });
    return take_first();
  }

  // Waits up to `wait` for something, then takes at most `take_max` values. Empty: timed out, or closed and drained.
  [[nodiscard]] std::vector<T> pop_all(std::size_t take_max, std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    some_.wait_for(lock, wait, [this] { return closed_ || !values_.empty(); });
    std::vector<T> taken;
    while (!values_.empty() && taken.size() < take_max) {
      taken.push_back(std::move(values_.front()));
      values_.pop_front();
    }
    return taken;
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    some_.notify_all();
  }

  [[nodiscard]] bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  std::optional<T> take_first() {
    if (values_.empty()) return std::nullopt;
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

  const std::size_t count_max_;
  mutable std::mutex mutex_;
  std::condition_variable some_;
  std::deque<T> values_;
  bool closed_ = false;
};

}  // namespace redress
