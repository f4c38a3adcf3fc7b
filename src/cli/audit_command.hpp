// SPDX-License-Identifier: Apache-2.0
// cli/audit_command.hpp — `redress audit`: check a ledger, or a receipt, from outside.
//
// Shapes          docs/how-to/audit-a-platform.md; --json as docs/reference/audit.md says.
// Errors          exit 1 for a finding, 2 for misuse, 3 when the audit could not be made.
// Threads         the main thread.
#pragma once

#include <string>

namespace redress::cli {

struct AuditCommandOptions {
  std::string source;    // a folder, or http(s)://…
  std::string vkey;      // the key itself or a file that holds it
  std::string policy;    // a file
  std::string state;     // a file; "": one for each log under ~/.local/state/redress/audit
  std::string statutes;  // a folder of packs; "": those that the source serves
  std::string receipt;   // a .tlog-proof
  bool json = false;
};

int audit_command(const AuditCommandOptions& options);
int audit_receipt_command(const AuditCommandOptions& options);

}  // namespace redress::cli
