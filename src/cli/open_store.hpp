// SPDX-License-Identifier: Apache-2.0
// cli/open_store.hpp — a data folder opened for writing by this process alone: lock, rulebook, policy, journal.
//
// Errors          conflict when another process has the folder; those of load_rulebook and of the store.
// Threads         one owner.
#pragma once

#include <memory>
#include <string>

#include "cases/policy.hpp"
#include "law/rulebook.hpp"
#include "store/sqlite_store.hpp"

namespace redress::cli {

// In the order of their making: the journal closes first, the lock is given back last.
struct OpenedStore {
  store::FolderLock lock;
  std::unique_ptr<law::Rulebook> rulebook;
  cases::Policy policy;  // points at the rulebook
  std::unique_ptr<store::SqliteStore> events;
};

// Makes the folder when it is not there. `policy` brings the operator's numbers; its rulebook is replaced.
[[nodiscard]] Result<OpenedStore> open_store(const std::string& data_dir, const std::string& statutes = "",
                                             law::OperatorChoices choices = {}, const cases::Policy& policy = {},
                                             store::Synchronous synchronous = store::Synchronous::full);
// For made-up journals that nobody would miss: filled without waiting for the disk.
[[nodiscard]] Result<OpenedStore> open_scratch_store(const std::string& data_dir);

}  // namespace redress::cli
