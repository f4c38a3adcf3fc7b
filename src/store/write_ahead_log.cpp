// SPDX-License-Identifier: Apache-2.0
#include "store/write_ahead_log.hpp"

#include "store/sql_failure.hpp"

namespace redress::store {

void WriteAheadLog::watch(Connection& writer) {
  writer_ = writer.handle();
  sqlite3_wal_autocheckpoint(writer_, 0);
  sqlite3_wal_hook(
      writer_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<WriteAheadLog*>(self)->page_count_ = pages;
        return SQLITE_OK;
      },
      this);
}

int WriteAheadLog::checkpoint(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(writer_, nullptr, mode, nullptr, nullptr);
  folded_at_ = page_count_;
  return code;
}

Status WriteAheadLog::fold(int page_count_min) {
  if (page_count_ < folded_at_) folded_at_ = 0;  // the log began anew
  if (page_count_ - folded_at_ < page_count_min) return Done{};
  const int code = checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  return is_hopeless(code) ? Status(explain_sql(code, "the checkpoint")) : Status(Done{});
}

Result<bool> WriteAheadLog::cut() {
  const int code = checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  if (is_hopeless(code)) return explain_sql(code, "the checkpoint");
  if (code != SQLITE_OK) return false;
  page_count_ = folded_at_ = 0;
  return true;
}

Result<std::unique_ptr<Connection>> open_reader(const std::string& path, const char* vfs) {
  TRY_ASSIGN(auto reader, Connection::open(path, vfs));
  sqlite3_db_config(reader->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_wal_autocheckpoint(reader->handle(), 0);
  TRY(reader->run("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4000"));
  return reader;
}

}  // namespace redress::store
