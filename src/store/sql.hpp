// SPDX-License-Identifier: Apache-2.0
// store/sql.hpp — SQLite with owners and results: a connection, its cached statements, and what its codes mean.
//
// Use this when   inside this room only.
// Errors          exhausted: no room on the disk. corrupt: the file is damaged or not ours. unavailable: everything
//                 else the disk
//                 says. A statement that does not compile is a fault of ours and a CHECK.
// Threads         a connection and its statements belong to one thread at a time.
// Lifetime        a Statement is borrowed from its connection and given back (reset, unbound) when it goes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace redress::store {

[[nodiscard]] Error explain_sql(int code, std::string_view what);

class Statement {
 public:
  Statement(sqlite3* database, sqlite3_stmt* statement, int code);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Parameters in order; what is bound is copied.
  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(Instant at) { return bind(at.ms); }
  Statement& bind(const Id& id) { return bind_bytes(id.bytes); }
  Statement& bind(std::string_view text);
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind(const char* text) = delete;  // would be taken for a bool
  Statement& bind_bytes(ByteView bytes);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }
  Statement& bind_null();

  // True: there is a row.
  [[nodiscard]] Result<bool> step();
  // For a statement that gives no rows.
  [[nodiscard]] Status run();
  // For the next round of parameters.
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] ByteView bytes(int column) const;
  [[nodiscard]] Id id(int column) const;
  [[nodiscard]] Instant instant(int column) const { return Instant{integer(column)}; }
  [[nodiscard]] std::optional<Instant> maybe_instant(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int code_;
  int next_ = 1;
};

class Connection {
  struct Private {};

 public:
  Connection(Private, sqlite3* database) : database_(database) {}
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& path, const char* vfs);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` is a literal: its address is the key of the cache.
  [[nodiscard]] Statement statement(const char* sql);
  // Any number of statements without parameters or rows.
  [[nodiscard]] Status run(const char* sql);
  // The last call's extended result code.
  [[nodiscard]] int last_code() const;
  [[nodiscard]] sqlite3* handle() const { return database_; }

 private:
  sqlite3* database_;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace redress::store
