// SPDX-License-Identifier: Apache-2.0
// cli/load_client.hpp — many keep-alive connections to one server on this machine, each sending its next request when
// the last is answered: what the benches measure a server with.
//
// Units           microseconds; counts.
// Errors          unavailable: the server refused or closed a connection.
// Threads         the calling thread alone drives all connections (epoll), so that the server keeps the other core.
// Never           sends to anything but 127.0.0.1.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

struct LoadPlan {
  std::uint16_t port = 0;
  int connection_count = 1;
  std::chrono::milliseconds length{3000};
  // The n-th request, whole: head and body. Called once for each that is sent.
  std::function<std::string(std::uint64_t n)> request;
  std::function<bool(int status)> is_expected;
  // Sees each answer's body where the caller wants it (acknowledged codes, for example).
  std::function<void(const std::string& body)> on_answer;
};

struct LoadResult {
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;  // any other status
  double seconds = 0;
  std::vector<std::uint32_t> latencies_us;  // sorted

  [[nodiscard]] double per_second() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
  [[nodiscard]] double quantile_ms(double q) const;
};

[[nodiscard]] Result<LoadResult> run_load(const LoadPlan& plan);

// The n-th notice of a load: her own picture, at an address of its own.
[[nodiscard]] std::string make_notice_request(std::uint64_t n, const std::string& token);

}  // namespace redress::cli
