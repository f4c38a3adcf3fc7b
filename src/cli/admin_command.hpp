// SPDX-License-Identifier: Apache-2.0
// cli/admin_command.hpp — redress admin: users, tokens, and care of the journal.
//
// Errors          exit codes of cli/exit.hpp; verify ends with 1 when the journal and its tables differ.
// Threads         the main thread. Users and tokens may change while the server runs; the journal needs it stopped.
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
  bool json = false;
};

[[nodiscard]] int admin_user_add(const AdminOptions& options);
[[nodiscard]] int admin_user_list(const AdminOptions& options);
[[nodiscard]] int admin_user_remove(const AdminOptions& options);
[[nodiscard]] int admin_token_add(const AdminOptions& options);
[[nodiscard]] int admin_token_list(const AdminOptions& options);
[[nodiscard]] int admin_token_revoke(const AdminOptions& options);
[[nodiscard]] int admin_rebuild(const AdminOptions& options);
[[nodiscard]] int admin_verify(const AdminOptions& options);
[[nodiscard]] int admin_replay(const AdminOptions& options);

// The token itself, as it will be shown this once.
[[nodiscard]] Result<std::string> add_token(const std::string& data_dir, const std::string& name,
                                            const std::vector<std::string>& scopes);
[[nodiscard]] Status add_user(const std::string& data_dir, const std::string& name, const std::string& role,
                              const std::string& password);

}  // namespace redress::cli
