// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_store.hpp"

#include <sqlite3.h>

#include "store/sqlite_schema.hpp"

namespace redress::store {
namespace {

const char* pragma_of(Synchronous synchronous) {
  switch (synchronous) {
    case Synchronous::full:
      return "PRAGMA synchronous = FULL";
    case Synchronous::normal:
      return "PRAGMA synchronous = NORMAL";
    case Synchronous::off:
      break;
  }
  return "PRAGMA synchronous = OFF";
}

}  // namespace

std::string render_sqlite_version() {
  const bool fixed = sqlite3_libversion_number() >= 3'051'003;
  return std::string(sqlite3_libversion()) + (fixed ? "" : " (below 3.51.3: one connection writes and checkpoints)");
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteOptions options) {
  CHECK(options.on_commit_failure != nullptr);
  auto store = std::make_unique<SqliteStore>(Private{}, std::move(options));
  TRY(store->prepare_writer());
  TRY(store->open_keys());
  return store;
}

SqliteStore::~SqliteStore() {
  idle_readers_.write([](auto& readers) { readers.clear(); });
  if (writer_ != nullptr && !is_dead_) {
    // Whatever it says, the log holds everything: the next start reads it.
    (void)log_.cut();
  }
}

Status SqliteStore::prepare_writer() {
  TRY_ASSIGN(writer_, Connection::open(options_.path, options_.vfs));
  log_.watch(*writer_);
  sqlite3_busy_timeout(writer_->handle(), 250);
  // A file of another program must not be turned into ours.
  TRY(writer_->run("PRAGMA journal_mode = WAL"));
  TRY(writer_->run(pragma_of(options_.synchronous)));
  TRY(
      writer_->run("PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;"
                   "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000"));
  {
    Statement version = writer_->statement("PRAGMA user_version");
    TRY_ASSIGN(const bool has_version, version.step());
    if (has_version && version.integer(0) > schema_version) {
      return Error{Code::unsupported, options_.path + " was written by a newer redress: install that one"};
    }
  }
  TRY(writer_->run("BEGIN IMMEDIATE"));
  TRY(writer_->run(journal_schema));
  TRY(writer_->run(model_schema));
  TRY(writer_->run("PRAGMA user_version = 1"));
  TRY(writer_->run("COMMIT"));
  Statement last = writer_->statement("SELECT coalesce(max(position), 0) FROM journal");
  TRY_ASSIGN(const bool has_last, last.step());
  CHECK(has_last);
  last_position_ = static_cast<std::uint64_t>(last.integer(0));
  // A crash may have come between an erasure and the cutting of the log. Otherwise nobody waits for that at a start.
  Statement mark = writer_->statement("SELECT 1 FROM cursors WHERE reactor = ?");
  TRY_ASSIGN(erased_, mark.bind(std::string_view(log_to_cut)).step());
  return Done{};
}

// Beside the journal, so that each finds the other; backed up apart.
Status SqliteStore::open_keys() {
  const std::size_t slash = options_.path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : options_.path.substr(0, slash + 1);
  CaseKeysOptions keys;
  keys.path = folder + "erasable.db";
  if (options_.vfs == nullptr) keys.erasures_path = folder + "erasures";
  keys.vfs = options_.vfs;
  keys.in_background = options_.vfs == nullptr;
  keys.batch_count = options_.key_batch_count;
  keys.on_commit_failure = options_.on_commit_failure;
  TRY_ASSIGN(keys_, CaseKeys::open(std::move(keys)));
  TRY_ASSIGN(const std::uint64_t last_used, load_cursor(key_cursor));
  return keys_->start_after(last_used);
}

Result<std::unique_ptr<Connection>> SqliteStore::borrow() const {
  auto idle = idle_readers_.write([](auto& readers) {
    std::unique_ptr<Connection> one;
    if (!readers.empty()) {
      one = std::move(readers.back());
      readers.pop_back();
    }
    return one;
  });
  if (idle != nullptr) return idle;
  return open_reader(options_.path, options_.vfs);
}

SqliteStore::Reader::~Reader() {
  const std::size_t count_max = store.options_.reader_count_max;
  store.idle_readers_.write([&](auto& readers) {
    if (readers.size() < count_max) readers.push_back(std::move(connection));
  });
}

}  // namespace redress::store
