// SPDX-License-Identifier: Apache-2.0
#include "store/bank_store.hpp"

#include "store/bank_row.hpp"

namespace redress::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS banks (name TEXT PRIMARY KEY, is_on INTEGER NOT NULL, enabled_percent INTEGER NOT NULL,
  radius_bits INTEGER NOT NULL, same_bits INTEGER NOT NULL, uses_features INTEGER NOT NULL, action TEXT NOT NULL,
  harm TEXT NOT NULL, territory TEXT NOT NULL, flood_count_max INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS entries (no INTEGER PRIMARY KEY AUTOINCREMENT, change INTEGER NOT NULL,
  bank TEXT NOT NULL REFERENCES banks (name), role TEXT NOT NULL, source TEXT NOT NULL, source_ref TEXT NOT NULL,
  reason TEXT NOT NULL, case_code TEXT NOT NULL, sha256 TEXT NOT NULL, md5 TEXT NOT NULL, pdq TEXT NOT NULL,
  pdq_quality INTEGER NOT NULL, look BLOB NOT NULL, added_at INTEGER NOT NULL, expires_at INTEGER,
  is_on INTEGER NOT NULL, quarantined_at INTEGER, changed_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  feedback_ref TEXT NOT NULL DEFAULT '', UNIQUE (bank, source, source_ref)) STRICT;
CREATE TABLE IF NOT EXISTS marks (bank TEXT NOT NULL, source TEXT NOT NULL, source_ref TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (bank, source, source_ref)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_by_change ON entries (change);
CREATE INDEX IF NOT EXISTS entries_by_sha256 ON entries (sha256) WHERE sha256 <> '';
CREATE INDEX IF NOT EXISTS entries_by_md5 ON entries (md5) WHERE md5 <> '';
CREATE INDEX IF NOT EXISTS entries_in_quarantine ON entries (quarantined_at) WHERE quarantined_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS sizes (one INTEGER PRIMARY KEY CHECK (one = 1), entry_count INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO sizes SELECT 1, count(*) FROM entries;
CREATE TRIGGER IF NOT EXISTS entry_comes AFTER INSERT ON entries BEGIN
  UPDATE sizes SET entry_count = entry_count + 1; END;
CREATE TRIGGER IF NOT EXISTS entry_goes AFTER DELETE ON entries BEGIN
  UPDATE sizes SET entry_count = entry_count - 1; END;
CREATE TABLE IF NOT EXISTS removed (no INTEGER PRIMARY KEY, change INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS changes (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO changes VALUES (1, 0);
CREATE TABLE IF NOT EXISTS acts (no INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, bank TEXT NOT NULL,
  entry_no INTEGER NOT NULL, what TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS exchanges (name TEXT PRIMARY KEY, checkpoint TEXT NOT NULL, fetched_at INTEGER,
  failure TEXT NOT NULL) STRICT;
)sql";

Result<bool> has_bank(Connection& connection, const std::string& name) {
  return connection.statement("SELECT 1 FROM banks WHERE name = ?").bind(name).step();
}

Result<std::uint64_t> take_change(Connection& connection) {
  Statement next = connection.statement("UPDATE changes SET last = last + 1 RETURNING last");
  TRY_ASSIGN(const bool found, next.step());
  CHECK(found);
  return static_cast<std::uint64_t>(next.integer(0));
}

Status note(Connection& connection, const BankStore::By& by, const std::string& bank, std::int64_t no,
            const std::string& what) {
  Statement insert = connection.statement("INSERT INTO acts (at, by, bank, entry_no, what) VALUES (?,?,?,?,?)");
  return insert.bind(by.at).bind(by.name).bind(bank).bind(no).bind(what).run();
}

Status remove_row(Connection& connection, std::int64_t no) {
  TRY(connection.statement("DELETE FROM entries WHERE no = ?").bind(no).run());
  TRY_ASSIGN(const std::uint64_t change, take_change(connection));
  return connection.statement("INSERT INTO removed VALUES (?,?)").bind(no).bind(change).run();
}

struct Before {
  std::int64_t no = 0;
  bool is_same = false;
};

Result<std::optional<Before>> find_before(Connection& connection, const BankEntry& entry) {
  Statement row = connection.statement(
      "SELECT no, sha256 = ? AND md5 = ? AND pdq = ? AND pdq_quality = ? AND reason = ? AND case_code = ?"
      " AND expires_at IS ? AND role = ? AND look = ? AND feedback_ref = ? FROM entries WHERE bank = ? AND source "
      "= ? AND source_ref = "
      "?");
  row.bind(entry.sha256).bind(entry.md5).bind(entry.pdq).bind(entry.pdq_quality).bind(entry.reason);
  row.bind(entry.case_code).bind(entry.expires_at).bind(render(entry.role)).bind_bytes(entry.look);
  row.bind(entry.feedback_ref);
  TRY_ASSIGN(const bool found, row.bind(entry.bank).bind(entry.source).bind(entry.source_ref).step());
  if (!found) return std::optional<Before>{};
  return std::optional(Before{row.integer(0), row.integer(1) != 0});
}

Status insert_entry(Connection& connection, BankEntry& entry, Instant seen_at) {
  TRY_ASSIGN(const std::uint64_t change, take_change(connection));
  Statement insert = connection.statement(
      "INSERT INTO entries (change, bank, role, source, source_ref, reason, case_code, sha256, md5, pdq, pdq_quality,"
      " look, added_at, expires_at, is_on, quarantined_at, changed_at, seen_at, feedback_ref)"
      " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING no");
  insert.bind(change).bind(entry.bank).bind(render(entry.role)).bind(entry.source).bind(entry.source_ref);
  insert.bind(entry.reason).bind(entry.case_code).bind(entry.sha256).bind(entry.md5).bind(entry.pdq);
  insert.bind(entry.pdq_quality).bind_bytes(entry.look).bind(entry.added_at).bind(entry.expires_at);
  insert.bind(entry.is_on).bind(entry.quarantined_at).bind(entry.changed_at).bind(seen_at);
  insert.bind(entry.feedback_ref);
  TRY_ASSIGN(const bool done, insert.step());
  CHECK(done);
  entry.no = insert.integer(0);
  return Done{};
}

// What a person set on it stays: the switch and the quarantine; and the role, where a person decided on it.
Status replace_entry(Connection& connection, const BankEntry& entry, Instant seen_at) {
  TRY_ASSIGN(const std::uint64_t change, take_change(connection));
  Statement update = connection.statement(
      "UPDATE entries SET change = ?, reason = ?, case_code = ?, sha256 = ?, md5 = ?, pdq = ?, pdq_quality = ?,"
      " look = ?, expires_at = ?, changed_at = ?, seen_at = ?, feedback_ref = ?, role = iif(EXISTS (SELECT 1 FROM "
      "acts WHERE "
      "entry_no = entries.no AND what LIKE"
      " 'role %'), role, ?) WHERE no = ?");
  update.bind(change).bind(entry.reason).bind(entry.case_code).bind(entry.sha256).bind(entry.md5).bind(entry.pdq);
  update.bind(entry.pdq_quality).bind_bytes(entry.look).bind(entry.expires_at).bind(entry.changed_at);
  update.bind(seen_at).bind(entry.feedback_ref).bind(render(entry.role));
  return update.bind(entry.no).run();
}

// As it was; perhaps said again at a later time.
Status note_seen(Connection& connection, const BankStore::Batch& batch, const std::string& ref, Instant changed_at,
                 Instant seen_at) {
  Statement update = connection.statement(
      "UPDATE entries SET seen_at = ?, changed_at = max(changed_at, ?) WHERE bank = ? AND source = ? AND source_ref ="
      " ?");
  return update.bind(seen_at).bind(changed_at).bind(batch.bank).bind(batch.source).bind(ref).run();
}

// At the end of a fetch of everything: what it did not name is no longer there.
Status remove_unseen(Connection& connection, const BankStore::Batch& batch, BankStore::Put& put) {
  std::vector<std::int64_t> nos;
  {
    Statement rows =
        connection.statement("SELECT no FROM entries WHERE bank = ? AND source = ? AND seen_at < ? ORDER BY no");
    rows.bind(batch.bank).bind(batch.source).bind(*batch.unseen_since);
    while (true) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) break;
      nos.push_back(rows.integer(0));
    }
  }
  for (const std::int64_t no : nos) TRY(remove_row(connection, no));
  put.removed += nos.size();
  return Done{};
}

Status keep_marks(Connection& connection, const BankStore::Batch& batch, Instant seen_at) {
  for (const auto& [ref, at] : batch.marks) {
    Statement keep = connection.statement("INSERT OR REPLACE INTO marks VALUES (?,?,?,?)");
    TRY(keep.bind(batch.bank).bind(batch.source).bind(ref).bind(at).run());
  }
  for (const std::string& ref : batch.seen) TRY(note_seen(connection, batch, ref, Instant{}, seen_at));
  return Done{};
}

Status put_entry(Connection& connection, const BankStore::Batch& batch, BankEntry entry, Instant seen_at,
                 BankStore::Put& put) {
  TRY(verify_entry(entry));
  TRY_ASSIGN(const auto before, find_before(connection, entry));
  if (!before) {
    TRY(insert_entry(connection, entry, seen_at));
    ++put.added;
  } else {
    entry.no = before->no;
    if (!before->is_same) TRY(replace_entry(connection, entry, seen_at));
    if (before->is_same) TRY(note_seen(connection, batch, entry.source_ref, entry.changed_at, seen_at));
    ++(before->is_same ? put.unchanged : put.replaced);
  }
  put.nos.push_back(entry.no);
  return Done{};
}

Status withdraw(Connection& connection, const BankStore::Batch& batch, const std::string& ref, BankStore::Put& put) {
  std::optional<std::int64_t> no;
  {
    Statement find = connection.statement("SELECT no FROM entries WHERE bank = ? AND source = ? AND source_ref = ?");
    TRY_ASSIGN(const bool found, find.bind(batch.bank).bind(batch.source).bind(ref).step());
    if (found) no = find.integer(0);
  }
  if (!no) return Done{};
  ++put.removed;
  return remove_row(connection, *no);
}

std::string tell(const BankStore::Put& put, const std::string& source) {
  return source + ": " + std::to_string(put.added) + " added, " + std::to_string(put.replaced) + " replaced, " +
         std::to_string(put.removed) + " withdrawn";
}

Result<bool> has_column(Connection& connection, std::string_view name) {
  return connection.statement("SELECT 1 FROM pragma_table_info('entries') WHERE name = ?").bind(name).step();
}

// A banks.db of an earlier version.
Status bring_up_to_date(Connection& connection) {
  TRY_ASSIGN(const bool has_feedback_ref, has_column(connection, "feedback_ref"));
  if (!has_feedback_ref) TRY(connection.run("ALTER TABLE entries ADD COLUMN feedback_ref TEXT NOT NULL DEFAULT ''"));
  TRY_ASSIGN(const bool has_features, has_column(connection, "features"));
  return has_features ? connection.run("ALTER TABLE entries RENAME COLUMN features TO look") : Status(Done{});
}

}  // namespace

Result<std::unique_ptr<BankStore>> BankStore::open(const std::string& data_dir) {
  auto store = std::make_unique<BankStore>(Private{}, data_dir + "/banks.db");
  TRY(store->connections_.prepare(schema));
  TRY(store->connections_.change(bring_up_to_date));
  return store;
}

Status BankStore::make_bank(const BankPolicy& policy, const By& by) {
  TRY(verify_bank(policy));
  return connections_.change([&](Connection& connection) -> Status {
    TRY_ASSIGN(const bool is_there, has_bank(connection, policy.name));
    if (is_there) return Error{Code::conflict, "there is a bank '" + policy.name + "' already"};
    TRY(write_bank(connection, policy));
    return note(connection, by, policy.name, 0, "made");
  });
}

Status BankStore::set_bank(const BankPolicy& policy, const By& by) {
  TRY(verify_bank(policy));
  return connections_.change([&](Connection& connection) -> Status {
    TRY_ASSIGN(const bool is_there, has_bank(connection, policy.name));
    if (!is_there) return no_bank(policy.name);
    TRY(write_bank(connection, policy));
    TRY(take_change(connection));
    return note(connection, by, policy.name, 0, "policy changed");
  });
}

Status BankStore::remove_bank(const std::string& name, const By& by) {
  return connections_.change([&](Connection& connection) -> Status {
    TRY_ASSIGN(const bool is_there, has_bank(connection, name));
    if (!is_there) return no_bank(name);
    std::vector<std::int64_t> nos;
    {
      Statement rows = connection.statement("SELECT no FROM entries WHERE bank = ?");
      rows.bind(name);
      while (true) {
        TRY_ASSIGN(const bool more, rows.step());
        if (!more) break;
        nos.push_back(rows.integer(0));
      }
    }
    for (const std::int64_t no : nos) TRY(remove_row(connection, no));
    TRY(connection.statement("DELETE FROM marks WHERE bank = ?").bind(name).run());
    TRY(connection.statement("DELETE FROM banks WHERE name = ?").bind(name).run());
    return note(connection, by, name, 0, "removed with " + std::to_string(nos.size()) + " entries");
  });
}

Result<BankStore::Put> BankStore::put(const Batch& batch, const By& by) {
  Put put;
  const Status done = connections_.change([&](Connection& connection) -> Status {
    TRY_ASSIGN(const bool is_there, has_bank(connection, batch.bank));
    if (!is_there) return no_bank(batch.bank);
    for (const std::string& ref : batch.withdrawn) TRY(withdraw(connection, batch, ref, put));
    for (BankEntry entry : batch.entries) {
      entry.bank = batch.bank;
      entry.source = batch.source;
      if (entry.added_at == Instant{}) entry.added_at = by.at;
      TRY(put_entry(connection, batch, std::move(entry), by.at, put));
    }
    TRY(keep_marks(connection, batch, by.at));
    if (batch.unseen_since) TRY(remove_unseen(connection, batch, put));
    TRY_ASSIGN(const std::uint64_t entry_count, read_entry_count(connection));
    if (entry_count > entry_count_max) return Error{Code::exhausted, "the banks are full: 20,000,000 entries"};
    if (batch.checkpoint) {
      Statement move = connection.statement("INSERT OR REPLACE INTO exchanges VALUES (?,?,?,'')");
      TRY(move.bind(batch.source).bind(*batch.checkpoint).bind(by.at).run());
    }
    if (put.added + put.replaced + put.removed == 0) return Done{};
    return note(connection, by, batch.bank, put.nos.size() == 1 ? put.nos[0] : 0, tell(put, batch.source));
  });
  if (!done.ok()) return done.error();
  return put;
}

Status BankStore::change(std::int64_t no, const EntryChange& change, const std::string& reason, const By& by) {
  return connections_.change([&](Connection& connection) -> Status {
    std::optional<BankEntry> entry;
    {
      Statement row = connection.statement("SELECT " ENTRY_COLUMNS " FROM entries WHERE no = ?");
      TRY_ASSIGN(const bool found, row.bind(no).step());
      if (!found) return no_entry();
      TRY_ASSIGN(entry, read_entry(row));
    }
    std::string what;
    const auto tell_change = [&](const std::string& text) { what += (what.empty() ? "" : ", ") + text; };
    if (change.is_on && *change.is_on != entry->is_on) tell_change(*change.is_on ? "switched on" : "switched off");
    if (change.role && *change.role != entry->role)
      what.insert(0, "role " + std::string(render(*change.role)) + (what.empty() ? "" : ", "));
    const bool was_quarantined = entry->quarantined_at.has_value();
    if (change.is_quarantined && *change.is_quarantined != was_quarantined) {
      tell_change(*change.is_quarantined ? "quarantined" : "let out of quarantine");
      entry->quarantined_at = *change.is_quarantined ? std::optional(by.at) : std::nullopt;
    }
    if (change.expires_at && *change.expires_at != entry->expires_at) tell_change("another expiry");
    if (what.empty()) return Done{};
    TRY_ASSIGN(const std::uint64_t number, take_change(connection));
    Statement update = connection.statement(
        "UPDATE entries SET change = ?, is_on = ?, role = ?, quarantined_at = ?, expires_at = ? WHERE no = ?");
    update.bind(number).bind(change.is_on.value_or(entry->is_on)).bind(render(change.role.value_or(entry->role)));
    TRY(update.bind(entry->quarantined_at).bind(change.expires_at.value_or(entry->expires_at)).bind(no).run());
    return note(connection, by, entry->bank, no, reason.empty() ? what : what + ": " + reason);
  });
}

Status BankStore::remove(std::int64_t no, const By& by) {
  TRY_ASSIGN(const auto entry, find(no));
  if (!entry) return no_entry();
  return connections_.change([&](Connection& connection) -> Status {
    TRY(remove_row(connection, no));
    return note(connection, by, entry->bank, no, "removed");
  });
}

Status BankStore::note_act(const BankEntry& entry, const std::string& what, const By& by) {
  return connections_.change([&](Connection& connection) { return note(connection, by, entry.bank, entry.no, what); });
}

Status BankStore::note_exchange(const std::string& name, const std::string& failure, Instant at) {
  return connections_.change([&](Connection& connection) -> Status {
    Statement make = connection.statement("INSERT OR IGNORE INTO exchanges VALUES (?,'',NULL,'')");
    TRY(make.bind(name).run());
    Statement set = connection.statement(
        "UPDATE exchanges SET failure = ?1, fetched_at = iif(?1 = '', ?2, fetched_at) WHERE name = ?3");
    return set.bind(failure).bind(at).bind(name).run();
  });
}

}  // namespace redress::store
