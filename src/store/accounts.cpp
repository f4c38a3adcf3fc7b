// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/random.hpp"
#include "store/word_list.hpp"

namespace redress::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, display_name TEXT NOT NULL, role TEXT NOT NULL,
  password TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sessions (digest BLOB PRIMARY KEY, name TEXT NOT NULL, csrf TEXT NOT NULL,
  started_at INTEGER NOT NULL, used_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tokens (digest BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS exposures (name TEXT NOT NULL, day INTEGER NOT NULL, sha256 TEXT NOT NULL,
  PRIMARY KEY (name, day, sha256)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS skills (name TEXT PRIMARY KEY, languages TEXT NOT NULL, harms TEXT NOT NULL) STRICT;
)sql";

constexpr std::chrono::minutes session_idle_max{15};
constexpr std::chrono::hours session_max{8};
// A use is written down at most this often: reading a page must not cost a sync each time.
constexpr std::chrono::seconds use_written_every{30};
constexpr int hashing_max = 2;
constexpr std::size_t tries_count_max = 10'000;

constexpr std::array<std::string_view, 4> roles{"reviewer", "officer", "overseer", "admin"};

Status verify_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  if (!name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits)) return Done{};
  return Error{Code::invalid, "a name has 1 to 64 of a-z, 0-9, full stop, underscore and hyphen"};
}

// Gives back its place among the two when it goes.
class HashingTurn {
 public:
  explicit HashingTurn(std::atomic<int>& running) : running_(running) { has_turn_ = ++running_ <= hashing_max; }
  ~HashingTurn() { --running_; }
  HashingTurn(const HashingTurn&) = delete;
  HashingTurn& operator=(const HashingTurn&) = delete;
  [[nodiscard]] bool has_turn() const { return has_turn_; }

 private:
  std::atomic<int>& running_;
  bool has_turn_ = false;
};

Error busy() { return Error{Code::exhausted, "too many people are signing in: try again in a moment"}; }

Result<std::string> hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  constexpr unsigned long long passes = 2;
  constexpr std::size_t memory_bytes = 64U << 20U;
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), passes, memory_bytes) != 0) {
    return Error{Code::exhausted, "no memory to hash a password: free 64 MiB"};
  }
  return std::string(out.data());
}

// For names that do not exist: as slow as one that does.
const std::string& decoy_hash() {
  static const std::string hash = [] {
    auto made = hash_password("nobody's password");
    return made.ok() ? std::move(made).value() : std::string{};
  }();
  return hash;
}

Result<User> read_user(const Statement& row) {
  User user;
  user.name = row.text(0);
  user.display_name = row.text(1);
  TRY_ASSIGN(user.role, parse_role(row.text(2)));
  return user;
}

std::vector<std::string> split_at_commas(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    words.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

std::string join_with_commas(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ",") + word;
  return list;
}

Token read_token(const Statement& row) {
  return {std::string(row.text(0)), split_at_commas(row.text(1)), row.instant(2)};
}

// None told: all.
bool has(const std::vector<std::string>& words, std::string_view word) {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool Skills::fits(std::string_view language, std::string_view harm) const {
  return has(languages, language.substr(0, language.find('-'))) && has(harms, harm);
}

std::string_view render(Role role) { return roles.at(static_cast<std::size_t>(role)); }
Result<Role> parse_role(std::string_view word) { return parse_from<Role>(roles, word, "role"); }

Result<std::unique_ptr<Accounts>> Accounts::open(const std::string& data_dir, const Digest& key) {
  CHECK(sodium_init() >= 0);
  auto accounts = std::make_unique<Accounts>(Private{}, data_dir + "/accounts.db", key);
  TRY(accounts->connections_.prepare(schema));
  return accounts;
}

Digest Accounts::digest(std::string_view kind, std::string_view secret) const {
  return keyed_digest(key_, view_bytes(std::string(kind) + "/" + std::string(secret)));
}

Status Accounts::add_user(const User& user, std::string_view password) {
  TRY(verify_name(user.name));
  if (password.size() < password_bytes_min) return Error{Code::invalid, "a password has at least 12 characters"};
  const HashingTurn turn(hashing_);
  if (!turn.has_turn()) return busy();
  TRY_ASSIGN(const std::string hash, hash_password(password));
  TRY_ASSIGN(const auto connection, connections_.lease());
  {
    Statement find = connection->statement("SELECT 1 FROM users WHERE name = ?");
    TRY_ASSIGN(const bool exists, find.bind(user.name).step());
    if (exists) return Error{Code::conflict, "there is a user of that name already"};
  }
  Statement insert = connection->statement("INSERT INTO users VALUES (?,?,?,?)");
  return insert.bind(user.name).bind(user.display_name).bind(render(user.role)).bind(hash).run();
}

Status Accounts::set_password(const std::string& name, std::string_view password) {
  if (password.size() < password_bytes_min) return Error{Code::invalid, "a password has at least 12 characters"};
  const HashingTurn turn(hashing_);
  if (!turn.has_turn()) return busy();
  TRY_ASSIGN(const std::string hash, hash_password(password));
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement update = connection->statement("UPDATE users SET password = ? WHERE name = ? RETURNING name");
  TRY_ASSIGN(const bool found, update.bind(hash).bind(name).step());
  if (!found) return Error{Code::not_found, "there is no user of that name"};
  update.reset();
  Statement end = connection->statement("DELETE FROM sessions WHERE name = ?");
  return end.bind(name).run();
}

Status Accounts::remove_user(const std::string& name) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement end = connection->statement("DELETE FROM sessions WHERE name = ?");
  TRY(end.bind(name).run());
  Statement forget = connection->statement("DELETE FROM skills WHERE name = ?");
  TRY(forget.bind(name).run());
  Statement remove = connection->statement("DELETE FROM users WHERE name = ? RETURNING name");
  TRY_ASSIGN(const bool found, remove.bind(name).step());
  return found ? Status(Done{}) : Status(Error{Code::not_found, "there is no user of that name"});
}

Result<std::vector<User>> Accounts::load_users() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement("SELECT name, display_name, role FROM users ORDER BY name");
  std::vector<User> users;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return users;
    TRY_ASSIGN(users.emplace_back(), read_user(rows));
  }
}

Status Accounts::set_skills(const std::string& name, const Skills& skills) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement put = connection->statement(
      "INSERT OR REPLACE INTO skills SELECT name, ?2, ?3 FROM users WHERE name = ?1 RETURNING name");
  put.bind(name).bind(join_with_commas(skills.languages)).bind(join_with_commas(skills.harms));
  TRY_ASSIGN(const bool found, put.step());
  return found ? Status(Done{}) : Status(Error{Code::not_found, "there is no user of that name"});
}

Result<std::map<std::string, Skills>> Accounts::load_skills() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT name, coalesce(languages, ''), coalesce(harms, '') FROM users LEFT JOIN skills USING (name)"
      " WHERE role <> 'overseer'");
  std::map<std::string, Skills> all;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return all;
    all[std::string(rows.text(0))] = {split_at_commas(rows.text(1)), split_at_commas(rows.text(2))};
  }
}

Status Accounts::wait_turn(const std::string& name, Instant now) {
  return tries_.read([&](const auto& tries) -> Status {
    const auto found = tries.find(name);
    if (found == tries.end() || found->second.next_at <= now) return Done{};
    const auto wait = (found->second.next_at - now).count() / 1'000 + 1;
    return Error{Code::exhausted, "too many wrong tries: wait " + std::to_string(wait) + " s and try again"};
  });
}

void Accounts::note_try(const std::string& name, bool succeeded, Instant now) {
  tries_.write([&](auto& tries) {
    if (succeeded) {
      tries.erase(name);
      return;
    }
    if (tries.size() >= tries_count_max) {
      // Somebody tries made-up names: what has been waited out goes first, and everything if that is not enough.
      std::erase_if(tries, [&](const auto& one) { return one.second.next_at <= now; });
      if (tries.size() >= tries_count_max) tries.clear();
    }
    Tries& entry = tries[name];
    ++entry.failures;
    // The first three cost nothing; then 1, 2, 4, … 30 s.
    const int doublings = std::clamp(entry.failures - 4, 0, 5);
    const std::chrono::seconds wait{entry.failures < 4 ? 0 : std::min(30, 1 << doublings)};
    entry.next_at = now + wait;
  });
}

Result<std::string> Accounts::sign_in(const std::string& name, std::string_view password, Instant now) {
  TRY(wait_turn(name, now));
  const HashingTurn turn(hashing_);
  if (!turn.has_turn()) return busy();
  TRY_ASSIGN(const auto connection, connections_.lease());
  std::optional<User> user;
  std::string hash = decoy_hash();
  {
    Statement find = connection->statement("SELECT name, display_name, role, password FROM users WHERE name = ?");
    TRY_ASSIGN(const bool found, find.bind(name).step());
    if (found) {
      TRY_ASSIGN(user, read_user(find));
      hash = find.text(3);
    }
  }
  const bool is_right = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  note_try(name, is_right && user, now);
  if (!is_right || !user) return Error{Code::forbidden, "the name or the password is wrong"};
  const std::string token = render_hex(random_bytes<24>());
  Statement clear = connection->statement("DELETE FROM sessions WHERE started_at < ? OR used_at < ?");
  TRY(clear.bind(now - session_max).bind(now - session_idle_max).run());
  Statement insert = connection->statement("INSERT INTO sessions VALUES (?,?,?,?,?)");
  insert.bind_bytes(digest("session", token)).bind(user->name).bind(render_hex(random_bytes<16>()));
  TRY(insert.bind(now).bind(now).run());
  return token;
}

Result<Session> Accounts::find_session(std::string_view token, Instant now) {
  const Error ended{Code::not_found, "you are signed out: sign in again"};
  TRY_ASSIGN(const auto connection, connections_.lease());
  const Digest key = digest("session", token);
  Session session;
  Instant used_at;
  {
    Statement find = connection->statement(
        "SELECT u.name, u.display_name, u.role, s.csrf, s.started_at, s.used_at FROM sessions s"
        " JOIN users u ON u.name = s.name WHERE s.digest = ?");
    TRY_ASSIGN(const bool found, find.bind_bytes(key).step());
    if (!found) return ended;
    TRY_ASSIGN(User user, read_user(find));
    session.user = std::move(user.name);
    session.display_name = std::move(user.display_name);
    session.role = user.role;
    session.csrf = find.text(3);
    session.started_at = find.instant(4);
    used_at = find.instant(5);
  }
  if (now - session.started_at > session_max || now - used_at > session_idle_max) return ended;
  if (now - used_at >= use_written_every) {
    Statement update = connection->statement("UPDATE sessions SET used_at = ? WHERE digest = ?");
    TRY(update.bind(now).bind_bytes(key).run());
  }
  return session;
}

Status Accounts::sign_out(std::string_view token) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement remove = connection->statement("DELETE FROM sessions WHERE digest = ?");
  return remove.bind_bytes(digest("session", token)).run();
}

Result<std::string> Accounts::add_token(const std::string& name, const std::vector<std::string>& scopes, Instant now) {
  TRY(verify_name(name));
  if (scopes.empty()) return Error{Code::invalid, "a token needs at least one scope"};
  std::string list;
  for (const std::string& scope : scopes) {
    if (std::find(token_scopes.begin(), token_scopes.end(), scope) == token_scopes.end()) {
      return Error{Code::invalid, "not a scope; write one of: notices media edge orders admin"};
    }
    list.append(list.empty() ? "" : ",").append(scope);
  }
  TRY_ASSIGN(const auto connection, connections_.lease());
  {
    Statement find = connection->statement("SELECT 1 FROM tokens WHERE name = ?");
    TRY_ASSIGN(const bool exists, find.bind(name).step());
    if (exists) return Error{Code::conflict, "there is a token of that name already: remove it first"};
  }
  // The prefix lets secret scanners recognise a leaked one.
  std::string token = "redress_" + render_hex(random_bytes<24>());
  Statement insert = connection->statement("INSERT INTO tokens VALUES (?,?,?,?)");
  TRY(insert.bind_bytes(digest("token", token)).bind(name).bind(list).bind(now).run());
  return token;
}

Result<Token> Accounts::find_token(std::string_view token) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement find = connection->statement("SELECT name, scopes, created_at FROM tokens WHERE digest = ?");
  TRY_ASSIGN(const bool found, find.bind_bytes(digest("token", token)).step());
  if (!found) return Error{Code::not_found, "this token is not known here: ask for one with `redress admin token add`"};
  return read_token(find);
}

Status Accounts::remove_token(const std::string& name) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement remove = connection->statement("DELETE FROM tokens WHERE name = ? RETURNING name");
  TRY_ASSIGN(const bool found, remove.bind(name).step());
  return found ? Status(Done{}) : Status(Error{Code::not_found, "there is no token of that name"});
}

Result<std::vector<Token>> Accounts::load_tokens() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement("SELECT name, scopes, created_at FROM tokens ORDER BY name");
  std::vector<Token> tokens;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return tokens;
    tokens.push_back(read_token(rows));
  }
}

}  // namespace redress::store
