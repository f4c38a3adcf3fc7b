// SPDX-License-Identifier: Apache-2.0
// ledger/tlog_proof.hpp — a receipt: one entry stands in the log, checked offline with a verifier key and a policy.
//
// Shapes          c2sp.org/tlog-proof@v1, extra <base64> (if any), index <i>, one hash a line from the leaf upward,
//                 blank line, checkpoint. File extension .tlog-proof.
// Errors          invalid: another spelling, or the path does not lead to the root.  forbidden: signatures.
// Threads         pure functions.
// Source          c2sp.org/tlog-proof, RFC 9162 §2.1.3.2.
// Never           trusts `extra`: nothing signs it.
#pragma once

#include <optional>

#include "ledger/checkpoint.hpp"
#include "ledger/policy_file.hpp"

namespace redress::ledger {

constexpr std::size_t tlog_proof_bytes_max = std::size_t{2} << 20U;

struct TlogProof {
  std::optional<Bytes> extra;
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // the whole note
  bool operator==(const TlogProof&) const = default;
};

[[nodiscard]] std::string render_tlog_proof(const TlogProof& proof);
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

// signed_by_log: the operator cannot take it back alone without being caught by whoever saw another history.
// witnessed: the policy's quorum has seen this very history.
enum class ProofState { signed_by_log, witnessed };

struct ProofVerdict {
  ProofState state = ProofState::signed_by_log;
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> signatures;  // the log's own first
};
// Witnesses of the policy are checked; its own list of logs is not asked, `log` is. A policy without a quorum, or none
// at all, never makes a proof witnessed.
[[nodiscard]] Result<ProofVerdict> verify_tlog_proof(const TlogProof& proof, const Digest& leaf, const VerifierKey& log,
                                                     const Policy* policy = nullptr);

}  // namespace redress::ledger
