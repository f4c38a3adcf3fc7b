// SPDX-License-Identifier: Apache-2.0
// server/evidence.hpp — what a person takes home from the own case: the whole case as sheets, receipt, proof, hashes.
//
// Use this when   the reporter asks for the evidence of the own case.
// Shapes          a ZIP: case.pdf, items.csv, receipt.txt and .sig, proof.tlog-proof where the ledger has it,
//                 SHA256SUMS over all of them and its signature, key.txt. docs/reference/evidence.md.
// Errors          those of loading the case.
// Threads         any.
// Never           names the uploader or a reviewer, or holds another reporter's words.
#pragma once

#include "server/view.hpp"

namespace redress::server {

// How often one copy was served, as far as the platform said; nothing where it said nothing.
[[nodiscard]] std::optional<store::ServedCounts> count_served(const Desk& desk, const cases::Case& state);
// {"text", "until"} for a page; null where nothing is known.
[[nodiscard]] Json tell_served(const Telling& telling, const cases::Case& state);

[[nodiscard]] Result<std::string> make_evidence(const Telling& telling, const cases::Case& state, int notice_no,
                                                const std::string& case_code);

}  // namespace redress::server
