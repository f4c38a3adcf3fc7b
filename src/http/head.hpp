// SPDX-License-Identifier: Apache-2.0
// http/head.hpp — the first lines of an answer, as bytes.
//
// Errors          a header that would split the answer (CR, LF, NUL) makes the whole answer a 500: see is_sendable.
// Threads         pure functions.
// Source          RFC 9112 §4, RFC 9110 §6.6.1 (Date), §8.6 (no Content-Length on 1xx, 204, 304).
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "http/http.hpp"

namespace redress::http {

struct HeadFacts {
  std::string_view date;
  std::uint64_t content_bytes = 0;
  bool keep_alive = true;
  const Fields* common_headers = nullptr;
};

[[nodiscard]] bool is_sendable(const Response& response);
[[nodiscard]] bool is_bodiless(int status);
void append_head(std::string& out, const Response& response, const HeadFacts& facts);
[[nodiscard]] std::string_view find_reason(int status);
[[nodiscard]] std::string render_http_date(Instant at);  // "Sun, 22 Nov 2026 02:00:00 GMT"

}  // namespace redress::http
