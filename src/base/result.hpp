// SPDX-License-Identifier: Apache-2.0
// base/result.hpp — a value or a named failure; nobody can drop it.
//
// Use this when   the world can say no (input, disk, network, law). A broken promise of our own code is a CHECK.
// Errors          Code is closed; `server` maps each to one HTTP status. Messages are sentences for the person who must
//                 act: what, where, what to do. They never contain a victim's data.
// Threads         values; no sharing.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace redress {

enum class Code { invalid, not_found, conflict, forbidden, exhausted, corrupt, unavailable, unsupported };

struct Error {
  Code code;
  std::string message;
};

struct Done {};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  [[nodiscard]] const T& value() const& {
    CHECK(ok());
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T& value() & {
    CHECK(ok());
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T&& value() && {
    CHECK(ok());
    return std::move(*std::get_if<0>(&held_));
  }
  [[nodiscard]] const Error& error() const& {
    CHECK(!ok());
    return *std::get_if<1>(&held_);
  }
  [[nodiscard]] Error&& error() && {
    CHECK(!ok());
    return std::move(*std::get_if<1>(&held_));
  }

 private:
  std::variant<T, Error> held_;
};

using Status = Result<Done>;

}  // namespace redress

#define REDRESS_JOIN_INNER(a, b) a##b
#define REDRESS_JOIN(a, b) REDRESS_JOIN_INNER(a, b)

// TRY(status): return its error from this function, or go on.
#define TRY(expression)                                         \
  do {                                                          \
    auto try_status = (expression);                             \
    if (!try_status.ok()) return std::move(try_status).error(); \
  } while (false)

// TRY_ASSIGN(const int n, parse_n(text)): declare n from the value, or return the error.
#define TRY_ASSIGN(declaration, expression) \
  REDRESS_TRY_ASSIGN(REDRESS_JOIN(try_result_, __LINE__), declaration, expression)
#define REDRESS_TRY_ASSIGN(result, declaration, expression) \
  auto result = (expression);                               \
  if (!result.ok()) return std::move(result).error();       \
  declaration = std::move(result).value()
