// SPDX-License-Identifier: Apache-2.0
// http/core.hpp — what all connections of one server share.
//
// Use this when   inside this room only: it names Boost.
// Errors          none.
// Threads         I/O thread, except where a member says otherwise.
// Lifetime        outlives the server object while a Responder still points at one of its connections.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "http/http.hpp"
#include "http/routes.hpp"

namespace redress::http {

class Session;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Job {
  const Route* route;
  Request request;
  Responder respond;
};

// Hands one request to its handler; a handler that throws (memory, a library) leaves its Responder to answer 500.
void run_job(Job&& job) noexcept;

struct AtomicCounts {
  std::atomic<std::uint64_t> open{0}, total{0}, refused{0}, requests{0}, malformed{0}, queue_full{0}, timed_out{0};
};

struct Core {
  Core(Options given_options, Routes given_routes)
      : options(std::move(given_options)), routes(std::move(given_routes)), queue(options.queue_count_max) {}

  const Options options;         // any thread
  Routes routes;                 // any thread
  BoundedQueue<Job> queue;       // any thread
  AtomicCounts counts;           // any thread
  Guarded<bool> stopped{false};  // any thread: once true, nothing may be posted to `io`
  std::atomic<std::thread::id> io_thread{};

  boost::asio::io_context io{1};
  std::vector<std::shared_ptr<Session>> sessions;
  std::unordered_map<std::string, std::size_t> connections_by_address;
  std::array<char, 64 * 1024> scratch;  // every read lands here first, so that a waiting connection holds no buffer
  std::string date;
  SteadyTime now{};
  std::size_t uploads = 0;
  bool draining = false;
};

}  // namespace redress::http
