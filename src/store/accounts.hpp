// SPDX-License-Identifier: Apache-2.0
// store/accounts.hpp — who works here: people with a password and a session, programs with a token.
//
// Shapes          DIR/accounts.db, apart from the journal and in rollback-journal mode, so that `redress admin` may
//                 write it while
//                 the server runs. Passwords: Argon2id (64 MiB, 2 passes). Sessions and tokens: only keyed digests.
// Units           sessions end after 15 minutes without use and 8 hours after sign-in.
// Errors          sign_in: forbidden alike for a wrong name and a wrong password; exhausted while a name must wait
//                 (the wait grows
//                 with every failure, 30 s at most; nobody is locked out) or while two passwords are being computed
//                 already.
//                 find_session, find_token: not_found. add_*: conflict for a name that exists, invalid for a bad one.
// Threads         any: each call has a connection to itself. Sign-ins beyond the two at once wait no longer than they
//                 must.
// Source          OWASP ASVS 5.0 V6, V7; RFC 9106.
// Never           stores or logs a password, a session or a token.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/guarded.hpp"
#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

enum class Role { reviewer, officer, overseer, admin };
[[nodiscard]] std::string_view render(Role role);
[[nodiscard]] Result<Role> parse_role(std::string_view word);

struct User {
  std::string name;  // a-z, 0-9, . _ - ; 1 to 64
  std::string display_name;
  Role role = Role::reviewer;
  bool operator==(const User&) const = default;
};

// What somebody is meant to work on: it decides the order in which cases are offered, and forbids nothing. Empty: all.
struct Skills {
  std::vector<std::string> languages;  // primary tags, as in "hi"
  std::vector<std::string> harms;      // words of law/words
  bool operator==(const Skills&) const = default;
  [[nodiscard]] bool fits(std::string_view language, std::string_view harm) const;
};

struct Session {
  std::string user;
  std::string display_name;
  Role role = Role::reviewer;
  std::string csrf;  // random, for whoever wants to bind forms to the session
  Instant started_at;
};

// What a token may be for.
inline constexpr std::array<std::string_view, 6> token_scopes{"notices", "media", "edge", "orders", "admin", "agent"};

struct Token {
  std::string name;
  std::vector<std::string> scopes;
  Instant created_at;
};

class Accounts {
  struct Private {};

 public:
  static constexpr std::size_t password_bytes_min = 12;

  // `key` is Keys::secret_key.
  [[nodiscard]] static Result<std::unique_ptr<Accounts>> open(const std::string& data_dir, const Digest& key);
  Accounts(Private, std::string path, const Digest& key) : connections_(std::move(path)), key_(key) {}

  [[nodiscard]] Status add_user(const User& user, std::string_view password);
  [[nodiscard]] Status set_password(const std::string& name,
                                    std::string_view password);  // ends every session of theirs
  [[nodiscard]] Status remove_user(const std::string& name);
  [[nodiscard]] Result<std::vector<User>> load_users() const;
  [[nodiscard]] Status set_skills(const std::string& name, const Skills& skills);
  // By name: everybody who may decide, those without any told skills too.
  [[nodiscard]] Result<std::map<std::string, Skills>> load_skills() const;

  // The session's token, for the cookie; given once.
  [[nodiscard]] Result<std::string> sign_in(const std::string& name, std::string_view password, Instant now);
  // Counts as use.
  [[nodiscard]] Result<Session> find_session(std::string_view token, Instant now);
  [[nodiscard]] Status sign_out(std::string_view token);

  // The token, to be printed once.
  [[nodiscard]] Result<std::string> add_token(const std::string& name, const std::vector<std::string>& scopes,
                                              Instant now);
  [[nodiscard]] Result<Token> find_token(std::string_view token) const;
  [[nodiscard]] Status remove_token(const std::string& name);
  [[nodiscard]] Result<std::vector<Token>> load_tokens() const;

  // Somebody is about to see a picture unblurred. The count of different ones that this person has seen since midnight
  // UTC, this one among them; exhausted when that would be more than `count_max`.
  [[nodiscard]] Result<int> note_exposure(const std::string& name, std::string_view sha256, Instant now, int count_max);
  [[nodiscard]] Result<int> count_exposures(const std::string& name, Instant now) const;

 private:
  struct Tries {
    int failures = 0;
    Instant next_at;
  };

  [[nodiscard]] Digest digest(std::string_view kind, std::string_view secret) const;
  [[nodiscard]] Status wait_turn(const std::string& name, Instant now);
  void note_try(const std::string& name, bool succeeded, Instant now);

  const ConnectionPool connections_;
  const Digest key_;
  Guarded<std::map<std::string, Tries>> tries_;
  std::atomic<int> hashing_{0};  // Argon2 runs: each takes 64 MiB
};

}  // namespace redress::store
