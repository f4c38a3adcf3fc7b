// SPDX-License-Identifier: Apache-2.0
// store/backup.hpp — whole copies of databases that somebody else may be writing at the same time.
//
// Use this when   a backup is made, or a copy is checked where it lies.
// Shapes          a copy is one file in rollback mode, synced; whatever the original's log held is in it.
// Errors          copy_database: what the disk says; conflict when there is a file already. verify_database: corrupt.
// Threads         any, in any process: the original is only read, and never checkpointed (docs/decisions/0006).
// Cost            one pass over the file; the writer goes on, its log grows meanwhile.
#pragma once

#include <string>

#include "base/result.hpp"

namespace redress::store {

[[nodiscard]] Status copy_database(const std::string& from, const std::string& to);
// The file as SQLite sees it and, in a journal, the checksum of every row. Needs no keys.
[[nodiscard]] Status verify_database(const std::string& path);
// Erasures of this folder's journal that are still to be carried out.
[[nodiscard]] Result<std::uint64_t> count_waiting_erasures(const std::string& data_dir);

}  // namespace redress::store
