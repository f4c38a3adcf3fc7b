// SPDX-License-Identifier: Apache-2.0
// cli/all_cores.hpp — each(0) to each(count - 1), on every core, in no order.
//
// Use this when   a bench prepares many things that do not depend on each other.
// Errors          none of its own; each() must not throw.
// Threads         one a core, all ended when the call returns; each() runs on several at once.
// Source          none
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace redress::cli {

template <class Each>
void on_all_cores(std::size_t count, Each&& each) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t number = next++; number < count; number = next++) each(number);
    });
  }
}

}  // namespace redress::cli
