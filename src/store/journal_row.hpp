// SPDX-License-Identifier: Apache-2.0
// store/journal_row.hpp — one row of the journal as it lies there, its checksums held against it.
//
// Use this when   inside this room only.
// Errors          read_journal_row: corrupt, naming the position.
// Threads         pure functions.
// Lifetime        what is read points into the statement until its next step.
#pragma once

#include <optional>

#include "store/row_checksum.hpp"
#include "store/sql.hpp"

namespace redress::store {

#define JOURNAL_COLUMNS \
  "position, case_id, case_seq, at, type, body, door, checksum, personal, personal_checksum, key_slot, clock_error_ms"

struct JournalRow {
  Row row;
  std::optional<ByteView> personal;  // sealed
};

// `row` is of JOURNAL_COLUMNS, in this order.
[[nodiscard]] Result<JournalRow> read_journal_row(const Statement& row);

}  // namespace redress::store
