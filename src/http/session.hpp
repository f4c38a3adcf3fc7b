// SPDX-License-Identifier: Apache-2.0
// http/session.hpp — one connection: read a request, have it answered, write the answer, again.
//
// Use this when   inside this room only: it names Boost.
// Shapes          one request at a time; what the client sends ahead waits in the kernel, at most one read of it here.
// Errors          a Refusal is answered, then the connection drains for two seconds so that the answer is not lost to
//                 a reset.
// Threads         I/O thread only. The one shared_ptr of this code base: Asio's handlers and Responders keep a
//                 connection alive.
// Never           blocks: reads and writes are tried at once and waited for by Asio.
#pragma once

#include <sys/uio.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "http/reader.hpp"
#include "http/routes.hpp"

namespace redress::http {

class Session;
using SessionRef = std::shared_ptr<Session>;
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

// What all connections of one server share: the I/O thread's, except where a member says otherwise. It outlives the
// server
// while a Responder still points at one of its connections.
struct Core {
  Core(Options given_options, Routes given_routes)
      : options(std::move(given_options)), routes(std::move(given_routes)), queue(options.queue_count_max) {}

  const Options options;         // any thread
  Routes routes;                 // any thread
  BoundedQueue<Job> queue;       // any thread
  AtomicCounts counts;           // any thread
  Guarded<bool> stopped{false};  // any thread; once true, nothing may be posted to `io`
  std::atomic<std::thread::id> io_thread{};

  boost::asio::io_context io{1};
  std::vector<SessionRef> sessions;
  std::unordered_map<std::string, std::size_t> connections_by_address;
  std::array<char, 64 * 1024> scratch;  // every read lands here first, so that a waiting connection holds no buffer
  std::string date;
  SteadyTime now{};
  std::size_t uploads = 0;
  bool draining = false;
};

using CoreRef = std::shared_ptr<Core>;
[[nodiscard]] CoreRef make_core(Options options, Routes routes);

class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(CoreRef core, boost::asio::ip::tcp::socket socket, std::string address, std::string limit_key);
  ~Session();

  void start();
  void close();
  // Called a few times a second: whoever is too slow is answered or closed here.
  void sweep();
  // No more requests after the one that is being answered.
  void drain();
  void respond(Response&& response, std::uint64_t generation);

  std::size_t index = 0;  // in Core::sessions

 private:
  enum class State { head, body, answering, writing, lingering, closed };

  void wait_readable();
  void wait_writable();
  void on_readable();
  void end_of_input();
  void advance(std::string_view bytes);
  bool take_step(std::string_view& bytes);
  void on_head();
  [[nodiscard]] Status prepare_body();
  void dispatch(bool more_is_waiting);
  void hand_over();
  void refuse(Response&& response);
  void send(Response&& response);
  void attach_file(Response& response, std::uint64_t& content_bytes);
  void write_some();
  [[nodiscard]] bool write_memory();
  [[nodiscard]] bool write_file();
  void finish_answer();
  void linger();
  void reset_reader();
  void release_upload();
  void trust_forwarded_address();

  const CoreRef core_;  // before the socket: its io_context must outlive it
  boost::asio::ip::tcp::socket socket_;
  const std::string address_;
  const std::string limit_key_;  // empty when this connection is not counted
  State state_ = State::head;
  std::optional<RequestReader> reader_;
  const Route* route_ = nullptr;
  Fields parameters_;
  Target target_;
  std::string pending_;  // read, not yet used
  std::uint64_t generation_ = 0;
  std::size_t pipelined_ = 0;
  bool advancing_ = false, keep_alive_ = true, head_only_ = false, holds_upload_ = false, waiting_ = false;
  SteadyTime since_, progress_;  // when this state began; when bytes last moved

  std::string out_head_, out_body_;
  std::size_t out_sent_ = 0;
  std::uint64_t written_bytes_ = 0, lingered_bytes_ = 0;
  int file_ = -1;
  std::uint64_t file_left_ = 0;
};

[[nodiscard]] SessionRef make_session(CoreRef core, boost::asio::ip::tcp::socket socket, std::string address,
                                      std::string limit_key);

}  // namespace redress::http
