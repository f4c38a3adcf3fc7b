// SPDX-License-Identifier: Apache-2.0
#include "cli/open_store.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "cli/statutes.hpp"

namespace redress::cli {

Result<OpenedStore> open_store(const std::string& data_dir, const std::string& statutes, law::OperatorChoices choices,
                               const cases::Policy& policy, store::Synchronous synchronous) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  if (failed) {
    return Error{Code::unavailable,
                 data_dir + ": cannot be made (" + failed.message() + "): name another folder with --data"};
  }
  std::filesystem::permissions(data_dir, std::filesystem::perms::owner_all, failed);
  TRY_ASSIGN(auto lock, store::FolderLock::take(data_dir));
  TRY_ASSIGN(auto rulebook, load_rulebook(statutes, std::move(choices)));
  store::SqliteOptions options;
  options.path = data_dir + "/journal.db";
  options.synchronous = synchronous;
  options.on_commit_failure = [](const std::string& why) {
    std::cerr
        << "redress: the journal could not be written durably (" << why
        << "). The process stops so that nothing is acknowledged that might be lost; it replays at the next start.\n";
    std::abort();
  };
  TRY_ASSIGN(auto events, store::SqliteStore::open(std::move(options)));
  OpenedStore opened{std::move(lock), std::make_unique<law::Rulebook>(std::move(rulebook)), policy, std::move(events)};
  opened.policy.rulebook = opened.rulebook.get();
  return opened;
}

Result<OpenedStore> open_scratch_store(const std::string& data_dir) {
  return open_store(data_dir, "", {}, {}, store::Synchronous::off);
}

}  // namespace redress::cli
