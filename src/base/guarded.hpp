// SPDX-License-Identifier: Apache-2.0
// base/guarded.hpp — a value that several threads read and few change, the lock inside so that nobody forgets it.
//
// Threads         any; read() calls run together, write() runs alone. Keep the callable short: it holds the lock.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace redress {

template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <class Use>
  decltype(auto) read(Use&& use) const {
    const std::shared_lock lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  template <class Use>
  decltype(auto) write(Use&& use) {
    const std::unique_lock lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

 private:
  mutable std::shared_mutex mutex_;
  T value_{};
};

}  // namespace redress
