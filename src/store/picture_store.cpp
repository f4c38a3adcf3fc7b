// SPDX-License-Identifier: Apache-2.0
#include "store/picture_store.hpp"

#include <algorithm>
#include <array>

namespace redress::store {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS pictures (no INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, features BLOB NOT NULL)
  STRICT;
CREATE TABLE IF NOT EXISTS parts (no INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, hashes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS lines (no INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, line BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sweeps (case_id BLOB NOT NULL, item_no INTEGER NOT NULL, at INTEGER NOT NULL,
  pictures INTEGER NOT NULL, found INTEGER NOT NULL, look INTEGER NOT NULL, PRIMARY KEY (case_id, item_no))
  STRICT, WITHOUT ROWID;
)sql";

constexpr int lot_count = 256;

struct Table {
  const char* keep;
  const char* find;
  const char* load;
  const char* forget;
  const char* count;
};

const Table& table_of(LookKind kind) {
  static constexpr std::array<Table, 3> tables{
      {{"INSERT OR IGNORE INTO pictures (sha256, features) VALUES (?,?)",
        "SELECT features FROM pictures WHERE sha256 = ?",
        "SELECT no, sha256, features FROM pictures WHERE no > ? ORDER BY no LIMIT ?",
        "DELETE FROM pictures WHERE sha256 = ?", "SELECT count(*) FROM pictures"},
       {"INSERT OR IGNORE INTO parts (sha256, hashes) VALUES (?,?)", "SELECT hashes FROM parts WHERE sha256 = ?",
        "SELECT no, sha256, hashes FROM parts WHERE no > ? ORDER BY no LIMIT ?", "DELETE FROM parts WHERE sha256 = ?",
        "SELECT count(*) FROM parts"},
       {"INSERT OR IGNORE INTO lines (sha256, line) VALUES (?,?)", "SELECT line FROM lines WHERE sha256 = ?",
        "SELECT no, sha256, line FROM lines WHERE no > ? ORDER BY no LIMIT ?", "DELETE FROM lines WHERE sha256 = ?",
        "SELECT count(*) FROM lines"}}};
  return tables.at(static_cast<std::size_t>(kind));
}

struct Kept {
  Digest sha256{};
  Bytes look;
};

Result<std::vector<Kept>> load_lot(Connection& connection, LookKind kind, std::int64_t& after) {
  Statement rows = connection.statement(table_of(kind).load);
  rows.bind(after).bind(lot_count);
  std::vector<Kept> lot;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return lot;
    after = rows.integer(0);
    Kept& kept = lot.emplace_back();
    const ByteView sha256 = rows.bytes(1);
    const ByteView look = rows.bytes(2);
    if (sha256.size() != kept.sha256.size()) return Error{Code::corrupt, "pictures.db names a picture wrongly"};
    std::copy(sha256.begin(), sha256.end(), kept.sha256.begin());
    kept.look.assign(look.begin(), look.end());
  }
}

}  // namespace

Result<std::unique_ptr<PictureStore>> PictureStore::open(const std::string& data_dir) {
  auto store = std::make_unique<PictureStore>(Private{}, data_dir + "/pictures.db");
  TRY(store->connections_.prepare(schema));
  return store;
}

Status PictureStore::keep(const Digest& sha256, const Looks& looks) {
  bool is_new = false;
  for (const auto& [kind, look] : looks) {
    TRY_ASSIGN(const auto known, find(sha256, kind));
    is_new |= !known;
  }
  if (!is_new) return Done{};
  return connections_.change([&](Connection& connection) -> Status {
    for (const auto& [kind, look] : looks) {
      TRY(connection.statement(table_of(kind).keep).bind_bytes(sha256).bind_bytes(look).run());
    }
    return Done{};
  });
}

Result<std::optional<Bytes>> PictureStore::find(const Digest& sha256, LookKind kind) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement(table_of(kind).find);
  TRY_ASSIGN(const bool found, row.bind_bytes(sha256).step());
  if (!found) return std::optional<Bytes>{};
  const ByteView look = row.bytes(0);
  return std::optional<Bytes>(Bytes(look.begin(), look.end()));
}

Status PictureStore::visit(const Visit& visit, LookKind kind) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  for (std::int64_t after = 0;;) {
    TRY_ASSIGN(const auto lot, load_lot(*connection.operator->(), kind, after));
    if (lot.empty()) return Done{};
    for (const Kept& kept : lot) {
      if (!visit(kept.sha256, kept.look)) return Done{};
    }
  }
}

Status PictureStore::forget(std::span<const std::string> sha256s_hex) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const std::string& hex : sha256s_hex) {
      TRY_ASSIGN(const Bytes sha256, parse_hex(hex));
      for (const LookKind kind : {LookKind::corners, LookKind::parts, LookKind::line}) {
        TRY(connection.statement(table_of(kind).forget).bind_bytes(sha256).run());
      }
    }
    return Done{};
  });
}

Result<std::uint64_t> PictureStore::count(LookKind kind) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement(table_of(kind).count);
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

Status PictureStore::note_sweep(const Sweep& sweep) {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement insert = connection->statement("INSERT OR REPLACE INTO sweeps VALUES (?,?,?,?,?,?)");
  insert.bind(sweep.case_id).bind(sweep.item_no).bind(sweep.at).bind(sweep.picture_count);
  return insert.bind(sweep.found_count).bind(sweep.look_count).run();
}

Result<std::vector<Sweep>> PictureStore::load_sweeps(const Id& case_id) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows =
      connection->statement("SELECT item_no, at, pictures, found, look FROM sweeps WHERE case_id = ? ORDER BY item_no");
  rows.bind(case_id);
  std::vector<Sweep> sweeps;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return sweeps;
    sweeps.push_back({case_id, static_cast<int>(rows.integer(0)), rows.instant(1),
                      static_cast<std::uint64_t>(rows.integer(2)), static_cast<int>(rows.integer(3)),
                      static_cast<int>(rows.integer(4))});
  }
}

}  // namespace redress::store
