// SPDX-License-Identifier: Apache-2.0
// mail/test_receiver.hpp — a tiny HTTP receiver for tests: one thread, a free port of 127.0.0.1, one answer per
// connection.
//
// Errors          failures end the test.
// Threads         the answer function runs on the receiver's own thread, one call at a time.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "base/check.hpp"

namespace redress::mail {

class TestReceiver {
 public:
  // From the request as it came (head and body) to the bytes to send back; nothing sent for an empty answer.
  using Respond = std::function<std::string(const std::string& request)>;

  explicit TestReceiver(Respond respond) : respond_(std::move(respond)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    CHECK(::listen(listener_, 64) == 0);
    socklen_t length = sizeof at;
    CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &length) == 0);
    port_ = ntohs(at.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  TestReceiver(const TestReceiver&) = delete;
  TestReceiver& operator=(const TestReceiver&) = delete;
  ~TestReceiver() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string name() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url(const std::string& path = "/") const { return "http://" + name() + path; }
  [[nodiscard]] int connection_count() const { return connection_count_; }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      ++connection_count_;
      const std::string answer = respond_(read_request(socket));
      std::string_view rest = answer;
      while (!rest.empty()) {
        const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
      ::close(socket);
    }
  }

  static std::string read_request(int socket) {
    std::string request;
    char buffer[4096];
    for (;;) {
      const std::size_t end = request.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t at = request.find("Content-Length: ");
        const std::size_t body_bytes = at < end ? std::stoul(request.substr(at + 16)) : 0;
        if (request.size() >= end + 4 + body_bytes) return request;
      }
      const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
      if (got <= 0) return request;
      request.append(buffer, static_cast<std::size_t>(got));
    }
  }

  Respond respond_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connection_count_{0};
  std::jthread thread_;
};

inline std::string http_answer(int status, const std::string& body = "", const std::string& lines = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         lines + "Connection: close\r\n\r\n" + body;
}

inline std::string header_of(const std::string& request, const std::string& name) {
  const std::size_t at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return request.substr(from, request.find("\r\n", from) - from);
}

}  // namespace redress::mail
