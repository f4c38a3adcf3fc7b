// SPDX-License-Identifier: Apache-2.0
#include "ledger/note.hpp"

#include <algorithm>

#include "ledger/cosignature.hpp"
#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

constexpr std::string_view line_start = "— ";

Error bad_note(const char* what) { return Error{Code::invalid, std::string("not a signed note: ") + what}; }

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(line_start)) return bad_note("a signature line starts with an em dash and a space");
  line.remove_prefix(line_start.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) {
    return bad_note("a signature line names its key");
  }
  const auto blob = parse_base64(line.substr(space + 1));
  if (!blob.ok() || blob.value().size() < 5) return bad_note("a signature is base64 of a key id and what follows");
  NoteSignature signature;
  signature.name = line.substr(0, space);
  for (std::size_t i = 0; i < 4; ++i) signature.key_id = signature.key_id << 8U | blob.value()[i];
  signature.bytes.assign(blob.value().begin() + 4, blob.value().end());
  return signature;
}

Result<std::uint64_t> verify_one(const VerifierKey& key, std::string_view text, ByteView signature) {
  if (key.type == KeyType::cosignature) return verify_cosignature(key, text, signature);
  TRY(verify_signature(key.public_key, view_bytes(text), signature));
  return std::uint64_t{0};
}

}  // namespace

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max) return bad_note("it is longer than a mebibyte");
  if (!is_clean_text(bytes, true)) return bad_note("it holds bytes that are not UTF-8, or control characters");
  // The last blank line: the text itself may hold others.
  const std::size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return bad_note("the blank line before the signatures is missing");
  Note note;
  note.text = bytes.substr(0, split + 1);
  TRY_ASSIGN(note.signatures, parse_signature_lines(bytes.substr(split + 2)));
  return note;
}

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines) {
  if (lines.empty()) return bad_note("there is no signature");
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const auto line = take_line(lines);
    if (!line) return bad_note("the last line lacks its newline");
    if (signatures.size() == note_signatures_max) return bad_note("it has more than 100 signatures");
    TRY_ASSIGN(NoteSignature signature, parse_signature_line(*line));
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

std::string render_signature_line(const NoteSignature& signature) {
  Bytes blob;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    blob.push_back(static_cast<std::uint8_t>(signature.key_id >> shift & 255U));
  }
  blob.insert(blob.end(), signature.bytes.begin(), signature.bytes.end());
  return std::string(line_start) + signature.name + " " + render_base64(blob) + "\n";
}

std::string render_note(const Note& note) {
  std::string text = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) text += render_signature_line(signature);
  return text;
}

Result<std::vector<VerifiedSignature>> verify_signatures(const Note& note, std::span<const VerifierKey> keys) {
  std::vector<VerifiedSignature> verified;
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& known) {
      return known.name == signature.name && known.key_id == signature.key_id;
    });
    if (key == keys.end() || key->type == KeyType::ml_dsa_44) continue;
    auto time_s = verify_one(*key, note.text, signature.bytes);
    if (!time_s.ok()) {
      return Error{Code::forbidden, "the signature of " + signature.name + " does not belong to this text"};
    }
    const bool again = std::any_of(verified.begin(), verified.end(), [&](const VerifiedSignature& other) {
      return other.name == signature.name && other.key_id == signature.key_id;
    });
    if (!again) verified.push_back({signature.name, signature.key_id, key->type, time_s.value()});
  }
  return verified;
}

Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> keys) {
  OpenedNote opened;
  TRY_ASSIGN(opened.note, parse_note(bytes));
  TRY_ASSIGN(opened.verified, verify_signatures(opened.note, keys));
  if (opened.verified.empty()) {
    return Error{Code::forbidden, "none of the keys that are trusted here signed this note"};
  }
  return opened;
}

Result<NoteSignature> sign_note(std::string_view text, const Signer& signer) {
  CHECK(signer.key.type == KeyType::note);
  if (text.empty() || text.back() != '\n' || !is_clean_text(text, true)) {
    return bad_note("its text is UTF-8 without control characters and ends in a newline");
  }
  TRY_ASSIGN(const Signature signature, signer.sign(view_bytes(text)));
  return NoteSignature{signer.key.name, signer.key.key_id, Bytes(signature.begin(), signature.end())};
}

}  // namespace redress::ledger
