// SPDX-License-Identifier: Apache-2.0
#include "store/statement_store.hpp"

#include <array>

namespace redress::store {
namespace {

constexpr int version = 1;
constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS statements (no INTEGER PRIMARY KEY AUTOINCREMENT, puid TEXT NOT NULL UNIQUE,
  case_id BLOB NOT NULL, case_seq INTEGER NOT NULL, owed_at INTEGER NOT NULL, state INTEGER NOT NULL,
  body TEXT NOT NULL, words TEXT NOT NULL, uuid TEXT NOT NULL, told_at INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS statements_unsent ON statements (state, no) WHERE state <> 1;
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO place VALUES (1, 0);
PRAGMA user_version = 1;
)sql";

constexpr std::array<std::string_view, 3> state_words{"waiting", "sent", "refused"};
static_assert(static_cast<int>(StatementState::sent) == 1);  // as the index has it

StatementRow read_row(const Statement& row) {
  StatementRow read;
  read.no = row.integer(0);
  read.owed.puid = row.text(1);
  read.owed.case_id = row.id(2);
  read.owed.case_seq = static_cast<std::uint64_t>(row.integer(3));
  read.owed.owed_at = row.instant(4);
  read.state = static_cast<StatementState>(row.integer(5));
  read.body = row.text(6);
  read.words = row.text(7);
  read.uuid = row.text(8);
  read.told_at = row.maybe_instant(9);
  return read;
}

Result<std::vector<StatementRow>> read_rows(Statement& rows) {
  std::vector<StatementRow> read;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return read;
    read.push_back(read_row(rows));
  }
}

Status insert(Connection& connection, const OwedStatement& owed) {
  Statement row = connection.statement(
      "INSERT OR IGNORE INTO statements (puid, case_id, case_seq, owed_at, state, body, words, uuid) "
      "VALUES (?,?,?,?,0,'','','')");
  return row.bind(owed.puid).bind(owed.case_id).bind(owed.case_seq).bind(owed.owed_at).run();
}

Result<std::uint64_t> retry_one(Connection& connection, const std::string& puid) {
  Statement row =
      connection.statement("UPDATE statements SET state = 0, body = '' WHERE puid = ? AND state = 2 RETURNING no");
  TRY_ASSIGN(const bool found, row.bind(puid).step());
  return found ? 1U : 0U;
}

Result<std::uint64_t> retry_all(Connection& connection) {
  Statement rows = connection.statement("UPDATE statements SET state = 0, body = '' WHERE state = 2 RETURNING no");
  for (std::uint64_t count = 0;; ++count) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return count;
  }
}

}  // namespace

std::string_view render(StatementState state) { return state_words.at(static_cast<std::size_t>(state)); }

Result<StatementState> parse_statement_state(std::string_view word) {
  for (std::size_t i = 0; i < state_words.size(); ++i) {
    if (word == state_words.at(i)) return static_cast<StatementState>(i);
  }
  return Error{Code::invalid, "a statement is waiting, sent or refused"};
}

Result<std::unique_ptr<StatementStore>> StatementStore::open(const std::string& data_dir) {
  auto store = std::make_unique<StatementStore>(Private{}, data_dir + "/statements.db");
  {
    TRY_ASSIGN(const auto connection, store->connections_.lease());
    Statement row = connection->statement("PRAGMA user_version");
    TRY_ASSIGN(const bool found, row.step());
    CHECK(found);
    if (row.integer(0) > version) {
      return Error{Code::unsupported, "statements.db was made by a newer redress: install that one"};
    }
  }
  TRY(store->connections_.prepare(schema));
  return store;
}

Result<std::uint64_t> StatementStore::load_cursor() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT cursor FROM place");
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

Status StatementStore::take_in(std::span<const OwedStatement> owed, std::uint64_t cursor) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const OwedStatement& one : owed) TRY(insert(connection, one));
    return connection.statement("UPDATE place SET cursor = ?").bind(cursor).run();
  });
}

Result<std::vector<StatementRow>> StatementStore::load(StatementState state, std::int64_t no,
                                                       std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT no, puid, case_id, case_seq, owed_at, state, body, words, uuid, told_at FROM statements "
      "WHERE state = ? AND no > ? ORDER BY no LIMIT ?");
  rows.bind(static_cast<int>(state)).bind(no).bind(static_cast<std::int64_t>(count_max));
  return read_rows(rows);
}

Result<std::vector<StatementRow>> StatementStore::load_unrendered(std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT no, puid, case_id, case_seq, owed_at, state, body, words, uuid, told_at FROM statements "
      "WHERE state = 0 AND body = '' ORDER BY no LIMIT ?");
  rows.bind(static_cast<std::int64_t>(count_max));
  return read_rows(rows);
}

Result<std::vector<StatementRow>> StatementStore::load_rendered(std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT no, puid, case_id, case_seq, owed_at, state, body, words, uuid, told_at FROM statements "
      "WHERE state = 0 AND body <> '' ORDER BY no LIMIT ?");
  rows.bind(static_cast<std::int64_t>(count_max));
  return read_rows(rows);
}

Status StatementStore::set_bodies(std::span<const StatementRow> rows) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const StatementRow& row : rows) {
      Statement set = connection.statement("UPDATE statements SET body = ? WHERE no = ? AND state = 0");
      TRY(set.bind(row.body).bind(row.no).run());
    }
    return Done{};
  });
}

Status StatementStore::forget_bodies() {
  return connections_.change([](Connection& connection) {
    return connection.statement("UPDATE statements SET body = '' WHERE state = 0").run();
  });
}

Status StatementStore::conclude(std::span<const StatementVerdict> verdicts, Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const StatementVerdict& verdict : verdicts) {
      Statement set = connection.statement(
          "UPDATE statements SET state = ?1, words = ?2, uuid = ?3, told_at = ?4, body = iif(?1 = 1, '', body) "
          "WHERE no = ?5 AND state = 0");
      set.bind(static_cast<int>(verdict.state)).bind(verdict.words).bind(verdict.uuid).bind(now);
      TRY(set.bind(verdict.no).run());
    }
    return Done{};
  });
}

Result<std::uint64_t> StatementStore::retry(std::span<const std::string> puids) {
  std::uint64_t count = 0;
  const Status done = connections_.change([&](Connection& connection) -> Status {
    if (puids.empty()) {
      TRY_ASSIGN(count, retry_all(connection));
    }
    for (const std::string& puid : puids) {
      TRY_ASSIGN(const std::uint64_t one, retry_one(connection, puid));
      count += one;
    }
    return Done{};
  });
  if (!done.ok()) return done.error();
  return count;
}

Result<StatementStore::Counts> StatementStore::count() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Counts counts;
  Statement rows = connection->statement("SELECT state, count(*) FROM statements WHERE state <> 1 GROUP BY state");
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return counts;
    const auto count = static_cast<std::uint64_t>(rows.integer(1));
    (rows.integer(0) == 0 ? counts.waiting : counts.refused) = count;
  }
}

}  // namespace redress::store
