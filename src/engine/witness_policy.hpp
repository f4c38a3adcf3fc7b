// SPDX-License-Identifier: Apache-2.0
// engine/witness_policy.hpp — which witnesses this log asks, and how many of them make a checkpoint "witnessed".
//
// Shapes          A policy counts organisations, never keys: one group for each organisation, any of whose witnesses
//                 speaks for it, and a quorum over these groups. What the operator wrote as a policy file is kept as it
//                 is, but for the log's own line.
// Errors          invalid: a key, name or file that is none, or fewer organisations than the quorum asks for.
// Threads         pure functions.
// Source          c2sp.org/tlog-policy; docs/decisions/0020-witnesses.md.
#pragma once

#include "engine/options.hpp"
#include "ledger/policy_file.hpp"

namespace redress::engine {

// Without witnesses and without a file: a policy that asks for none.
[[nodiscard]] Result<ledger::Policy> make_witness_policy(const LedgerOptions& options, const ledger::VerifierKey& log);

}  // namespace redress::engine
