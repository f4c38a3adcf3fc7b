// SPDX-License-Identifier: Apache-2.0
// ledger/receipt_check.hpp — what a receipt proves, without a network and without the platform.
//
// Use this when   a complainant, an issuer or an uploader holds a .tlog-proof and asks what it is worth.
// Shapes          the receipt's `extra` is the entry itself: it shows what stands in the log at that place.
// Errors          invalid: no receipt, no entry in it, or the path does not lead to the root. forbidden: signatures.
// Threads         pure functions.
// Cost            one Ed25519 signature for the log and one for each witness of the policy: well under 1 ms each.
// Source          c2sp.org/tlog-proof; docs/reference/ledger-entries.md.
#pragma once

#include "ledger/entry.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::ledger {

struct ReceiptReport {
  ProofVerdict verdict;
  std::uint64_t index = 0;
  Entry entry;
};
[[nodiscard]] Result<ReceiptReport> check_receipt(std::string_view text, const VerifierKey& log,
                                                  const Policy* policy = nullptr);
// Whose log it says it is of: to look a key up by. Nothing vouches for it.
[[nodiscard]] Result<std::string> read_receipt_origin(std::string_view text);

// What the entry says, a line each: "harm: ncii".
[[nodiscard]] std::vector<std::pair<std::string, std::string>> describe_entry(const Entry& entry);

}  // namespace redress::ledger
