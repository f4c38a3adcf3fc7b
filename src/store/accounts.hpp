// SPDX-License-Identifier: Apache-2.0
// store/accounts.hpp — who may sign in, who is signed in, and which programs hold a token.
//
// Use this when   a door must know who asks. Cases never do: they get an Actor.
// Shapes          a file of its own (accounts.db) with a rollback journal, so that `redress admin` may write it while the
//                 server runs; the journal of cases stays with its one writer.
// Units           instants are UTC ms and arrive as arguments.
// Errors          sign_in: forbidden, alike for an unknown name and a wrong password; exhausted while tries are delayed.
//                 find_*: not_found, alike for unknown, ended and revoked. add_*: conflict for a name that is taken, invalid.
// Threads         any; one connection under a lock. At most two passwords are computed at once.
// Cost            sign_in about 0.1 s (Argon2id, 64 MiB); everything else well under a millisecond.
// Source          OWASP ASVS 5.0 V6 and V7; RFC 9106 (Argon2id).
// Never           keeps a password, a session's key or a token: only what proves them.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/guarded.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::store {

class Connection;

enum class Role { reviewer, officer, overseer, admin };
[[nodiscard]] Result<Role> parse_role(std::string_view word);
[[nodiscard]] std::string_view render(Role role);

enum class Scope { notices, media, edge, orders, admin };
[[nodiscard]] Result<Scope> parse_scope(std::string_view word);
[[nodiscard]] std::string_view render(Scope scope);

struct User {
  std::string name;
  Role role = Role::reviewer;
  bool is_disabled = false;
  Instant created_at;
};

struct Session {
  std::string user;
  Role role = Role::reviewer;
  Instant started_at;
  Instant seen_at;
};

struct Token {
  std::string name;
  std::vector<std::string> scopes;
  Instant created_at;
  bool is_revoked = false;
};

class Accounts {
 public:
  static constexpr std::chrono::minutes session_idle_max{15};
  static constexpr std::chrono::hours session_max{8};
  static constexpr std::size_t password_length_min = 12;
  static constexpr int free_tries = 10;  // of one name, before each further one waits longer

  // Opens or makes DATA_DIR/accounts.db. `key` turns secrets into what is stored (store/keys.hpp).
  [[nodiscard]] static Result<std::unique_ptr<Accounts>> open(const std::string& data_dir, const Digest& key);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  [[nodiscard]] Status add_user(const std::string& name, Role role, std::string_view password, Instant now);
  [[nodiscard]] Status disable_user(const std::string& name);
  [[nodiscard]] Result<std::vector<User>> list_users() const;

  // Gives the session's key: what the cookie holds.
  [[nodiscard]] Result<std::string> sign_in(const std::string& name, std::string_view password, Instant now);
  // Each call counts as being seen.
  [[nodiscard]] Result<Session> find_session(std::string_view session_key, Instant now);
  [[nodiscard]] Status sign_out(std::string_view session_key);

  // Gives the token itself, this once.
  [[nodiscard]] Result<std::string> add_token(const std::string& name, const std::vector<Scope>& scopes, Instant now);
  [[nodiscard]] Result<Token> find_token(std::string_view token) const;
  [[nodiscard]] Status revoke_token(const std::string& name);
  [[nodiscard]] Result<std::vector<Token>> list_tokens() const;

 private:
  Accounts(std::unique_ptr<Connection> database, const Digest& key);
  [[nodiscard]] Digest digest_of(std::string_view purpose, std::string_view secret) const;
  [[nodiscard]] Status admit_try(const std::string& name, Instant now);
  [[nodiscard]] Status note_try(const std::string& name, bool good, Instant now);

  mutable Guarded<std::unique_ptr<Connection>> database_;
  Digest key_;
};

}  // namespace redress::store
