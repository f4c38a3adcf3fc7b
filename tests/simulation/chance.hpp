// SPDX-License-Identifier: Apache-2.0
// simulation/chance.hpp — draws that repeat with their seed, on every machine and with every standard library.
//
// Errors          none.
// Threads         one history, one thread.
// Source          SplitMix64 (Steele, Lea, Flood 2014).
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/check.hpp"

namespace redress::simulation {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t draw() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 … count - 1
  int below(int count) {
    CHECK(count > 0);
    return static_cast<int>(draw() % static_cast<std::uint64_t>(count));
  }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool happens(int percent) { return below(100) < percent; }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from.at(static_cast<std::size_t>(below(static_cast<int>(from.size()))));
  }
  // As often a second or two as a day or two: every power of ten alike, from one second to three weeks.
  std::chrono::milliseconds span() {
    const double exponent = 3.0 + 6.26 * static_cast<double>(draw() % 10'000) / 10'000.0;
    return std::chrono::milliseconds{static_cast<std::int64_t>(std::pow(10.0, exponent))};
  }

 private:
  std::uint64_t state_;
};

}  // namespace redress::simulation
