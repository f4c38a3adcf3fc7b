// SPDX-License-Identifier: Apache-2.0
// ledger/note.hpp — signed notes: a text, a blank line, and lines of signatures that anybody may add to.
//
// Shapes          text ends in a newline; each signature line is "— <name> <base64(key id || signature)>\n".
// Errors          invalid: not a note.  forbidden: a key that we know did not sign this text, or none of them did.
// Threads         pure functions.
// Source          c2sp.org/signed-note, c2sp.org/tlog-cosignature.
// Never           counts a signature of an unknown key, or one that it cannot check (ML-DSA-44): both are carried.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/key.hpp"

namespace redress::ledger {

constexpr std::size_t note_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t note_signatures_max = 100;

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes bytes;  // behind the key id
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
  bool operator==(const Note&) const = default;
};

[[nodiscard]] Result<Note> parse_note(std::string_view bytes);
[[nodiscard]] std::string render_note(const Note& note);
[[nodiscard]] std::string render_signature_line(const NoteSignature& signature);
// Signature lines alone, as a witness answers them. At least one.
[[nodiscard]] Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines);

// A signature that holds.
struct VerifiedSignature {
  std::string name;
  std::uint32_t key_id = 0;
  KeyType type = KeyType::note;
  std::uint64_t time_s = 0;  // POSIX seconds that a cosigner stated; 0 in plain note signatures
  bool operator==(const VerifiedSignature&) const = default;
};

// The signatures of `keys`, at most one for each key. Forbidden when one of their signatures does not hold.
[[nodiscard]] Result<std::vector<VerifiedSignature>> verify_signatures(const Note& note,
                                                                       std::span<const VerifierKey> keys);

struct OpenedNote {
  Note note;
  std::vector<VerifiedSignature> verified;  // at least one
};
[[nodiscard]] Result<OpenedNote> open_note(std::string_view bytes, std::span<const VerifierKey> keys);

// The plain signature of a note (type 01). The text must be what a note may hold.
[[nodiscard]] Result<NoteSignature> sign_note(std::string_view text, const Signer& signer);

}  // namespace redress::ledger
