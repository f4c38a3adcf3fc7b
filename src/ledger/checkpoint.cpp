// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.hpp"

#include <algorithm>

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

Error bad_checkpoint(const char* what) { return Error{Code::invalid, std::string("not a checkpoint: ") + what}; }

}  // namespace

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  if (!is_clean_text(text, true)) return bad_checkpoint("it holds control characters or is not UTF-8");
  Checkpoint checkpoint;
  const auto origin = take_line(text);
  if (!origin || origin->empty()) return bad_checkpoint("the first line names the log");
  checkpoint.origin = *origin;
  const auto size_line = take_line(text);
  const auto size = size_line ? parse_decimal(*size_line) : std::nullopt;
  if (!size) return bad_checkpoint("the second line is the size in decimal digits");
  checkpoint.size = *size;
  const auto root_line = take_line(text);
  const auto root = root_line ? parse_hash(*root_line) : std::nullopt;
  if (!root) return bad_checkpoint("the third line is a root of 32 bytes in base64");
  checkpoint.root = *root;
  if (checkpoint.size == 0 && checkpoint.root != empty_root()) {
    return Error{Code::conflict, "not a checkpoint: the empty log has one root only"};
  }
  while (!text.empty()) {
    const auto line = take_line(text);
    if (!line || line->empty()) return bad_checkpoint("an extension line is not empty and ends in a newline");
    checkpoint.extensions.emplace_back(*line);
  }
  return checkpoint;
}

std::string render_checkpoint(const Checkpoint& checkpoint) {
  std::string text =
      checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + render_base64(checkpoint.root) + "\n";
  for (const std::string& line : checkpoint.extensions) text += line + "\n";
  return text;
}

Result<Checkpoint> parse_claimed_checkpoint(std::string_view note) {
  const std::size_t split = note.rfind("\n\n");
  if (split == std::string_view::npos) return bad_checkpoint("the blank line before the signatures is missing");
  return parse_checkpoint(note.substr(0, split + 1));
}

Result<SignedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log,
                                         std::span<const VerifierKey> witnesses) {
  std::vector<VerifierKey> keys{log};
  keys.insert(keys.end(), witnesses.begin(), witnesses.end());
  TRY_ASSIGN(OpenedNote opened, open_note(note, keys));
  const auto own = std::find_if(opened.verified.begin(), opened.verified.end(), [&](const VerifiedSignature& one) {
    return one.name == log.name && one.key_id == log.key_id;
  });
  if (own == opened.verified.end()) {
    return Error{Code::forbidden, "the checkpoint is not signed by the key of " + log.name};
  }
  std::rotate(opened.verified.begin(), own, own + 1);
  TRY_ASSIGN(Checkpoint checkpoint, parse_checkpoint(opened.note.text));
  if (checkpoint.origin != log.name) {
    return bad_checkpoint("it speaks of another log than the key that signed it");
  }
  return SignedCheckpoint{std::move(checkpoint), std::move(opened.note), std::move(opened.verified)};
}

Result<Note> sign_checkpoint(const Checkpoint& checkpoint, const Signer& log) {
  Note note{render_checkpoint(checkpoint), {}};
  TRY_ASSIGN(NoteSignature signature, sign_note(note.text, log));
  note.signatures.push_back(std::move(signature));
  return note;
}

}  // namespace redress::ledger
