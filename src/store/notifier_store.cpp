// SPDX-License-Identifier: Apache-2.0
#include "store/notifier_store.hpp"

namespace redress::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS notices (notifier TEXT NOT NULL, case_id BLOB NOT NULL, notice_no INTEGER NOT NULL,
  received_at INTEGER NOT NULL, is_limitable INTEGER NOT NULL, unfounded_at INTEGER,
  PRIMARY KEY (case_id, notice_no)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notices_of ON notices (notifier, received_at);
CREATE INDEX IF NOT EXISTS notices_age ON notices (received_at);
CREATE TABLE IF NOT EXISTS files (notifier TEXT PRIMARY KEY, warned_at INTEGER, appealed_at INTEGER,
  appeal TEXT NOT NULL DEFAULT '', answered_at INTEGER, answer TEXT NOT NULL DEFAULT '', lifted_at INTEGER,
  informed_at INTEGER) STRICT;
)sql";

NotifierNotice read_notice(const Statement& row) {
  return {std::string(row.text(0)), row.id(1),           static_cast<int>(row.integer(2)),
          row.instant(3),           row.integer(4) != 0, row.maybe_instant(5)};
}

NotifierFile read_file(const Statement& row) {
  return {std::string(row.text(0)), row.maybe_instant(1),     row.maybe_instant(2), std::string(row.text(3)),
          row.maybe_instant(4),     std::string(row.text(5)), row.maybe_instant(6), row.maybe_instant(7)};
}

Status keep_one(Connection& connection, const NotifierNotice& notice) {
  Statement insert = connection.statement(
      "INSERT OR IGNORE INTO notices (notifier, case_id, notice_no, received_at, is_limitable, unfounded_at) "
      "VALUES (?,?,?,?,?,?)");
  insert.bind(notice.notifier).bind(notice.case_id).bind(notice.notice_no).bind(notice.received_at);
  return insert.bind(notice.is_limitable).bind(notice.unfounded_at).run();
}

Status make_room(Connection& connection, const std::string& notifier, std::int64_t notice_count_max) {
  Statement trim = connection.statement(
      "DELETE FROM notices WHERE notifier = ?1 AND received_at < (SELECT received_at FROM notices WHERE "
      "notifier = ?1 ORDER BY received_at DESC LIMIT 1 OFFSET ?2)");
  return trim.bind(notifier).bind(notice_count_max - 1).run();
}

Status require_changed(Connection& connection) {
  Statement changes = connection.statement("SELECT changes()");
  TRY_ASSIGN(const bool has_row, changes.step());
  if (has_row && changes.integer(0) > 0) return Done{};
  return Error{Code::not_found, "no such notifier was warned"};
}

}  // namespace

Result<std::unique_ptr<NotifierStore>> NotifierStore::open(const std::string& data_dir, std::int64_t notice_count_max) {
  auto store = std::make_unique<NotifierStore>(Private{}, data_dir + "/notifiers.db", notice_count_max);
  TRY(store->connections_.prepare(schema));
  return store;
}

Status NotifierStore::keep(std::span<const NotifierNotice> notices) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const NotifierNotice& notice : notices) {
      TRY(keep_one(connection, notice));
      TRY(make_room(connection, notice.notifier, notice_count_max_));
    }
    return Done{};
  });
}

Result<std::vector<NotifierNotice>> NotifierStore::load_of_case(const Id& case_id) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT notifier, case_id, notice_no, received_at, is_limitable, unfounded_at FROM notices WHERE case_id = ?");
  rows.bind(case_id);
  std::vector<NotifierNotice> notices;
  for (;;) {
    TRY_ASSIGN(const bool has_row, rows.step());
    if (!has_row) return notices;
    notices.push_back(read_notice(rows));
  }
}

Status NotifierStore::mark(std::span<const NotifierNotice> notices, Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const NotifierNotice& notice : notices) {
      Statement update =
          connection.statement("UPDATE notices SET unfounded_at = ?1 WHERE case_id = ?2 AND notice_no = ?3");
      TRY(update.bind(now).bind(notice.case_id).bind(notice.notice_no).run());
    }
    return Done{};
  });
}

Result<NotifierCounts> NotifierStore::count(const std::string& notifier, Instant day_begins) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  NotifierCounts counts;
  {
    Statement rows = connection->statement(
        "SELECT notifier, case_id, notice_no, received_at, is_limitable, unfounded_at FROM notices "
        "WHERE notifier = ? AND unfounded_at IS NOT NULL AND is_limitable ORDER BY received_at DESC LIMIT ?");
    rows.bind(notifier).bind(static_cast<std::int64_t>(marked_count_max));
    for (;;) {
      TRY_ASSIGN(const bool has_row, rows.step());
      if (!has_row) break;
      counts.marked.insert(counts.marked.begin(), read_notice(rows));
    }
  }
  const bool is_cut = counts.marked.size() == marked_count_max;
  Statement sums = connection->statement(
      "SELECT coalesce(sum(received_at >= ?3), 0), coalesce(sum(is_limitable AND received_at > ?2), 0) FROM notices "
      "WHERE notifier = ?1");
  sums.bind(notifier).bind(day_begins).bind(is_cut ? counts.marked.front().received_at : Instant{0});
  TRY_ASSIGN(const bool has_sums, sums.step());
  if (!has_sums) return counts;
  counts.notices = static_cast<std::size_t>(sums.integer(0));
  counts.limitable_since = static_cast<std::size_t>(sums.integer(1));
  return counts;
}

Result<std::optional<NotifierFile>> NotifierStore::find(const std::string& notifier) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement(
      "SELECT notifier, warned_at, appealed_at, appeal, answered_at, answer, lifted_at, informed_at FROM files "
      "WHERE notifier = ?");
  row.bind(notifier);
  TRY_ASSIGN(const bool has_row, row.step());
  if (!has_row) return std::optional<NotifierFile>{};
  return std::optional(read_file(row));
}

Result<std::vector<NotifierFile>> NotifierStore::load_files() const {
  return load_list(
      file_count_max,
      "SELECT notifier, warned_at, appealed_at, appeal, answered_at, answer, lifted_at, informed_at FROM files "
      "ORDER BY warned_at DESC LIMIT ?");
}

Result<std::vector<NotifierFile>> NotifierStore::load_objections(std::size_t count_max) const {
  return load_list(
      count_max,
      "SELECT notifier, warned_at, appealed_at, appeal, answered_at, answer, lifted_at, informed_at FROM files "
      "WHERE appealed_at IS NOT NULL ORDER BY appealed_at, notifier LIMIT ?");
}

Result<std::vector<NotifierFile>> NotifierStore::load_list(std::size_t count_max, const char* sql) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(sql);
  rows.bind(static_cast<std::int64_t>(count_max));
  std::vector<NotifierFile> files;
  for (;;) {
    TRY_ASSIGN(const bool has_row, rows.step());
    if (!has_row) return files;
    files.push_back(read_file(rows));
  }
}

Status NotifierStore::note_warned(const std::string& notifier, Instant now) {
  return connections_.change([&](Connection& connection) {
    Statement insert = connection.statement(
        "INSERT INTO files (notifier, warned_at) VALUES (?1, ?2) "
        "ON CONFLICT (notifier) DO UPDATE SET warned_at = coalesce(warned_at, ?2)");
    return insert.bind(notifier).bind(now).run();
  });
}

Status NotifierStore::note_informed(const std::string& notifier, Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    Statement update = connection.statement("UPDATE files SET informed_at = ?2 WHERE notifier = ?1");
    TRY(update.bind(notifier).bind(now).run());
    return require_changed(connection);
  });
}

Status NotifierStore::appeal(const std::string& notifier, const std::string& words, Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    Statement update = connection.statement(
        "UPDATE files SET appealed_at = ?2, appeal = ?3, answered_at = NULL, answer = '' WHERE notifier = ?1 "
        "AND appealed_at IS NULL");
    TRY(update.bind(notifier).bind(now).bind(words).run());
    return require_changed(connection);
  });
}

Status NotifierStore::answer(const std::string& notifier, const std::string& reasons, bool is_upheld, Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    Statement update = connection.statement(
        "UPDATE files SET appealed_at = NULL, appeal = '', answered_at = ?2, answer = ?3, "
        "lifted_at = CASE WHEN ?4 THEN ?2 ELSE lifted_at END WHERE notifier = ?1 AND appealed_at IS NOT NULL");
    TRY(update.bind(notifier).bind(now).bind(reasons).bind(is_upheld).run());
    return require_changed(connection);
  });
}

Status NotifierStore::expire(Instant now) {
  return connections_.change([&](Connection& connection) -> Status {
    Statement old = connection.statement("DELETE FROM notices WHERE received_at < ?");
    TRY(old.bind(now - kept_for).run());
    Statement alone =
        connection.statement("DELETE FROM files WHERE notifier NOT IN (SELECT DISTINCT notifier FROM notices)");
    return alone.run();
  });
}

}  // namespace redress::store
