// SPDX-License-Identifier: Apache-2.0
// store/sql_failure.hpp — which failures of SQLite nobody may go on after.
//
// Errors          none.
// Threads         pure.
// Source          https://www.sqlite.org/rescode.html; docs/decisions/0006 (a failed sync is never retried).
#pragma once

#include <sqlite3.h>

namespace redress::store {

// The disk did not do what it was told: what was marked clean may not be there.
[[nodiscard]] inline bool is_hopeless(int code) {
  return (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CORRUPT;
}

}  // namespace redress::store
