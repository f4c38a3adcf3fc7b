// SPDX-License-Identifier: Apache-2.0
#include "cli/load_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace redress::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Connection {
  int descriptor = -1;
  std::string in;
  SteadyClock::time_point sent_at;
  ~Connection() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Result<int> connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return Error{Code::unavailable, "no socket to be had"};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor);
    return Error{Code::unavailable, "the server does not take connections"};
  }
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

Status send_all(int descriptor, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = ::send(descriptor, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return Error{Code::unavailable, "the server closed a connection"};
    sent += static_cast<std::size_t>(n);
  }
  return Done{};
}

// The size of a whole answer at the front of `in`, 0 while it is not all there.
std::size_t find_answer_end(const std::string& in) {
  const std::size_t head = in.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  std::size_t length = 0;
  for (std::size_t at = in.find("\r\n"); at < head; at = in.find("\r\n", at + 2)) {
    constexpr std::string_view name = "content-length:";
    if (::strncasecmp(in.c_str() + at + 2, name.data(), name.size()) != 0) continue;
    length = static_cast<std::size_t>(std::strtoull(in.c_str() + at + 2 + name.size(), nullptr, 10));
  }
  const std::size_t whole = head + 4 + length;
  return in.size() >= whole ? whole : 0;
}

class Load {
 public:
  explicit Load(const LoadPlan& plan) : plan_(plan), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Load() { ::close(epoll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Status open() {
    for (int i = 0; i < plan_.connection_count; ++i) {
      auto connection = std::make_unique<Connection>();
      TRY_ASSIGN(connection->descriptor, connect_to(plan_.port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connection.get();
      CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->descriptor, &event) == 0);
      connections_.push_back(std::move(connection));
    }
    return Done{};
  }

  Result<LoadResult> run() {
    const auto start = SteadyClock::now();
    const auto stop = start + plan_.length;
    for (auto& connection : connections_) TRY(send_next(*connection));
    std::array<epoll_event, 64> events{};
    int open_count = plan_.connection_count;
    while (open_count > 0) {
      const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
      if (ready <= 0) return Error{Code::unavailable, "the server did not answer for ten seconds"};
      for (int i = 0; i < ready; ++i) {
        auto& connection = *static_cast<Connection*>(events.at(static_cast<std::size_t>(i)).data.ptr);
        TRY_ASSIGN(const bool answered, read_answer(connection));
        if (!answered) continue;
        if (SteadyClock::now() < stop) {
          TRY(send_next(connection));
        } else {
          --open_count;
        }
      }
    }
    result_.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    std::sort(result_.latencies_us.begin(), result_.latencies_us.end());
    return std::move(result_);
  }

 private:
  Status send_next(Connection& connection) {
    const std::string request = plan_.request(next_++);
    connection.sent_at = SteadyClock::now();
    return send_all(connection.descriptor, request);
  }

  Result<bool> read_answer(Connection& connection) {
    std::array<char, 16384> buffer{};
    const ssize_t n = ::recv(connection.descriptor, buffer.data(), buffer.size(), 0);
    if (n <= 0) return Error{Code::unavailable, "the server closed a connection"};
    connection.in.append(buffer.data(), static_cast<std::size_t>(n));
    const std::size_t end = find_answer_end(connection.in);
    if (end == 0) return false;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - connection.sent_at);
    const int status = std::atoi(connection.in.c_str() + 9);  // after "HTTP/1.1 "
    if (plan_.is_expected(status)) {
      ++result_.answered;
      result_.latencies_us.push_back(static_cast<std::uint32_t>(took.count()));
      if (plan_.on_answer) plan_.on_answer(connection.in.substr(connection.in.find("\r\n\r\n") + 4));
    } else {
      ++result_.refused;
    }
    connection.in.erase(0, end);
    return true;
  }

  const LoadPlan& plan_;
  int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::uint64_t next_ = 0;
  LoadResult result_;
};

}  // namespace

double LoadResult::quantile_ms(double q) const {
  if (latencies_us.empty()) return 0;
  const auto at = static_cast<std::size_t>(q * static_cast<double>(latencies_us.size() - 1));
  return latencies_us[at] / 1000.0;
}

Result<LoadResult> run_load(const LoadPlan& plan) {
  Load load(plan);
  TRY(load.open());
  return load.run();
}

std::string make_notice_request(std::uint64_t n, const std::string& token) {
  const std::string body = fmt::format(
      R"({{"channel":"user_complaint","complainant":"depicted","harm":"ncii_synthetic","jurisdictions":["IN"],)"
      R"("items":[{{"url":"https://host.example/p/{}"}}],"statement":"A picture of me that was made with AI.",)"
      R"("good_faith":true,"signature":"A.","language":"hi","contact":{{"none":true}}}})",
      n);
  return fmt::format(
      "POST /api/v1/notices HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: "
      "application/json\r\nContent-Length: {}\r\n\r\n{}",
      token, body.size(), body);
}

}  // namespace redress::cli
