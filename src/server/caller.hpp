// SPDX-License-Identifier: Apache-2.0
// server/caller.hpp — who is asking: a program with a token, a member of staff with a session, or anyone.
//
// Use this when   a route is not open to everybody.
// Errors          identify: a 401 problem for a token or session that is unknown or has ended; require_*: 401 or 403.
// Threads         any.
// Source          trust requirements S9 (sessions) and S15 (SameSite=Strict, form tokens).
// Never           says whether a token, a user or a password was what was wrong.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "cases/facts.hpp"
#include "server/desk.hpp"

namespace redress::server {

inline constexpr std::string_view session_cookie = "redress_session";

struct Caller {
  bool has_token = false;
  bool has_session = false;
  std::string name;
  std::string session;  // the cookie's value: what form tokens are bound to
  std::vector<std::string> scopes;
  cases::ActorKind kind = cases::ActorKind::reporter;

  [[nodiscard]] bool may(std::string_view scope) const;
  [[nodiscard]] bool is_staff() const { return has_session || may("admin"); }
  [[nodiscard]] cases::Actor actor() const { return {kind, name}; }
};

template <class T>
using OrProblem = std::variant<T, http::Response>;

// A token that does not hold is refused even where anybody may ask: the sender believes that it counts.
[[nodiscard]] OrProblem<Caller> identify(Desk& desk, const http::Request& request);
[[nodiscard]] OrProblem<Caller> require_scope(Desk& desk, const http::Request& request, std::string_view scope);
// A token of scope admin, or a session; a session that writes also sends its form token as X-CSRF-Token.
[[nodiscard]] OrProblem<Caller> require_staff(Desk& desk, const http::Request& request);
// For pages: the member of staff, or nothing.
[[nodiscard]] std::optional<Caller> find_staff(Desk& desk, const http::Request& request);

// Is there somebody of that name who may decide? Errors: invalid.
[[nodiscard]] Status verify_colleague(const store::Accounts& accounts, const std::string& name);

// server/session.cpp: the console's door.
[[nodiscard]] http::Response sign_in(Desk& desk, http::Request&& request);
[[nodiscard]] http::Response sign_out(Desk& desk, http::Request&& request);

// "Bearer XYZ" → "XYZ"
[[nodiscard]] std::string_view bearer_of(const http::Request& request);
// The value of Idempotency-Key with its scope in front; empty when none was sent; a fault when it is none.
[[nodiscard]] Result<std::string> idempotency_key_of(const http::Request& request, std::string_view scope);

}  // namespace redress::server
