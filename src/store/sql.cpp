// SPDX-License-Identifier: Apache-2.0
#include "store/sql.hpp"

#include <sqlite3.h>

#include <cstring>

namespace redress::store {

Error explain_sql(int code, std::string_view what) {
  const std::string said = std::string(what) + ": " + sqlite3_errstr(code) + " (SQLite " + std::to_string(code) + ")";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Error{Code::exhausted, said + "; make room on the disk of the data folder"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error{Code::corrupt, said + "; restore the data folder from a backup"};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return Error{Code::unavailable, said + "; give this user the right to write in the data folder"};
    default:
      return Error{Code::unavailable, said};
  }
}

Statement::Statement(sqlite3* database, sqlite3_stmt* statement, int code)
    : database_(database), statement_(statement), code_(code) {}

Statement::~Statement() { reset(); }

void Statement::reset() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  next_ = 1;
}

Statement& Statement::bind(std::int64_t value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, next_++, value);
  return *this;
}
Statement& Statement::bind(std::string_view text) {
  if (code_ != SQLITE_OK) return *this;
  // A null pointer would bind NULL: an empty text is a text.
  const char* data = text.empty() ? "" : text.data();
  code_ = sqlite3_bind_text64(statement_, next_++, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_bytes(ByteView bytes) {
  if (code_ != SQLITE_OK) return *this;
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  code_ = sqlite3_bind_blob64(statement_, next_++, data, bytes.size(), SQLITE_TRANSIENT);
  return *this;
}
Statement& Statement::bind_null() {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_null(statement_, next_++);
  return *this;
}

Result<bool> Statement::step() {
  if (code_ == SQLITE_OK) {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    code_ = sqlite3_extended_errcode(database_);
  }
  return explain_sql(code_, "the store");
}

Status Statement::run() {
  TRY_ASSIGN(const bool has_row, step());
  CHECK(!has_row);
  reset();
  return Done{};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data == nullptr ? std::string_view{}
                         : std::string_view{data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
ByteView Statement::bytes(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {data, data == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
Id Statement::id(int column) const {
  Id id;
  const ByteView stored = bytes(column);
  if (stored.size() == id.bytes.size()) std::memcpy(id.bytes.data(), stored.data(), stored.size());
  return id;
}
std::optional<Instant> Statement::maybe_instant(int column) const {
  if (is_null(column)) return std::nullopt;
  return instant(column);
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, const char* vfs) {
  sqlite3* database = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, vfs);
  auto connection = std::make_unique<Connection>(Private{}, database);
  if (code != SQLITE_OK) {
    return explain_sql(database == nullptr ? code : sqlite3_extended_errcode(database), "cannot open " + path);
  }
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, 5'000);
  return connection;
}

Connection::~Connection() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

Statement Connection::statement(const char* sql) {
  sqlite3_stmt*& cached = statements_[sql];
  int code = SQLITE_OK;
  if (cached == nullptr) {
    code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &cached, nullptr);
    CHECK(code != SQLITE_ERROR);
    if (code != SQLITE_OK) code = sqlite3_extended_errcode(database_);
  }
  return Statement(database_, cached, code);
}

Status Connection::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return Done{};
  return explain_sql(last_code(), "the store");
}

int Connection::last_code() const { return sqlite3_extended_errcode(database_); }

}  // namespace redress::store
