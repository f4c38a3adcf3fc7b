// SPDX-License-Identifier: Apache-2.0
#include "store/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include "store/journal_row.hpp"
#include "store/write_ahead_log.hpp"

namespace redress::store {
namespace {

Result<std::unique_ptr<Connection>> open_to_read(const std::string& path) {
  if (!std::filesystem::exists(path)) return Error{Code::not_found, "there is no " + path};
  return open_reader(path, nullptr);
}

// In one step: a copy that went on while the original changed would have to begin anew.
Status copy_pages(Connection& from, Connection& to) {
  sqlite3_backup* const backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) return explain_sql(to.last_code(), "the copy");
  int code = SQLITE_BUSY;
  for (int tries = 0; tries < 100 && (code == SQLITE_BUSY || code == SQLITE_LOCKED); ++tries) {
    if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    code = sqlite3_backup_step(backup, -1);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE && finished == SQLITE_OK) return Done{};
  return explain_sql(code == SQLITE_DONE ? finished : code, "the copy");
}

Status verify_rows(Connection& database) {
  Statement rows = database.statement("SELECT " JOURNAL_COLUMNS " FROM journal ORDER BY position");
  std::uint64_t expected = 0;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return Done{};
    TRY_ASSIGN(const JournalRow row, read_journal_row(rows));
    if (row.row.position != ++expected) {
      return Error{Code::corrupt, "journal row " + std::to_string(expected) + " is missing"};
    }
  }
}

Result<bool> has_table(Connection& database, std::string_view name) {
  Statement find = database.statement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  return find.bind(name).step();
}

}  // namespace

Status copy_database(const std::string& from, const std::string& to) {
  if (std::filesystem::exists(to)) return Error{Code::conflict, to + " is there already: name a new folder"};
  const int made = ::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) return Error{Code::unavailable, "cannot create " + to + ": " + std::strerror(errno)};
  ::close(made);
  TRY_ASSIGN(const auto source, open_to_read(from));
  TRY_ASSIGN(const auto copy, Connection::open(to, nullptr));
  TRY(copy->run("PRAGMA synchronous = FULL"));
  TRY(copy_pages(*source, *copy));
  return copy->run("PRAGMA journal_mode = DELETE");
}

Status verify_database(const std::string& path) {
  TRY_ASSIGN(const auto database, open_to_read(path));
  {
    Statement check = database->statement("PRAGMA quick_check(1)");
    TRY_ASSIGN(const bool answered, check.step());
    if (!answered || check.text(0) != "ok") return Error{Code::corrupt, path + " is damaged: make the backup again"};
  }
  TRY_ASSIGN(const bool is_journal, has_table(*database, "journal"));
  if (!is_journal) return Done{};
  Status whole = verify_rows(*database);
  return whole.ok() ? whole : Status(Error{whole.error().code, path + ": " + whole.error().message});
}

Result<std::uint64_t> count_waiting_erasures(const std::string& data_dir) {
  TRY_ASSIGN(const auto database, open_to_read(data_dir + "/journal.db"));
  Statement count = database->statement("SELECT count(*) FROM erasures");
  TRY_ASSIGN(const bool found, count.step());
  CHECK(found);
  return static_cast<std::uint64_t>(count.integer(0));
}

}  // namespace redress::store
