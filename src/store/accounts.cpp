// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "base/random.hpp"
#include "store/sql.hpp"

namespace redress::store {
namespace {

constexpr std::array<std::string_view, 4> roles{"reviewer", "officer", "overseer", "admin"};
constexpr std::array<std::string_view, 5> scopes{"notices", "media", "edge", "orders", "admin"};
constexpr std::string_view token_mark = "redress_";

constexpr const char* schema =
    "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA busy_timeout=5000;"
    "CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL,"
    " disabled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS sessions (digest BLOB PRIMARY KEY, user TEXT NOT NULL, started_at INTEGER NOT NULL,"
    " seen_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS tokens (digest BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,"
    " created_at INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS tries (name TEXT PRIMARY KEY, failed INTEGER NOT NULL, last_at INTEGER NOT NULL) "
    "WITHOUT ROWID;";

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

// 64 MiB each: two at once is all that a small machine should spend on passwords.
std::counting_semaphore<2>& password_slots() {
  static std::counting_semaphore<2> slots(2);
  return slots;
}

class PasswordSlot {
 public:
  PasswordSlot() { password_slots().acquire(); }
  ~PasswordSlot() { password_slots().release(); }
  PasswordSlot(const PasswordSlot&) = delete;
  PasswordSlot& operator=(const PasswordSlot&) = delete;
};

std::string hash_password(std::string_view password) {
  const PasswordSlot slot;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int done = crypto_pwhash_str(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                     crypto_pwhash_MEMLIMIT_INTERACTIVE);
  CHECK(done == 0);
  return text.data();
}

bool is_password(const std::string& hash, std::string_view password) {
  const PasswordSlot slot;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

// An unknown name costs as much time as a known one.
const std::string& nobodys_hash() {
  static const std::string hash = hash_password("nobody has this password");
  return hash;
}

std::string make_secret() {
  const auto bytes = random_bytes<20>();
  return render_crockford(bytes, 32);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

// Ten tries are free; then 1, 2, 4, … seconds, never more than five minutes. Nobody is locked out.
std::chrono::milliseconds delay_after(std::int64_t failed) {
  const std::int64_t over = failed - Accounts::free_tries;
  if (over < 0) return std::chrono::milliseconds{0};
  return std::min<std::chrono::milliseconds>(std::chrono::seconds{std::int64_t{1} << std::min<std::int64_t>(over, 9)},
                                             std::chrono::minutes{5});
}

const Error& unknown() {
  static const Error error{Code::not_found, "not signed in, or the session has ended: sign in again"};
  return error;
}

}  // namespace

Result<Role> parse_role(std::string_view word) {
  const auto found = std::find(roles.begin(), roles.end(), word);
  if (found == roles.end()) return Error{Code::invalid, "not a role; write one of: reviewer officer overseer admin"};
  return static_cast<Role>(found - roles.begin());
}
std::string_view render(Role role) { return roles.at(static_cast<std::size_t>(role)); }

Result<Scope> parse_scope(std::string_view word) {
  const auto found = std::find(scopes.begin(), scopes.end(), word);
  if (found == scopes.end()) return Error{Code::invalid, "not a scope; write some of: notices media edge orders admin"};
  return static_cast<Scope>(found - scopes.begin());
}
std::string_view render(Scope scope) { return scopes.at(static_cast<std::size_t>(scope)); }

Accounts::Accounts(std::unique_ptr<Connection> database, const Digest& key)
    : database_(std::move(database)), key_(key) {}
Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& data_dir, const Digest& key) {
  CHECK(sodium_init() >= 0);
  const std::string path = data_dir + "/accounts.db";
  TRY_ASSIGN(auto database, Connection::open(path, nullptr));
  TRY(database->run(schema));
  ::chmod(path.c_str(), 0600);
  return std::unique_ptr<Accounts>(new Accounts(std::move(database), key));  // NOLINT: the constructor is private
}

Digest Accounts::digest_of(std::string_view purpose, std::string_view secret) const {
  std::string text(purpose);
  text.append(1, '\0').append(secret);
  return keyed_digest(key_, view_bytes(text));
}

Status Accounts::add_user(const std::string& name, Role role, std::string_view password, Instant now) {
  if (!is_name(name)) return Error{Code::invalid, "a name is 1 to 64 characters without spaces"};
  if (password.size() < password_length_min) return Error{Code::invalid, "a password needs at least 12 characters"};
  const std::string hash = hash_password(password);
  return database_.write([&](auto& database) -> Status {
    auto exists = database->statement("SELECT 1 FROM users WHERE name = ?");
    TRY_ASSIGN(const bool taken, exists.bind(name).step());
    if (taken) return Error{Code::conflict, "this name has an account already: choose another"};
    auto insert = database->statement("INSERT INTO users (name, role, password, created_at) VALUES (?, ?, ?, ?)");
    return insert.bind(name).bind(render(role)).bind(hash).bind(now).run();
  });
}

Status Accounts::disable_user(const std::string& name) {
  return database_.write([&](auto& database) -> Status {
    auto update = database->statement("UPDATE users SET disabled = 1 WHERE name = ?");
    TRY(update.bind(name).run());
    auto forget = database->statement("DELETE FROM sessions WHERE user = ?");
    return forget.bind(name).run();
  });
}

Result<std::vector<User>> Accounts::list_users() const {
  return database_.write([](auto& database) -> Result<std::vector<User>> {
    std::vector<User> users;
    auto select = database->statement("SELECT name, role, disabled, created_at FROM users ORDER BY name");
    for (;;) {
      TRY_ASSIGN(const bool row, select.step());
      if (!row) return users;
      TRY_ASSIGN(const Role role, parse_role(select.text(1)));
      users.push_back(User{std::string(select.text(0)), role, select.integer(2) != 0, select.instant(3)});
    }
  });
}

Status Accounts::admit_try(const std::string& name, Instant now) {
  return database_.write([&](auto& database) -> Status {
    auto select = database->statement("SELECT failed, last_at FROM tries WHERE name = ?");
    TRY_ASSIGN(const bool row, select.bind(name).step());
    if (row && now < select.instant(1) + delay_after(select.integer(0))) {
      return Error{Code::exhausted, "too many tries for this name: wait a few minutes"};
    }
    return Done{};
  });
}

Status Accounts::note_try(const std::string& name, bool good, Instant now) {
  return database_.write([&](auto& database) -> Status {
    if (good) {
      auto forget = database->statement("DELETE FROM tries WHERE name = ?");
      return forget.bind(name).run();
    }
    auto note = database->statement(
        "INSERT INTO tries (name, failed, last_at) VALUES (?, 1, ?) ON CONFLICT (name) DO UPDATE SET failed = failed + "
        "1, last_at = "
        "excluded.last_at");
    return note.bind(name).bind(now).run();
  });
}

Result<std::string> Accounts::sign_in(const std::string& name, std::string_view password, Instant now) {
  TRY(admit_try(name, now));
  const auto found = database_.write([&](auto& database) -> Result<std::string> {
    auto select = database->statement("SELECT password FROM users WHERE name = ? AND disabled = 0");
    TRY_ASSIGN(const bool row, select.bind(name).step());
    return row ? std::string(select.text(0)) : std::string();
  });
  TRY_ASSIGN(const std::string hash, found);
  // The password is computed outside the lock: it takes a tenth of a second.
  const bool good = is_password(hash.empty() ? nobodys_hash() : hash, password) && !hash.empty();
  TRY(note_try(name, good, now));
  if (!good) return Error{Code::forbidden, "the name or the password is wrong"};
  const std::string session_key = make_secret();
  const Status kept = database_.write([&](auto& database) -> Status {
    auto sweep = database->statement("DELETE FROM sessions WHERE seen_at < ? OR started_at < ?");
    TRY(sweep.bind(now - session_idle_max).bind(now - session_max).run());
    auto insert = database->statement("INSERT INTO sessions (digest, user, started_at, seen_at) VALUES (?, ?, ?, ?)");
    return insert.bind_bytes(digest_of("session", session_key)).bind(name).bind(now).bind(now).run();
  });
  TRY(kept);
  return session_key;
}

Result<Session> Accounts::find_session(std::string_view session_key, Instant now) {
  const Digest digest = digest_of("session", session_key);
  return database_.write([&](auto& database) -> Result<Session> {
    auto select = database->statement(
        "SELECT s.user, u.role, s.started_at, s.seen_at FROM sessions s JOIN users u ON u.name = s.user "
        "WHERE s.digest = ? AND u.disabled = 0");
    TRY_ASSIGN(const bool row, select.bind_bytes(digest).step());
    if (!row) return unknown();
    TRY_ASSIGN(const Role role, parse_role(select.text(1)));
    Session session{std::string(select.text(0)), role, select.instant(2), select.instant(3)};
    select.reset();
    if (now > session.seen_at + session_idle_max || now > session.started_at + session_max) {
      auto forget = database->statement("DELETE FROM sessions WHERE digest = ?");
      TRY(forget.bind_bytes(digest).run());
      return unknown();
    }
    // Once a minute is enough to tell idle from busy, and spares the disk.
    if (now > session.seen_at + std::chrono::minutes{1}) {
      auto seen = database->statement("UPDATE sessions SET seen_at = ? WHERE digest = ?");
      TRY(seen.bind(now).bind_bytes(digest).run());
      session.seen_at = now;
    }
    return session;
  });
}

Status Accounts::sign_out(std::string_view session_key) {
  return database_.write([&](auto& database) -> Status {
    auto forget = database->statement("DELETE FROM sessions WHERE digest = ?");
    return forget.bind_bytes(digest_of("session", session_key)).run();
  });
}

Result<std::string> Accounts::add_token(const std::string& name, const std::vector<Scope>& wanted, Instant now) {
  if (!is_name(name)) return Error{Code::invalid, "a token's name is 1 to 64 characters without spaces"};
  if (wanted.empty())
    return Error{Code::invalid, "a token needs at least one scope: notices, media, edge, orders or admin"};
  std::string list;
  for (const Scope scope : wanted) list.append(list.empty() ? "" : ",").append(render(scope));
  const std::string token = std::string(token_mark) + make_secret();
  const Status kept = database_.write([&](auto& database) -> Status {
    auto exists = database->statement("SELECT 1 FROM tokens WHERE name = ?");
    TRY_ASSIGN(const bool taken, exists.bind(name).step());
    if (taken) return Error{Code::conflict, "a token of this name exists: revoke it or choose another name"};
    auto insert = database->statement("INSERT INTO tokens (digest, name, scopes, created_at) VALUES (?, ?, ?, ?)");
    return insert.bind_bytes(digest_of("token", token)).bind(name).bind(list).bind(now).run();
  });
  TRY(kept);
  return token;
}

Result<Token> Accounts::find_token(std::string_view token) const {
  return database_.write([&](auto& database) -> Result<Token> {
    auto select = database->statement("SELECT name, scopes, created_at FROM tokens WHERE digest = ? AND revoked = 0");
    TRY_ASSIGN(const bool row, select.bind_bytes(digest_of("token", token)).step());
    if (!row) return Error{Code::not_found, "this token is unknown or was revoked"};
    return Token{std::string(select.text(0)), split(select.text(1)), select.instant(2), false};
  });
}

Status Accounts::revoke_token(const std::string& name) {
  return database_.write([&](auto& database) -> Status {
    auto exists = database->statement("SELECT 1 FROM tokens WHERE name = ?");
    TRY_ASSIGN(const bool found, exists.bind(name).step());
    if (!found) return Error{Code::not_found, "no token has this name: 'redress admin token list' shows them"};
    auto update = database->statement("UPDATE tokens SET revoked = 1 WHERE name = ?");
    return update.bind(name).run();
  });
}

Result<std::vector<Token>> Accounts::list_tokens() const {
  return database_.write([](auto& database) -> Result<std::vector<Token>> {
    std::vector<Token> tokens;
    auto select = database->statement("SELECT name, scopes, created_at, revoked FROM tokens ORDER BY name");
    for (;;) {
      TRY_ASSIGN(const bool row, select.step());
      if (!row) return tokens;
      tokens.push_back(
          Token{std::string(select.text(0)), split(select.text(1)), select.instant(2), select.integer(3) != 0});
    }
  });
}

}  // namespace redress::store
