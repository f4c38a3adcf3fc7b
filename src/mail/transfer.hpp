// SPDX-License-Identifier: Apache-2.0
// mail/transfer.hpp — one guarded HTTP exchange over libcurl. Inside this room only.
//
// Errors          unavailable: no connection, TLS, time-out, not HTTP. exhausted: the answer is larger than allowed,
//                 or the disk is full.
// Threads         any; blocks for at most `timeout`.
// Never           follows a redirect, keeps a cookie, decompresses, reads a proxy from the environment, or connects to
//                 an address that
//                 the guard has not seen.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "mail/guard.hpp"

namespace redress::mail {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Transfer {
  Headers headers;
  const std::string* post_body = nullptr;  // GET without it
  std::string method;                      // with a body and another verb than POST: "PUT"
  std::chrono::milliseconds timeout{10'000};
  std::uint64_t body_bytes_max = 0;
  bool stop_at_limit = false;  // the answer is cut there instead of refused
  std::string proxy;           // the operator's own; it does the connecting
  std::FILE* file = nullptr;   // the body's place instead of memory
};

struct Answer {
  int status = 0;
  Headers headers;  // names lower case
  std::string body;
  std::uint64_t body_bytes = 0;
};

[[nodiscard]] Result<Answer> run_transfer(const GuardedTarget& target, const Transfer& transfer);
[[nodiscard]] std::string find_value(const Headers& headers, std::string_view lower_case_name);  // empty when absent

}  // namespace redress::mail
