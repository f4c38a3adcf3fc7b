// SPDX-License-Identifier: Apache-2.0
// store/bank_row.hpp — rows of banks.db as values, and what a value must be to become a row. Inside this room only.
//
// Errors          read_*: corrupt or invalid for a row that we would not have written. verify_entry: invalid.
// Threads         pure functions over a statement that the caller owns.
#pragma once

#include "store/bank_store.hpp"

namespace redress::store {

#define ENTRY_COLUMNS                                                                                      \
  "no, bank, role, source, source_ref, reason, case_code, sha256, md5, pdq, pdq_quality, look, added_at, " \
  "expires_at, is_on, quarantined_at, changed_at, feedback_ref"

// As above, but for the look.
#define ENTRY_COLUMNS_WITHOUT_LOOK                                                                        \
  "no, bank, role, source, source_ref, reason, case_code, sha256, md5, pdq, pdq_quality, x'', added_at, " \
  "expires_at, is_on, quarantined_at, changed_at, feedback_ref"

// In place of the look one byte, where there is one.
#define ENTRY_COLUMNS_OF_A_LIST                                                            \
  "no, bank, role, source, source_ref, reason, case_code, sha256, md5, pdq, pdq_quality, " \
  "iif(length(look) > 0, x'01', x''), added_at, expires_at, is_on, quarantined_at, changed_at, feedback_ref"

[[nodiscard]] Result<BankEntry> read_entry(const Statement& row);
[[nodiscard]] Result<std::vector<BankEntry>> read_entries(Statement& rows);

inline constexpr const char* bank_columns =
    "SELECT name, is_on, enabled_percent, radius_bits, same_bits, uses_features, action, harm, territory,"
    " flood_count_max FROM banks";

[[nodiscard]] Result<BankPolicy> read_bank(const Statement& row);
[[nodiscard]] Status write_bank(Connection& connection, const BankPolicy& policy);

[[nodiscard]] Result<std::uint64_t> read_entry_count(Connection& connection);
[[nodiscard]] Status verify_entry(const BankEntry& entry);
[[nodiscard]] Error no_bank(const std::string& name);
[[nodiscard]] Error no_entry();

}  // namespace redress::store
