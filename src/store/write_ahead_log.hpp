// SPDX-License-Identifier: Apache-2.0
// store/write_ahead_log.hpp — how long a writer's log has grown, and when it is folded into the database file.
//
// Use this when   inside this room: every database here has one connection that writes and folds, and others that read.
// Units           pages of the log, 4 KiB each.
// Errors          fold, cut: unavailable when the disk failed; whoever gets it must not go on (sql_failure.hpp).
//                 Busy and a full disk are no errors: nothing is lost, the next commit tries again.
// Threads         the writer's own.
// Lifetime        stays where it is while its connection lives: SQLite tells it the length at each commit.
// Source          sqlite.org/wal.html; docs/decisions/0006: nobody but the writer folds. Folding is called and not left
//                 to SQLite, which would swallow a failed sync of the database file.
#pragma once

#include "store/sql.hpp"

namespace redress::store {

class WriteAheadLog {
 public:
  WriteAheadLog() = default;
  WriteAheadLog(const WriteAheadLog&) = delete;
  WriteAheadLog& operator=(const WriteAheadLog&) = delete;

  void watch(Connection& writer);
  // When so many pages have come since the last time.
  [[nodiscard]] Status fold(int page_count_min);
  // Whatever its length, and nothing stays in it. False: somebody still reads it.
  [[nodiscard]] Result<bool> cut();

 private:
  [[nodiscard]] int checkpoint(int mode);

  sqlite3* writer_ = nullptr;
  int page_count_ = 0;
  int folded_at_ = 0;  // the length then
};

// A connection that only reads, and that folds nothing when it is closed.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_reader(const std::string& path, const char* vfs);

}  // namespace redress::store
