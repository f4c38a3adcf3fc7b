// SPDX-License-Identifier: Apache-2.0
// ledger/audit.hpp — a whole ledger checked from outside: the key, what was seen before, every entry, and the law.
//
// Use this when   a folder or a site claims to be a platform's ledger and nothing of it is believed.
// Shapes          paths below the ledger's folder: "checkpoint", "vkey", "tile/…", "rulebook/…", "statutes/…".
// Errors          what keeps the audit from being made: a file that cannot be read, a checkpoint that is none. What is
//                 wrong with the ledger itself is a finding.
// Threads         one audit, one thread; `read` and `progress` are called in it.
// Cost            one pass over the log, about 3 µs for each entry; memory grows with the open cases.
// Source          docs/reference/audit.md; c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint.
// Never           trusts the source's word for its own key once a key is known.
#pragma once

#include "ledger/finding.hpp"
#include "ledger/policy_file.hpp"
#include "ledger/rulebook_document.hpp"
#include "ledger/tlog_proof.hpp"

namespace redress::ledger {

// The last checkpoint that this auditor accepted.
struct SeenCheckpoint {
  VerifierKey key;
  std::uint64_t size = 0;
  Digest root{};
  std::string note;  // as it was signed: evidence against another history
};
[[nodiscard]] std::string render_seen(const SeenCheckpoint& seen);
[[nodiscard]] Result<SeenCheckpoint> parse_seen(std::string_view text);

enum class KeyOrigin { given, seen_before, first_use };
[[nodiscard]] std::string_view render(KeyOrigin origin);

struct AuditOptions {
  std::optional<VerifierKey> key;
  const Policy* policy = nullptr;
  // What was seen of the log of that name before.
  std::function<std::optional<SeenCheckpoint>(const std::string& origin)> find_seen;
  std::function<void(std::uint64_t done, std::uint64_t size)> progress;
};

struct AuditReport {
  Checkpoint checkpoint;
  VerifierKey key;
  KeyOrigin key_origin = KeyOrigin::given;
  ProofState state = ProofState::signed_by_log;
  std::vector<VerifiedSignature> signatures;
  std::optional<std::uint64_t> seen_size;  // nothing: the first sight of this log
  bool log_holds = false;                  // signature, history and every hash: only then is `seen` worth keeping
  SeenCheckpoint seen;
  ReplayReport replay;
};
[[nodiscard]] Result<AuditReport> audit_ledger(const ReadFile& read, const AuditOptions& options);
// One JSON object, docs/reference/audit.md.
[[nodiscard]] std::string render_audit(const AuditReport& report);

}  // namespace redress::ledger
