// SPDX-License-Identifier: Apache-2.0
// http/server.cpp — listening, accepting within limits, the clock of the slow, workers, and stopping in order.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <exception>

#include "base/clock.hpp"
#include "http/head.hpp"
#include "http/session.hpp"

namespace redress::http {
namespace {

using boost::asio::ip::tcp;
constexpr std::chrono::milliseconds sweep_interval{250};
constexpr int accept_batch = 64;

// What is counted as one client: an IPv4 address, or an IPv6 /64, which is what one subscriber is given.
std::string limit_key_of(const boost::asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

class EdgeServer final : public Server {
 public:
  EdgeServer(Options options, Routes routes)
      : core_(make_core(std::move(options), std::move(routes))), acceptor_(core_->io), timer_(core_->io) {}

  ~EdgeServer() override { stop(std::chrono::seconds(5)); }
  EdgeServer(const EdgeServer&) = delete;
  EdgeServer& operator=(const EdgeServer&) = delete;

  Status listen() {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(core_->options.address, error);
    if (error) return Error{Code::invalid, "listen: '" + core_->options.address + "' is not a numeric address"};
    const tcp::endpoint endpoint(address, core_->options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(4096, error);
    if (!error) acceptor_.native_non_blocking(true, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return Error{Code::unavailable, "listen: cannot listen on " + core_->options.address + " port " +
                                          std::to_string(core_->options.port) + ": " + error.message()};
    }
    if (SpoolFile::create(core_->options.spool_folder).ok()) return Done{};
    return Error{Code::unavailable, "listen: the spool folder " + core_->options.spool_folder + " is not writable"};
  }

  void run() {
    tick();
    accept_when_ready();
    io_thread_ = std::jthread([this] {
      core_->io_thread = std::this_thread::get_id();
      core_->io.run();
    });
    for (std::size_t i = 0; i < core_->options.worker_count; ++i) {
      workers_.emplace_back([core = core_.get()] {
        while (auto job = core->queue.pop()) run_job(std::move(*job));
      });
    }
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  [[nodiscard]] Counts counts() const override {
    const AtomicCounts& counts = core_->counts;
    return {counts.open,      counts.total,      counts.refused,  counts.requests,
            counts.malformed, counts.queue_full, counts.timed_out};
  }

  void stop(std::chrono::milliseconds limit) override {
    if (!io_thread_.joinable()) return;
    boost::asio::post(core_->io, [this] {
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      core_->draining = true;
      for_each_session([](Session& session) { session.drain(); });
    });
    const SteadyTime deadline = std::chrono::steady_clock::now() + limit;
    while (core_->counts.open > 0 && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    core_->queue.close();
    workers_.clear();  // joins: what was accepted is still answered
    core_->stopped.write([](bool& stopped) { stopped = true; });
    core_->io.stop();
    io_thread_.join();
    close_everything();
  }

 private:
  // From the back: a connection that closes is replaced by the last one, which has had its turn.
  template <class Use>
  void for_each_session(const Use& use) {
    for (std::size_t i = core_->sessions.size(); i-- > 0;) {
      const SessionRef session = core_->sessions[i];
      use(*session);
    }
  }

  // No thread is left but this one: let every waiting handler go, so that nothing holds a connection but its own
  // Responder.
  void close_everything() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
    core_->io_thread = std::this_thread::get_id();
    for_each_session([](Session& session) { session.close(); });
    core_->io.restart();
    core_->io.poll();
    core_->io_thread = std::thread::id{};
    core_->routes = Routes();  // a handler may hold Responders, which hold connections, which hold the core
  }

  void tick() {
    core_->now = std::chrono::steady_clock::now();
    core_->date = render_http_date(SystemClock{}.now());
    for_each_session([](Session& session) { session.sweep(); });
    timer_.expires_after(sweep_interval);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }

  void accept_when_ready() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      if (accept_some()) return accept_when_ready();
      // Out of descriptors: the connection stays in the backlog, and is looked at again when some were given back.
      pause_.expires_after(std::chrono::milliseconds(100));
      pause_.async_wait([this](const boost::system::error_code& stopped) {
        if (!stopped && acceptor_.is_open()) accept_when_ready();
      });
    });
  }

  bool accept_some() {
    for (int i = 0; i < accept_batch; ++i) {
      tcp::endpoint peer;
      auto length = static_cast<socklen_t>(peer.capacity());
      const int descriptor = ::accept4(acceptor_.native_handle(), peer.data(), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor < 0) return errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
      peer.resize(length);
      admit(descriptor, peer);
    }
    return true;
  }

  void admit(int descriptor, const tcp::endpoint& peer) {
    const Options& options = core_->options;
    const std::string address = peer.address().to_string();
    const auto& trusted = options.trusted_proxies;
    const bool counted = options.connections_per_address_max > 0 && !peer.address().is_loopback() &&
                         std::find(trusted.begin(), trusted.end(), address) == trusted.end();
    const std::string key = counted ? limit_key_of(peer.address()) : "";
    const auto known = core_->connections_by_address.find(key);
    const std::size_t held = known == core_->connections_by_address.end() ? 0 : known->second;
    if (core_->sessions.size() >= options.connections_max || (counted && held >= options.connections_per_address_max)) {
      return turn_away(descriptor);
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    tcp::socket socket(core_->io);
    boost::system::error_code error;
    socket.assign(peer.protocol(), descriptor, error);
    if (error) {
      ::close(descriptor);
      return;
    }
    if (counted) ++core_->connections_by_address[key];
    core_->counts.open.fetch_add(1, std::memory_order_relaxed);
    core_->counts.total.fetch_add(1, std::memory_order_relaxed);
    core_->sessions.push_back(make_session(core_, std::move(socket), address, key));
    core_->sessions.back()->index = core_->sessions.size() - 1;
    core_->sessions.back()->start();
  }

  // Full is an answer, but not one that may cost anything: what fits into an empty socket buffer, then gone.
  void turn_away(int descriptor) {
    core_->counts.refused.fetch_add(1, std::memory_order_relaxed);
    constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    (void)::send(descriptor, full.data(), full.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    ::close(descriptor);
  }

  const CoreRef core_;
  tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer pause_{core_->io};
  std::uint16_t port_ = 0;
  std::vector<std::jthread> workers_;
  std::jthread io_thread_;
};

}  // namespace

void run_job(Job&& job) noexcept {
  Job held = std::move(job);
  try {
    held.route->handler(std::move(held.request), held.respond);
  } catch (const std::exception&) {
    held.respond(problem(500, "Internal Server Error", "Something failed while this was answered. It has been noted."));
  }
}

Result<std::unique_ptr<Server>> Server::start(Options options, Routes routes) {
  auto server = std::make_unique<EdgeServer>(std::move(options), std::move(routes));
  TRY(server->listen());
  server->run();
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace redress::http
