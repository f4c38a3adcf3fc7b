// SPDX-License-Identifier: Apache-2.0
// engine/test_listener.hpp — a port of this machine that listens for as long as a test lives, one peer after another.
//
// Errors          none: a port that cannot be had ends the test.
// Threads         one of its own, on which `serve` runs.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>

#include "base/check.hpp"

namespace redress::engine::test {

class Listener {
 public:
  // `serve` speaks with one peer, on the listener's thread; what it uses must outlive the listener.
  explicit Listener(std::function<void(int peer)> serve)
      : serve_(std::move(serve)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::listen(socket_, 16) == 0);
    socklen_t size = sizeof address;
    CHECK(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Listener() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  [[nodiscard]] std::string target() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void run() {
    while (true) {
      const int peer = ::accept(socket_, nullptr, nullptr);
      if (peer < 0) return;
      serve_(peer);
      ::close(peer);
    }
  }

  const std::function<void(int peer)> serve_;
  const int socket_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace redress::engine::test
