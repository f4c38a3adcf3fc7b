// SPDX-License-Identifier: Apache-2.0
#include "store/ledger_store.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "store/sql_failure.hpp"

namespace redress::store {
namespace {

constexpr int schema_version = 1;
constexpr const char* ledger_schema = R"sql(
CREATE TABLE IF NOT EXISTS sealed (
  entry INTEGER PRIMARY KEY,
  position INTEGER,
  kept BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS sealed_by_position ON sealed (position) WHERE position IS NOT NULL;
CREATE TABLE IF NOT EXISTS cases (
  case_id BLOB PRIMARY KEY,
  pseudonym BLOB NOT NULL,
  number INTEGER NOT NULL,
  leaf BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  position INTEGER NOT NULL,
  rulebooks INTEGER NOT NULL,
  sealed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS rulebooks (
  no INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  rulebook BLOB NOT NULL,
  at INTEGER NOT NULL,
  clock_error INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS documents (path TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

template <std::size_t size>
Status take_bytes(ByteView stored, std::array<std::uint8_t, size>& into) {
  if (stored.size() != size) {
    return Error{Code::corrupt, "a row of ledger.db is damaged: restore the data folder from a backup"};
  }
  std::copy(stored.begin(), stored.end(), into.begin());
  return Done{};
}

Error moved_on() {
  return Error{Code::conflict,
               "the ledger's newest checkpoint is not the one that these entries were sealed on: "
               "another process may be sealing the same ledger; nothing was signed"};
}

template <class Each>
Status visit_rows(Statement& rows, Each&& each) {
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return Done{};
    TRY(each(rows));
  }
}

}  // namespace

Result<std::unique_ptr<LedgerStore>> LedgerStore::open(LedgerStoreOptions options) {
  CHECK(options.on_commit_failure != nullptr);
  auto store = std::make_unique<LedgerStore>(Private{}, std::move(options));
  TRY(store->prepare());
  return store;
}

LedgerStore::~LedgerStore() {
  reader_.write([](auto& reader) { reader.reset(); });
  if (writer_ != nullptr && !is_dead_) (void)log_.cut();
}

Status LedgerStore::prepare() {
  TRY_ASSIGN(writer_, Connection::open(options_.path, options_.vfs));
  log_.watch(*writer_);
  sqlite3_busy_timeout(writer_->handle(), 250);
  TRY(writer_->run("PRAGMA journal_mode = WAL"));
  TRY(writer_->run(options_.is_durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF"));
  TRY(
      writer_->run("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                   "PRAGMA cache_size = -16000"));
  TRY(make_tables());
  TRY_ASSIGN(auto reader, open_reader(options_.path, options_.vfs));
  reader_.write([&](auto& held) { held = std::move(reader); });
  return Done{};
}

Status LedgerStore::make_tables() {
  {
    Statement version = writer_->statement("PRAGMA user_version");
    TRY_ASSIGN(const bool has_version, version.step());
    if (has_version && version.integer(0) == schema_version) return Done{};
    if (has_version && version.integer(0) > schema_version) {
      return Error{Code::unsupported, options_.path + " was written by a newer redress: install that one"};
    }
  }
  TRY(writer_->run("BEGIN IMMEDIATE"));
  TRY(writer_->run(ledger_schema));
  TRY(writer_->run("PRAGMA user_version = 1"));
  return writer_->run("COMMIT");
}

Status LedgerStore::commit(const std::function<Status()>& write) {
  if (is_dead_) return Error{Code::unavailable, "ledger.db stopped after a failed commit: restart the server"};
  const auto give_up = [&](Error error) {
    (void)writer_->run("ROLLBACK");
    return error;
  };
  TRY(writer_->run("BEGIN IMMEDIATE"));
  if (Status written = write(); !written.ok()) return give_up(std::move(written).error());
  const auto die = [&](const Error& error) {
    is_dead_ = true;
    options_.on_commit_failure("ledger.db: " + error.message);
  };
  if (Status committed = writer_->run("COMMIT"); !committed.ok()) {
    if (!is_hopeless(writer_->last_code())) return give_up(std::move(committed).error());
    die(committed.error());
    return std::move(committed).error();
  }
  if (const Status folded = log_.fold(options_.checkpoint_pages); !folded.ok()) die(folded.error());
  return Done{};
}

Status LedgerStore::seal(const SealBatch& batch) {
  CHECK(batch.after.size == batch.size_before + batch.rows.size());
  return commit([&]() -> Status {
    TRY(move_head(batch));
    return write_rows(batch);
  });
}

// The comparison and the move are one statement: whoever else signed something in between has won, and this batch is
// not.
Status LedgerStore::move_head(const SealBatch& batch) {
  const LedgerHead& after = batch.after;
  Statement update = writer_->statement(
      "UPDATE head SET size = ?, root = ?, note = ?, position = ?, rulebooks = ?, sealed_at = ?"
      " WHERE one = 1 AND origin = ? AND ((size = ? AND root = ?) OR ?)");
  update.bind(after.size).bind_bytes(after.root).bind(after.note).bind(after.position).bind(after.rulebooks);
  update.bind(after.sealed_at).bind(after.origin).bind(batch.size_before).bind_bytes(batch.root_before);
  TRY(update.bind(!options_.compares).run());
  if (sqlite3_changes(writer_->handle()) == 1) return Done{};
  return moved_on();
}

Status LedgerStore::write_rows(const SealBatch& batch) {
  for (const SealedRow& row : batch.rows) {
    Statement insert = writer_->statement(options_.compares ? "INSERT INTO sealed VALUES (?,?,?)"
                                                            : "INSERT OR REPLACE INTO sealed VALUES (?,?,?)");
    insert.bind(row.index);
    row.position == 0 ? insert.bind_null() : insert.bind(row.position);
    TRY(insert.bind_bytes(row.kept).run());
  }
  for (const SealedCase& one : batch.cases) {
    Statement insert = writer_->statement("INSERT OR REPLACE INTO cases VALUES (?,?,?,?)");
    insert.bind(one.case_id).bind_bytes(one.pseudonym).bind(std::uint64_t{one.number}).bind_bytes(one.leaf);
    TRY(insert.run());
  }
  return Done{};
}

Status LedgerStore::name_origin(const std::string& origin) {
  TRY_ASSIGN(const LedgerHead head, load_head());
  if (head.origin == origin) return Done{};
  if (!head.origin.empty()) {
    return Error{Code::conflict, "this ledger's name is '" + head.origin + "' and the configuration says '" + origin +
                                     "': a log keeps its name for ever, so set [ledger] origin back"};
  }
  return commit([&]() -> Status {
    Statement insert = writer_->statement("INSERT INTO head VALUES (1,?,0,?,'',0,0,0)");
    return insert.bind(origin).bind_bytes(head.root).run();
  });
}

Status LedgerStore::keep_rulebook(const RulebookChange& change, const std::vector<PublicDocument>& documents) {
  return commit([&]() -> Status {
    for (const PublicDocument& document : documents) {
      Statement insert = writer_->statement("INSERT OR IGNORE INTO documents VALUES (?,?)");
      TRY(insert.bind(document.path).bind(document.text).run());
    }
    Statement insert = writer_->statement("INSERT INTO rulebooks VALUES (?,?,?,?,?)");
    insert.bind(change.no).bind(change.position).bind_bytes(change.rulebook).bind(change.at);
    return insert.bind(std::uint64_t{change.clock_error_ms}).run();
  });
}

template <class T, class Use>
Result<T> LedgerStore::read(const char* sql, Use&& use) const {
  return reader_.write([&](auto& reader) -> Result<T> {
    Statement statement = reader->statement(sql);
    return use(statement);
  });
}

Status LedgerStore::verify_head(std::uint64_t size, const Digest& root) const {
  TRY_ASSIGN(const LedgerHead head, load_head());
  if (!options_.compares || (head.size == size && head.root == root)) return Done{};
  return moved_on();
}

Result<LedgerHead> LedgerStore::load_head() const {
  return read<LedgerHead>("SELECT origin, size, root, note, position, rulebooks, sealed_at FROM head",
                          [](Statement& row) -> Result<LedgerHead> {
                            LedgerHead head;
                            head.root = sha256(std::string_view{});  // of an empty tree
                            TRY_ASSIGN(const bool found, row.step());
                            if (!found) return head;
                            head.origin = row.text(0);
                            head.size = static_cast<std::uint64_t>(row.integer(1));
                            TRY(take_bytes(row.bytes(2), head.root));
                            head.note = row.text(3);
                            head.position = static_cast<std::uint64_t>(row.integer(4));
                            head.rulebooks = static_cast<std::uint64_t>(row.integer(5));
                            head.sealed_at = row.instant(6);
                            return head;
                          });
}

Result<std::optional<SealedCase>> LedgerStore::find_case(const Id& case_id) const {
  return read<std::optional<SealedCase>>("SELECT pseudonym, number, leaf FROM cases WHERE case_id = ?",
                                         [&](Statement& row) -> Result<std::optional<SealedCase>> {
                                           TRY_ASSIGN(const bool found, row.bind(case_id).step());
                                           if (!found) return std::optional<SealedCase>{};
                                           SealedCase one;
                                           one.case_id = case_id;
                                           TRY(take_bytes(row.bytes(0), one.pseudonym));
                                           one.number = static_cast<std::uint32_t>(row.integer(1));
                                           TRY(take_bytes(row.bytes(2), one.leaf));
                                           return std::optional<SealedCase>(one);
                                         });
}

Result<std::optional<std::uint64_t>> LedgerStore::find_index(std::uint64_t position) const {
  return read<std::optional<std::uint64_t>>("SELECT entry FROM sealed WHERE position = ?",
                                            [&](Statement& row) -> Result<std::optional<std::uint64_t>> {
                                              TRY_ASSIGN(const bool found, row.bind(position).step());
                                              if (!found) return std::optional<std::uint64_t>{};
                                              return std::optional(static_cast<std::uint64_t>(row.integer(0)));
                                            });
}

Result<std::vector<SealedRow>> LedgerStore::load_rows(std::uint64_t first_index, std::size_t count_max) const {
  return read<std::vector<SealedRow>>(
      "SELECT entry, position, kept FROM sealed WHERE entry >= ? ORDER BY entry LIMIT ?",
      [&](Statement& rows) -> Result<std::vector<SealedRow>> {
        std::vector<SealedRow> all;
        rows.bind(first_index).bind(static_cast<std::uint64_t>(count_max));
        const Status visited = visit_rows(rows, [&](const Statement& row) -> Status {
          const ByteView kept = row.bytes(2);
          all.push_back({static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                         Bytes(kept.begin(), kept.end())});
          return Done{};
        });
        if (!visited.ok()) return visited.error();
        return all;
      });
}

Result<std::vector<RulebookChange>> LedgerStore::load_rulebooks() const {
  return read<std::vector<RulebookChange>>("SELECT no, position, rulebook, at, clock_error FROM rulebooks ORDER BY no",
                                           [&](Statement& rows) -> Result<std::vector<RulebookChange>> {
                                             std::vector<RulebookChange> all;
                                             const Status visited =
                                                 visit_rows(rows, [&](const Statement& row) -> Status {
                                                   RulebookChange& one = all.emplace_back();
                                                   one.no = static_cast<std::uint64_t>(row.integer(0));
                                                   one.position = static_cast<std::uint64_t>(row.integer(1));
                                                   TRY(take_bytes(row.bytes(2), one.rulebook));
                                                   one.at = row.instant(3);
                                                   one.clock_error_ms = static_cast<std::uint32_t>(row.integer(4));
                                                   return Done{};
                                                 });
                                             if (!visited.ok()) return visited.error();
                                             return all;
                                           });
}

Result<std::vector<PublicDocument>> LedgerStore::load_documents() const {
  return read<std::vector<PublicDocument>>(
      "SELECT path, text FROM documents ORDER BY path", [&](Statement& rows) -> Result<std::vector<PublicDocument>> {
        std::vector<PublicDocument> all;
        const Status visited = visit_rows(rows, [&](const Statement& row) -> Status {
          all.push_back({std::string(row.text(0)), std::string(row.text(1))});
          return Done{};
        });
        if (!visited.ok()) return visited.error();
        return all;
      });
}

}  // namespace redress::store
