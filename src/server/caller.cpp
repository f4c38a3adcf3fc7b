// SPDX-License-Identifier: Apache-2.0
#include "server/caller.hpp"

#include <algorithm>

#include "server/problem.hpp"
#include "server/seal.hpp"

namespace redress::server {
namespace {

constexpr std::size_t idempotency_key_bytes_max = 200;

// An overseer sees everything that staff see and changes nothing.
cases::ActorKind kind_of(store::Role role) {
  if (role == store::Role::reviewer) return cases::ActorKind::reviewer;
  return role == store::Role::overseer ? cases::ActorKind::platform : cases::ActorKind::officer;
}

Result<store::Token> look_up(Desk& desk, std::string_view token) {
  const auto digest = sha256(token);
  const auto now = desk.engine.now();
  const auto known = desk.known_tokens.read([&](const auto& tokens) -> std::optional<store::Token> {
    const auto entry = tokens.find(digest);
    if (entry == tokens.end() || entry->second.until <= now) return std::nullopt;
    return entry->second.token;
  });
  if (known) return *known;
  TRY_ASSIGN(auto found, desk.accounts.find_token(token));
  desk.known_tokens.write([&](auto& tokens) {
    if (tokens.size() >= known_token_count_max) tokens.clear();
    tokens[digest] = KnownToken{found, now + known_token_age};
  });
  return found;
}

Result<Caller> find_token(Desk& desk, std::string_view token) {
  TRY_ASSIGN(auto found, look_up(desk, token));
  Caller caller;
  caller.has_token = true;
  caller.name = "token:" + found.name;
  caller.scopes = std::move(found.scopes);
  const bool is_admin = caller.may("admin");
  caller.kind = is_admin ? cases::ActorKind::officer : cases::ActorKind::platform;
  return caller;
}

Result<Caller> find_session(Desk& desk, std::string_view key) {
  TRY_ASSIGN(const auto session, desk.accounts.find_session(key, desk.engine.now()));
  Caller caller;
  caller.has_session = true;
  caller.name = session.user;
  caller.session = key;
  caller.kind = kind_of(session.role);
  return caller;
}

http::Response refuse(const Error& error) {
  if (error.code != Code::not_found) return problem_of(error);
  return problem_of(401, "this token or session is not known or has ended");
}

}  // namespace

bool Caller::may(std::string_view scope) const {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

std::string_view bearer_of(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto header = request.find_header("authorization").value_or("");
  if (header.size() <= scheme.size()) return {};
  const bool is_bearer = std::equal(scheme.begin(), scheme.end(), header.begin(), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
  });
  if (!is_bearer) return {};
  const auto token = header.substr(scheme.size());
  return token.substr(std::min(token.find_first_not_of(' '), token.size()));
}

OrProblem<Caller> identify(Desk& desk, const http::Request& request) {
  if (request.find_header("authorization")) {
    auto found = find_token(desk, bearer_of(request));
    if (!found.ok()) return refuse(found.error());
    return std::move(found).value();
  }
  if (const auto key = request.find_cookie(session_cookie)) {
    auto found = find_session(desk, *key);
    if (!found.ok()) return refuse(found.error());
    return std::move(found).value();
  }
  return Caller{};
}

OrProblem<Caller> require_scope(Desk& desk, const http::Request& request, std::string_view scope) {
  auto identified = identify(desk, request);
  if (std::holds_alternative<http::Response>(identified)) return identified;
  const auto& caller = std::get<Caller>(identified);
  if (caller.may(scope)) return identified;
  const auto wanted = "this wants a token of scope " + std::string(scope);
  return problem_of(caller.has_token ? 403 : 401, wanted);
}

OrProblem<Caller> require_staff(Desk& desk, const http::Request& request) {
  auto identified = identify(desk, request);
  if (std::holds_alternative<http::Response>(identified)) return identified;
  const auto& caller = std::get<Caller>(identified);
  if (!caller.is_staff()) {
    return caller.has_token ? problem_of(403, "this wants a token of scope admin")
                            : problem_of(401, "sign in, or send a token of scope admin");
  }
  const bool only_reads = request.method == http::Method::get || request.method == http::Method::head;
  if (only_reads) return identified;
  if (caller.kind == cases::ActorKind::platform) return problem_of(403, "an overseer reads and does not act");
  const auto form_token = request.find_header("x-csrf-token").value_or("");
  if (caller.has_session && !is_csrf(desk.options.key, caller.session, form_token)) {
    return problem_of(403, "send the session's form token as X-CSRF-Token");
  }
  return identified;
}

std::optional<Caller> find_staff(Desk& desk, const http::Request& request) {
  const auto key = request.find_cookie(session_cookie);
  if (!key) return std::nullopt;
  auto found = find_session(desk, *key);
  if (!found.ok()) return std::nullopt;
  return std::move(found).value();
}

Status verify_colleague(const store::Accounts& accounts, const std::string& name) {
  TRY_ASSIGN(const auto users, accounts.load_users());
  const bool is_known = std::any_of(users.begin(), users.end(), [&](const store::User& user) {
    return user.name == name && user.role != store::Role::overseer;
  });
  if (is_known) return Done{};
  return Error{Code::invalid, "no colleague of that name decides cases here: see who is listed"};
}

Result<std::string> idempotency_key_of(const http::Request& request, std::string_view scope) {
  auto key = request.find_header("idempotency-key").value_or("");
  if (key.empty()) return std::string();
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  const bool is_printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (key.empty() || key.size() > idempotency_key_bytes_max || !is_printable) {
    return Error{Code::invalid, "Idempotency-Key must be 1 to 200 printable characters"};
  }
  return std::string(scope).append("/").append(key);
}

}  // namespace redress::server
