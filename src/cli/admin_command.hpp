// SPDX-License-Identifier: Apache-2.0
// cli/admin_command.hpp — redress admin: users, tokens, keys, erasing, backups, and care of the journal.
//
// Errors          exit codes of cli/exit.hpp; verify ends with 1 when the journal and its tables differ.
// Threads         the main thread. Users, tokens, erase and backup work while the server runs; the rest needs it
//                 stopped.
// Never           prints a secret twice, or takes one from the command line.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

struct AdminOptions {
  std::string data_dir = "redress-data";
  std::string name;
  std::string role;
  std::vector<std::string> scopes;
  std::vector<std::string> languages;  // user skills
  std::vector<std::string> harms;
  bool of_everything = false;
  bool json = false;
  std::string case_code;
  std::string reason;
  std::string by;
  std::string from;  // restore: the backup
  std::string to;    // backup: a folder that is not there yet
  std::string keys;  // the keys' own place; empty: beside the backup, with ".keys" behind its name
  int key_days = 7;
  std::string before;  // restore: the folder as it was, for what was erased since
  bool without_keys = false;
  bool without_ledger = false;
  bool prune = false;
};

[[nodiscard]] int admin_user_add(const AdminOptions& options);
[[nodiscard]] int admin_user_list(const AdminOptions& options);
[[nodiscard]] int admin_user_skills(const AdminOptions& options);
[[nodiscard]] int admin_user_remove(const AdminOptions& options);
[[nodiscard]] int admin_token_add(const AdminOptions& options);
[[nodiscard]] int admin_token_list(const AdminOptions& options);
[[nodiscard]] int admin_token_revoke(const AdminOptions& options);
[[nodiscard]] int admin_rebuild(const AdminOptions& options);
[[nodiscard]] int admin_verify(const AdminOptions& options);
[[nodiscard]] int admin_replay(const AdminOptions& options);
[[nodiscard]] int admin_erase(const AdminOptions& options);
[[nodiscard]] int admin_backup(const AdminOptions& options);
[[nodiscard]] int admin_restore(const AdminOptions& options);
[[nodiscard]] int admin_keys_list(const AdminOptions& options);
[[nodiscard]] int admin_keys_rotate(const AdminOptions& options);

// The token itself, as it will be shown this once.
[[nodiscard]] Result<std::string> add_token(const std::string& data_dir, const std::string& name,
                                            const std::vector<std::string>& scopes);
[[nodiscard]] Status add_user(const std::string& data_dir, const std::string& name, const std::string& role,
                              const std::string& password);

}  // namespace redress::cli
