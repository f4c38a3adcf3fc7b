// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness.hpp"

#include <algorithm>

namespace redress::ledger {
namespace {

std::optional<Split> find_split(const WitnessedHead& last, const SignedHead& offered) {
  if (last.size == 0) return std::nullopt;
  const Checkpoint& head = offered.checkpoint;
  if (head.size == last.size && head.root != last.root) return Split::other_root;
  // A log that asks twice at once may well send an older head late; one that claims to build on the newest may not.
  if (head.size < last.size && offered.old_size >= last.size) return Split::behind;
  return std::nullopt;
}

}  // namespace

std::string_view render(Split split) {
  switch (split) {
    case Split::other_root:
      return "other_root";
    case Split::no_proof:
      return "no_proof";
    case Split::behind:
      return "behind";
  }
  return "";
}

Result<SignedHead> check_signed_head(AddCheckpoint request, std::span<const VerifierKey> keys) {
  auto note = parse_note(request.checkpoint);
  if (!note.ok()) return Error{Code::forbidden, "invalid signature: " + note.error().message};
  TRY_ASSIGN(Checkpoint checkpoint, parse_checkpoint(note.value().text));
  auto verified = verify_signatures(note.value(), keys);
  if (!verified.ok()) return Error{Code::forbidden, "invalid signature: " + verified.error().message};
  if (verified.value().empty()) {
    return Error{Code::forbidden, "invalid signature: none of the keys trusted for this log signed the checkpoint"};
  }
  // What others wrote beneath it is not the witness's to keep.
  SignedHead head{request.old_size, std::move(request.proof), std::move(checkpoint), {note.value().text, {}}};
  for (const VerifiedSignature& held : verified.value()) {
    const auto& all = note.value().signatures;
    head.note.signatures.push_back(*std::find_if(all.begin(), all.end(), [&](const NoteSignature& one) {
      return one.name == held.name && one.key_id == held.key_id;
    }));
  }
  return head;
}

WitnessAnswer answer_unreadable(const Error& error) {
  // A root that the empty log cannot have is no slip of the pen: the protocol calls it unprocessable.
  return error.code == Code::conflict ? WitnessAnswer::refused : WitnessAnswer::malformed;
}

WitnessDecision decide_add_checkpoint(const WitnessedHead& last, const SignedHead& offered) {
  const Checkpoint& head = offered.checkpoint;
  const auto split = find_split(last, offered);
  const auto refuse = [](const char* why, std::optional<Split> kept) {
    return WitnessDecision{WitnessAnswer::refused, why, kept};
  };
  if (offered.old_size > head.size) {
    return {WitnessAnswer::malformed, "the old size is larger than the checkpoint", split};
  }
  if (offered.old_size != last.size) return {WitnessAnswer::stale, render_tlog_size(last.size), split};
  if (head.size == last.size) {
    if (head.root != last.root) return refuse("another root of the size that was cosigned", split);
    if (!offered.proof.empty()) return refuse("the consistency proof of a size with itself is empty", std::nullopt);
    return {WitnessAnswer::cosigned, "", std::nullopt};
  }
  if (last.size == 0) {
    if (!offered.proof.empty()) return refuse("the consistency proof from size 0 is empty", std::nullopt);
    return {WitnessAnswer::cosigned, "", std::nullopt};
  }
  if (verify_consistency(last.size, last.root, head.size, head.root, offered.proof).ok()) {
    return {WitnessAnswer::cosigned, "", std::nullopt};
  }
  return refuse("the consistency proof does not lead from what was cosigned to this checkpoint", Split::no_proof);
}

}  // namespace redress::ledger
