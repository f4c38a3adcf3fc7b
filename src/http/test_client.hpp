// SPDX-License-Identifier: Apache-2.0
// http/test_client.hpp — a plain blocking socket for tests: sends exactly these bytes, reads until told or closed.
//
// Errors          failures end the test.
// Threads         one client, one thread.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/check.hpp"

namespace redress::http {

class TestClient {
 public:
  explicit TestClient(std::uint16_t port, int timeout_s = 10) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    CHECK(socket_ >= 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    const timeval limit{timeout_s, 0};
    CHECK(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
  }
  TestClient(TestClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), rest_(std::move(other.rest_)) {}
  TestClient& operator=(TestClient&&) = delete;
  ~TestClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  // Everything until the server closes, or the time limit.
  std::string read_all() {
    while (fill()) {
    }
    return std::exchange(rest_, {});
  }

  // One answer: head, and as much body as its Content-Length says (`head_only` for answers to HEAD).
  std::string read_answer(bool head_only = false) {
    std::size_t end = 0;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return std::exchange(rest_, {});
    }
    std::size_t total = end + 4;
    const std::size_t at = rest_.find("Content-Length: ");
    if (!head_only && at < end) total += std::stoul(rest_.substr(at + 16));
    while (rest_.size() < total) {
      if (!fill()) return std::exchange(rest_, {});
    }
    std::string answer = rest_.substr(0, total);
    rest_.erase(0, total);
    return answer;
  }

  std::string ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }

 private:
  bool fill() {
    char buffer[16384];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    rest_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_ = -1;
  std::string rest_;
};

inline int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") && answer.size() > 12 ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

inline std::string body_of(std::string_view answer) {
  const std::size_t at = answer.find("\r\n\r\n");
  return at == std::string_view::npos ? "" : std::string(answer.substr(at + 4));
}

}  // namespace redress::http
