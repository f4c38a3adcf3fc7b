// SPDX-License-Identifier: Apache-2.0
// store/bank_load.cpp — what a bank store has, and what has changed in it.
#include <algorithm>

#include "store/bank_row.hpp"

namespace redress::store {
namespace {

constexpr std::size_t look_bytes_lot = 64U << 20;  // the looks of recordings are megabytes

BankSignal read_signal(const Statement& row) {
  BankSignal signal;
  signal.no = row.integer(0);
  signal.sha256 = row.text(1);
  signal.md5 = row.text(2);
  signal.pdq = row.text(3);
  signal.pdq_quality = static_cast<int>(row.integer(4));
  const ByteView look = row.bytes(5);
  signal.look.assign(look.begin(), look.end());
  return signal;
}

}  // namespace

Result<std::vector<BankPolicy>> BankStore::load_banks() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(bank_columns);
  std::vector<BankPolicy> banks;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) break;
    TRY_ASSIGN(banks.emplace_back(), read_bank(rows));
  }
  std::sort(banks.begin(), banks.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return banks;
}

Result<BankPolicy> BankStore::load_bank(const std::string& name) const {
  TRY_ASSIGN(const auto banks, load_banks());
  const auto found = std::find_if(banks.begin(), banks.end(), [&](const auto& bank) { return bank.name == name; });
  if (found == banks.end()) return no_bank(name);
  return *found;
}

Result<BankCounts> BankStore::count(const std::string& bank) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement(
      "SELECT count(*) FILTER (WHERE role = 'confirmed'), count(*) FILTER (WHERE role = 'candidate'),"
      " count(*) FILTER (WHERE role = 'negative'), count(*) FILTER (WHERE NOT is_on),"
      " count(quarantined_at) FROM entries WHERE bank = ?");
  TRY_ASSIGN(const bool found, row.bind(bank).step());
  CHECK(found);
  const auto at = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  return BankCounts{at(0), at(1), at(2), at(3), at(4)};
}

Result<std::optional<BankEntry>> BankStore::find(std::int64_t no) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT " ENTRY_COLUMNS " FROM entries WHERE no = ?");
  TRY_ASSIGN(const bool found, row.bind(no).step());
  if (!found) return std::optional<BankEntry>{};
  TRY_ASSIGN(BankEntry entry, read_entry(row));
  return std::optional(std::move(entry));
}

Result<BankStore::Held> BankStore::find_held(const std::string& bank, const std::string& source,
                                             const std::string& source_ref) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Held held;
  Statement row =
      connection->statement("SELECT " ENTRY_COLUMNS " FROM entries WHERE bank = ? AND source = ? AND source_ref = ?");
  TRY_ASSIGN(const bool found, row.bind(bank).bind(source).bind(source_ref).step());
  if (found) {
    TRY_ASSIGN(held.entry, read_entry(row));
  }
  Statement mark = connection->statement("SELECT at FROM marks WHERE bank = ? AND source = ? AND source_ref = ?");
  TRY_ASSIGN(const bool is_marked, mark.bind(bank).bind(source).bind(source_ref).step());
  if (is_marked) held.withdrawn_at = mark.instant(0);
  return held;
}

Result<std::vector<BankEntry>> BankStore::load_by_no(std::span<const std::int64_t> nos) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  std::vector<BankEntry> entries;
  for (const std::int64_t no : nos) {
    Statement row = connection->statement("SELECT " ENTRY_COLUMNS_WITHOUT_LOOK " FROM entries WHERE no = ?");
    TRY_ASSIGN(const bool found, row.bind(no).step());
    if (!found) continue;
    TRY_ASSIGN(entries.emplace_back(), read_entry(row));
  }
  return entries;
}

Result<std::vector<std::int64_t>> BankStore::find_same_bytes(const std::string& sha256, const std::string& md5) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT no FROM entries WHERE sha256 = ?1 AND sha256 <> '' UNION SELECT no FROM entries WHERE md5 = ?2 AND md5"
      " <> '' ORDER BY no LIMIT 1000");
  rows.bind(sha256).bind(md5);
  std::vector<std::int64_t> nos;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return nos;
    nos.push_back(rows.integer(0));
  }
}

Result<std::uint64_t> BankStore::count_entries() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  return read_entry_count(*connection.operator->());
}

Result<std::uint64_t> BankStore::count_quarantined() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT count(*) FROM entries WHERE quarantined_at IS NOT NULL");
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

Result<std::uint64_t> BankStore::find_last_change() const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT last FROM changes");
  TRY_ASSIGN(const bool found, row.step());
  CHECK(found);
  return static_cast<std::uint64_t>(row.integer(0));
}

Result<BankNews> BankStore::load_after(std::uint64_t change, std::uint64_t upto, std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  BankNews news;
  Statement until = connection->statement(
      "SELECT max(change) FROM (SELECT change FROM (SELECT change FROM entries WHERE change > ?1 AND change <= ?3"
      " ORDER BY change LIMIT ?2) UNION ALL SELECT change FROM (SELECT change FROM removed WHERE change > ?1 AND"
      " change <= ?3 ORDER BY change LIMIT ?2) ORDER BY change LIMIT ?2)");
  TRY_ASSIGN(const bool found, until.bind(change).bind(static_cast<std::uint64_t>(count_max)).bind(upto).step());
  CHECK(found);
  const bool has_any = !until.is_null(0);
  std::size_t look_bytes = 0;
  auto end = has_any ? static_cast<std::uint64_t>(until.integer(0)) : upto;
  if (has_any) {
    Statement rows = connection->statement(
        "SELECT no, sha256, md5, pdq, pdq_quality, look, change FROM entries WHERE change > ? AND change <= ? ORDER BY"
        " change");
    rows.bind(change).bind(end);
    while (look_bytes < look_bytes_lot) {
      TRY_ASSIGN(const bool more, rows.step());
      if (!more) break;
      look_bytes += news.entries.emplace_back(read_signal(rows)).look.size();
      if (look_bytes >= look_bytes_lot) end = static_cast<std::uint64_t>(rows.integer(6));
    }
    Statement gone = connection->statement("SELECT no FROM removed WHERE change > ? AND change <= ?");
    gone.bind(change).bind(end);
    while (true) {
      TRY_ASSIGN(const bool more, gone.step());
      if (!more) break;
      news.removed.push_back(gone.integer(0));
    }
  }
  const bool is_all = news.entries.size() + news.removed.size() < count_max && look_bytes < look_bytes_lot;
  news.change = is_all ? upto : end;
  return news;
}

Result<std::vector<BankEntry>> BankStore::load_entries(const std::string& bank, std::int64_t after_no,
                                                       std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement("SELECT " ENTRY_COLUMNS_OF_A_LIST
                                         " FROM entries WHERE bank = ? AND no > ? ORDER BY no LIMIT ?");
  return read_entries(rows.bind(bank).bind(after_no).bind(static_cast<std::uint64_t>(count_max)));
}

Result<std::vector<BankAct>> BankStore::load_acts(const std::string& bank, std::size_t count_max) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement rows = connection->statement(
      "SELECT at, by, bank, entry_no, what FROM acts WHERE bank = ?1 OR ?1 = '' ORDER BY no DESC LIMIT ?2");
  rows.bind(bank).bind(static_cast<std::uint64_t>(count_max));
  std::vector<BankAct> acts;
  while (true) {
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) return acts;
    acts.push_back({rows.instant(0), std::string(rows.text(1)), std::string(rows.text(2)), rows.integer(3),
                    std::string(rows.text(4))});
  }
}

Result<ExchangeState> BankStore::load_exchange(const std::string& name) const {
  TRY_ASSIGN(const auto connection, connections_.lease());
  Statement row = connection->statement("SELECT checkpoint, fetched_at, failure FROM exchanges WHERE name = ?");
  TRY_ASSIGN(const bool found, row.bind(name).step());
  if (!found) return ExchangeState{};
  return ExchangeState{std::string(row.text(0)), row.maybe_instant(1), std::string(row.text(2))};
}

}  // namespace redress::store
