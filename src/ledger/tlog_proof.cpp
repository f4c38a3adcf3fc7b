// SPDX-License-Identifier: Apache-2.0
#include "ledger/tlog_proof.hpp"

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t hashes_max = 63;

Error bad_proof(const char* what) { return Error{Code::invalid, std::string("not a tlog-proof: ") + what}; }

}  // namespace

std::string render_tlog_proof(const TlogProof& proof) {
  std::string text = std::string(first_line) + "\n";
  if (proof.extra) text += std::string(extra_word) + render_base64(*proof.extra) + "\n";
  text += std::string(index_word) + std::to_string(proof.index) + "\n";
  for (const Digest& hash : proof.hashes) text += render_base64(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > tlog_proof_bytes_max) return bad_proof("it is longer than two mebibytes");
  if (take_line(text) != first_line) return bad_proof("the first line is 'c2sp.org/tlog-proof@v1'");
  TlogProof proof;
  auto line = take_line(text);
  if (line && line->starts_with(extra_word)) {
    auto extra = parse_base64(line->substr(extra_word.size()));
    if (!extra.ok()) return bad_proof("the extra line is 'extra' and base64");
    proof.extra = std::move(extra).value();
    line = take_line(text);
  }
  const auto index =
      line && line->starts_with(index_word) ? parse_decimal(line->substr(index_word.size())) : std::nullopt;
  if (!index) return bad_proof("the index line is 'index' and a decimal number");
  proof.index = *index;
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = parse_hash(*line);
    if (!hash) return bad_proof("a hash is 32 bytes in base64, one a line");
    if (proof.hashes.size() == hashes_max) return bad_proof("no log needs more than 63 hashes");
    proof.hashes.push_back(*hash);
  }
  if (!line) return bad_proof("the blank line before the checkpoint is missing");
  TRY_ASSIGN(const Note note, parse_note(text));
  TRY_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(note.text));
  if (proof.index >= checkpoint.size) return bad_proof("the index lies outside the log");
  proof.checkpoint = text;
  return proof;
}

Result<ProofVerdict> verify_tlog_proof(const TlogProof& proof, const Digest& leaf, const VerifierKey& log,
                                       const Policy* policy) {
  const std::vector<VerifierKey> witnesses = policy == nullptr ? std::vector<VerifierKey>{} : witness_keys(*policy);
  TRY_ASSIGN(SignedCheckpoint head, open_checkpoint(proof.checkpoint, log, witnesses));
  TRY(verify_inclusion(leaf, proof.index, head.checkpoint.size, proof.hashes, head.checkpoint.root));
  const bool witnessed = policy != nullptr && policy->quorum && is_satisfied(*policy, head.verified);
  return ProofVerdict{witnessed ? ProofState::witnessed : ProofState::signed_by_log, std::move(head.checkpoint),
                      std::move(head.verified)};
}

}  // namespace redress::ledger
