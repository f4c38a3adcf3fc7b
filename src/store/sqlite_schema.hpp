// SPDX-License-Identifier: Apache-2.0
// store/sqlite_schema.hpp — the tables of journal.db. docs/reference/journal-format.md explains them.
//
// Errors          none.
// Threads         constants.
#pragma once

namespace redress::store {

inline constexpr int schema_version = 1;
// The cursor that says which slots of erasable.db the journal has used: it moves in the commit that uses one.
inline constexpr const char* key_cursor = "case_keys";
// There from the commit of an erasure until the log that still holds what was erased has been cut.
inline constexpr const char* log_to_cut = "log_to_cut";

// The only truth.
inline constexpr const char* journal_schema = R"sql(
CREATE TABLE IF NOT EXISTS journal (
  position INTEGER PRIMARY KEY,
  case_id BLOB NOT NULL,
  case_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  clock_error_ms INTEGER,
  key_slot INTEGER,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  door TEXT,
  checksum BLOB NOT NULL,
  personal BLOB,
  personal_checksum BLOB
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS journal_by_case ON journal (case_id, case_seq) WHERE case_seq > 0;
CREATE TABLE IF NOT EXISTS erasures (
  slot INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  case_id BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS cursors (reactor TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
  receiver TEXT NOT NULL,
  id TEXT NOT NULL,
  case_id BLOB NOT NULL,
  case_seq INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (receiver, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (receiver, next_at) WHERE state = 0;
)sql";

// Read models: each can be dropped and made again from the journal.
inline constexpr const char* model_schema = R"sql(
CREATE TABLE IF NOT EXISTS cases (
  case_id BLOB PRIMARY KEY,
  code TEXT NOT NULL,
  key_slot INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  harm TEXT NOT NULL,
  language TEXT NOT NULL,
  leading_duty TEXT NOT NULL,
  starts_at INTEGER,
  due_at INTEGER,
  claimed_by TEXT NOT NULL,
  claimed_until INTEGER,
  notice_count INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  is_restricted INTEGER NOT NULL,
  has_appeal INTEGER NOT NULL,
  needs_look INTEGER NOT NULL,
  clocks_running INTEGER NOT NULL,
  clocks_met INTEGER NOT NULL,
  clocks_missed INTEGER NOT NULL,
  wake_at INTEGER,
  queue_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS cases_by_code ON cases (code);
CREATE INDEX IF NOT EXISTS cases_queue ON cases (queue_at) WHERE queue_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS items (
  key TEXT NOT NULL,
  case_id BLOB NOT NULL,
  PRIMARY KEY (key, case_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS holds (
  case_id BLOB NOT NULL,
  item_no INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (case_id, item_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secrets (
  case_id BLOB NOT NULL,
  notice_no INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (case_id, notice_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS remembered (
  key TEXT PRIMARY KEY,
  request BLOB NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contents (
  content_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content_urls (
  url TEXT PRIMARY KEY,
  content_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  open INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  clocks_running INTEGER NOT NULL,
  clocks_met INTEGER NOT NULL,
  clocks_missed INTEGER NOT NULL,
  events INTEGER NOT NULL
) STRICT;
INSERT OR IGNORE INTO counts VALUES (1, 0, 0, 0, 0, 0, 0, 0);
)sql";

inline constexpr const char* drop_models = R"sql(
DROP TABLE cases; DROP TABLE items; DROP TABLE holds; DROP TABLE secrets; DROP TABLE remembered; DROP TABLE contents;
DROP TABLE content_urls; DROP TABLE counts;
)sql";

}  // namespace redress::store
