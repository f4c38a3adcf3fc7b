// SPDX-License-Identifier: Apache-2.0
// server/problem.hpp — the one table from a failure to what a caller sees: status, title, and the detail we may say.
//
// Shapes          application/problem+json of RFC 9457, with errors[{pointer, detail}] where fields are at fault.
// Errors          none: this is where errors end.
// Threads         pure functions.
// Source          RFC 9457; RFC 6585 §4 (429), RFC 9110 §10.2.3 (Retry-After).
// Never           repeats what the caller sent: a URL, a name or a statement must not come back out of an error.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/http.hpp"

namespace redress::server {

[[nodiscard]] int status_of(Code code);
[[nodiscard]] std::string_view title_of(int status);
[[nodiscard]] http::Response problem_of(const Error& error);
[[nodiscard]] http::Response problem_of(int status, std::string_view detail);

// What is wrong with the fields of one request. Any wrong type or shape makes it 400; only wrong values, 422.
struct Faults {
  std::vector<http::ProblemPointer> list;
  bool is_malformed = false;

  [[nodiscard]] bool is_empty() const { return list.empty(); }
  void add_value(std::string pointer, std::string detail);
  void add_shape(std::string pointer, std::string detail);
  [[nodiscard]] http::Response respond() const;

  static constexpr std::size_t count_max = 50;  // more than that tells nobody more
};

}  // namespace redress::server
