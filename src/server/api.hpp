// SPDX-License-Identifier: Apache-2.0
// server/api.hpp — the steps that the JSON routes share.
//
// Errors          as problems, ready to send.
// Threads         pure but for what the desk guards.
#pragma once

#include <string>
#include <variant>

#include "http/multipart.hpp"
#include "server/caller.hpp"
#include "server/json.hpp"
#include "server/routes.hpp"

namespace redress::server {

inline constexpr std::uint64_t json_body_bytes_max = json_bytes_max;

[[nodiscard]] OrProblem<Json> read_json(const http::Request& request);
// The case that a path names, by its id or its code; the same 404 for what is neither.
[[nodiscard]] Result<Id> find_case(const Desk& desk, std::string_view id_or_code);
[[nodiscard]] http::RouteOptions json_body();

// A handler with the desk and the caller's answer at hand.
using DeskHandler = void (*)(Desk&, http::Request&&, http::Responder);
inline http::Handler at_desk(Desk& desk, DeskHandler handle) {
  return [&desk, handle](http::Request&& request, http::Responder respond) {
    handle(desk, std::move(request), std::move(respond));
  };
}
using DeskAnswer = http::Response (*)(Desk&, http::Request&&);
inline http::Handler at_desk(Desk& desk, DeskAnswer compute) {
  return http::answer([&desk, compute](http::Request&& request) { return compute(desk, std::move(request)); });
}

template <class T>
[[nodiscard]] const http::Response* find_problem(const OrProblem<T>& either) {
  return std::get_if<http::Response>(&either);
}

}  // namespace redress::server
