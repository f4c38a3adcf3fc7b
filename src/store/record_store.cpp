// SPDX-License-Identifier: Apache-2.0
#include "store/record_store.hpp"

#include <algorithm>

namespace redress::store {
namespace {

constexpr int version = 1;
constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS records (no INTEGER PRIMARY KEY AUTOINCREMENT, record INTEGER NOT NULL UNIQUE,
  label TEXT NOT NULL, regime TEXT NOT NULL, language TEXT NOT NULL, producer TEXT NOT NULL, made_at INTEGER NOT NULL,
  sha256 BLOB NOT NULL, pdq TEXT NOT NULL, pdq_quality INTEGER NOT NULL, features BLOB NOT NULL,
  manifest_id TEXT UNIQUE, manifest BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS records_by_sha256 ON records (sha256);
CREATE TABLE IF NOT EXISTS bindings (alg TEXT NOT NULL, value BLOB NOT NULL, no INTEGER NOT NULL,
  PRIMARY KEY (alg, value, no)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bindings_by_no ON bindings (no);
CREATE TABLE IF NOT EXISTS seals (key BLOB PRIMARY KEY, request BLOB NOT NULL, record INTEGER NOT NULL,
  at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seals_by_at ON seals (at);
CREATE INDEX IF NOT EXISTS seals_by_record ON seals (record);
PRAGMA user_version = 1;
)sql";

Status verify(const LabelRecord& record) {
  const auto fits = [](const std::string& text) { return text.size() <= RecordStore::text_bytes_max; };
  const bool texts_fit = fits(record.label) && fits(record.regime) && fits(record.language) && fits(record.producer) &&
                         fits(record.pdq) && fits(record.manifest_id);
  if (!texts_fit) return Error{Code::invalid, "a text of the record is too long"};
  if (record.record > RecordStore::record_max) return Error{Code::invalid, "a record has 56 bits"};
  if (record.manifest.size() > RecordStore::manifest_bytes_max) {
    return Error{Code::invalid, "the manifest is larger than 8 MiB"};
  }
  if (record.features.size() > RecordStore::features_bytes_max) return Error{Code::invalid, "too many corners"};
  if (record.manifest_id.empty() != record.manifest.empty()) {
    return Error{Code::invalid, "a manifest and its name go together"};
  }
  if (record.bindings.size() > RecordStore::binding_count_max) return Error{Code::invalid, "too many soft bindings"};
  const bool bindings_fit = std::all_of(record.bindings.begin(), record.bindings.end(), [&](const SoftBinding& one) {
    return !one.alg.empty() && fits(one.alg) && !one.value.empty() &&
           one.value.size() <= RecordStore::binding_bytes_max;
  });
  if (!bindings_fit) return Error{Code::invalid, "a soft binding is empty or too long"};
  return Done{};
}

Result<bool> is_known(Connection& connection, const LabelRecord& record) {
  Statement rows = connection.statement("SELECT 1 FROM records WHERE record = ? OR manifest_id = ?");
  return rows.bind(record.record).bind(record.manifest_id).step();
}

Result<std::int64_t> insert(Connection& connection, const LabelRecord& record) {
  Statement row = connection.statement(
      "INSERT INTO records (record, label, regime, language, producer, made_at, sha256, pdq, pdq_quality, features, "
      "manifest_id, manifest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) RETURNING no");
  row.bind(record.record).bind(record.label).bind(record.regime).bind(record.language).bind(record.producer);
  row.bind(record.made_at).bind_bytes(record.sha256).bind(record.pdq).bind(record.pdq_quality);
  row.bind_bytes(record.features);
  row.bind(record.manifest_id.empty() ? std::nullopt : std::optional(record.manifest_id)).bind_bytes(record.manifest);
  TRY_ASSIGN(const bool given, row.step());
  CHECK(given);
  return row.integer(0);
}

Status insert_bindings(Connection& connection, std::int64_t no, const std::vector<SoftBinding>& bindings) {
  for (const SoftBinding& binding : bindings) {
    Statement row = connection.statement("INSERT OR IGNORE INTO bindings VALUES (?,?,?)");
    TRY(row.bind(binding.alg).bind_bytes(binding.value).bind(no).run());
  }
  return Done{};
}

Status remember(Connection& connection, const SealRequest& request, const LabelRecord& record) {
  Statement old = connection.statement("DELETE FROM seals WHERE at < ? OR key = ?");
  const Instant oldest = record.made_at - RecordStore::seal_request_age_max;
  TRY(old.bind(oldest).bind_bytes(request.key).run());
  Statement row = connection.statement("INSERT INTO seals VALUES (?,?,?,?)");
  return row.bind_bytes(request.key).bind_bytes(request.request).bind(record.record).bind(record.made_at).run();
}

Result<Digest> read_digest(ByteView bytes) {
  Digest digest{};
  if (bytes.size() != digest.size()) return Error{Code::corrupt, "records.db holds a digest of another length"};
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Bytes copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<LabelRecord> read_record(const Statement& row) {
  LabelRecord record;
  record.record = static_cast<std::uint64_t>(row.integer(1));
  record.label = row.text(2);
  record.regime = row.text(3);
  record.language = row.text(4);
  record.producer = row.text(5);
  record.made_at = row.instant(6);
  TRY_ASSIGN(record.sha256, read_digest(row.bytes(7)));
  record.pdq = row.text(8);
  record.pdq_quality = static_cast<int>(row.integer(9));
  record.features = copy_of(row.bytes(10));
  if (!row.is_null(11)) record.manifest_id = row.text(11);
  record.manifest = copy_of(row.bytes(12));
  return record;
}

Result<std::vector<SoftBinding>> load_bindings(Connection& connection, std::int64_t no) {
  Statement rows = connection.statement("SELECT alg, value FROM bindings WHERE no = ? ORDER BY alg, value");
  rows.bind(no);
  std::vector<SoftBinding> bindings;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return bindings;
    bindings.push_back({std::string(rows.text(0)), copy_of(rows.bytes(1))});
  }
}

Status remove(Connection& connection, ByteView sha256) {
  for (const char* sql : {"DELETE FROM bindings WHERE no IN (SELECT no FROM records WHERE sha256 = ?)",
                          "DELETE FROM seals WHERE record IN (SELECT record FROM records WHERE sha256 = ?)",
                          "DELETE FROM records WHERE sha256 = ?"}) {
    TRY(connection.statement(sql).bind_bytes(sha256).run());
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<RecordStore>> RecordStore::open(const std::string& data_dir, const Limits& limits) {
  auto store = std::make_unique<RecordStore>(Private{}, data_dir + "/records.db", limits);
  {
    TRY_ASSIGN(const auto connection, store->connections_.lease());
    Statement row = connection->statement("PRAGMA user_version");
    TRY_ASSIGN(const bool found, row.step());
    CHECK(found);
    if (row.integer(0) > version) {
      return Error{Code::unsupported, "records.db was made by a newer redress: install that one"};
    }
  }
  TRY(store->connections_.prepare(schema));
  return store;
}

Status RecordStore::put(const LabelRecord& record, const std::optional<SealRequest>& request) {
  TRY(verify(record));
  return connections_.change([&](Connection& connection) -> Status {
    TRY_ASSIGN(const bool known, is_known(connection, record));
    if (known) return Error{Code::conflict, "this record, or its manifest, is registered already"};
    Statement all = connection.statement("SELECT count(*) FROM records");
    TRY_ASSIGN(const bool counted, all.step());
    CHECK(counted);
    if (static_cast<std::uint64_t>(all.integer(0)) >= limits_.record_count_max) {
      return Error{Code::exhausted, "as many labels are registered as this store holds"};
    }
    TRY_ASSIGN(const std::int64_t no, insert(connection, record));
    TRY(insert_bindings(connection, no, record.bindings));
    return request ? remember(connection, *request, record) : Status(Done{});
  });
}

Result<std::optional<LabelRecord>> RecordStore::find(std::uint64_t number) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement(
      "SELECT no, record, label, regime, language, producer, made_at, sha256, pdq, pdq_quality, features, manifest_id, "
      "manifest FROM records WHERE record = ?");
  TRY_ASSIGN(const bool found, row.bind(number).step());
  if (!found) return std::optional<LabelRecord>{};
  TRY_ASSIGN(LabelRecord record, read_record(row));
  TRY_ASSIGN(record.bindings, load_bindings(*connection.operator->(), row.integer(0)));
  return std::optional(std::move(record));
}

Result<std::vector<std::uint64_t>> RecordStore::find_by_binding(const SoftBinding& binding,
                                                                std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT record FROM bindings JOIN records USING (no) WHERE alg = ? AND value = ? ORDER BY no LIMIT ?");
  rows.bind(binding.alg).bind_bytes(binding.value).bind(static_cast<std::int64_t>(count_max));
  std::vector<std::uint64_t> records;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return records;
    records.push_back(static_cast<std::uint64_t>(rows.integer(0)));
  }
}

Result<std::optional<Bytes>> RecordStore::find_manifest(const std::string& manifest_id) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT manifest FROM records WHERE manifest_id = ?");
  TRY_ASSIGN(const bool found, row.bind(manifest_id).step());
  return found ? std::optional(copy_of(row.bytes(0))) : std::nullopt;
}

Result<std::optional<RecordStore::Sealed>> RecordStore::find_sealed(const Digest& key, Instant now) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT request, record FROM seals WHERE key = ? AND at >= ?");
  TRY_ASSIGN(const bool found, row.bind_bytes(key).bind(now - seal_request_age_max).step());
  if (!found) return std::optional<Sealed>{};
  TRY_ASSIGN(const Digest request, read_digest(row.bytes(0)));
  return std::optional(Sealed{request, static_cast<std::uint64_t>(row.integer(1))});
}

Result<RecordStore::News> RecordStore::load_after(std::int64_t no, std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT no, record, sha256, pdq, pdq_quality, features FROM records WHERE no > ? ORDER BY no LIMIT ?");
  rows.bind(no).bind(static_cast<std::int64_t>(count_max));
  News news{no, {}};
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return news;
    news.last_no = rows.integer(0);
    TRY_ASSIGN(const Digest sha256, read_digest(rows.bytes(2)));
    news.records.push_back({static_cast<std::uint64_t>(rows.integer(1)), sha256, std::string(rows.text(3)),
                            static_cast<int>(rows.integer(4)), copy_of(rows.bytes(5))});
  }
}

Status RecordStore::forget(std::span<const std::string> sha256s_hex) {
  return connections_.change([&](Connection& connection) -> Status {
    for (const std::string& hex : sha256s_hex) {
      TRY_ASSIGN(const Bytes sha256, parse_hex(hex));
      TRY(remove(connection, sha256));
    }
    return Done{};
  });
}

Result<std::uint64_t> RecordStore::count() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT count(*) FROM records");
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace redress::store
