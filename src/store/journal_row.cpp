// SPDX-License-Identifier: Apache-2.0
#include "store/journal_row.hpp"

#include <algorithm>

namespace redress::store {
namespace {

bool is_same(ByteView stored, const Checksum& checksum) {
  return stored.size() == checksum.size() && std::equal(stored.begin(), stored.end(), checksum.begin());
}

}  // namespace

Result<JournalRow> read_journal_row(const Statement& row) {
  JournalRow read;
  read.row = Row{static_cast<std::uint64_t>(row.integer(0)),
                 row.id(1),
                 static_cast<std::uint64_t>(row.integer(2)),
                 row.instant(3),
                 std::nullopt,
                 static_cast<std::uint64_t>(row.integer(10)),
                 row.text(4),
                 row.text(5),
                 row.text(6)};
  if (!row.is_null(11)) read.row.clock_error_ms = static_cast<std::uint32_t>(row.integer(11));
  if (!row.is_null(8)) read.personal = row.bytes(8);
  const bool holds = is_same(row.bytes(7), checksum_row(read.row)) &&
                     (!read.personal || is_same(row.bytes(9), checksum_bytes(*read.personal)));
  if (holds) return read;
  return Error{Code::corrupt, "journal row " + std::to_string(read.row.position) +
                                  " is damaged: restore the data folder from a backup"};
}

}  // namespace redress::store
