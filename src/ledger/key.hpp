// SPDX-License-Identifier: Apache-2.0
// ledger/key.hpp — the keys of notes: who may check, who may sign, and their spellings.
//
// Shapes          verifier key  <name>+<key id, 8 hex>+<base64(type || public key)>
//                 signer key    PRIVATE+KEY+<name>+<key id, 8 hex>+<base64(type || seed)>, as Go spells it
// Errors          invalid: another spelling, or a key id that is not the key's.  unsupported: a type we do not know.
// Threads         values; Signer::sign as its maker says (those made here: any).
// Source          c2sp.org/signed-note, c2sp.org/tlog-cosignature. Ed25519 by libsodium's rule: one spelling of a
//                 signature, no key of small order.
// Never           holds the secret itself in VerifierKey or Signer: sign is a function, so a token can stand behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace redress::ledger {

// ml_dsa_44 keys are read and carried; nothing here can check their signatures.
enum class KeyType : std::uint8_t { note = 1, cosignature = 4, ml_dsa_44 = 6 };

struct VerifierKey {
  std::string name;
  KeyType type = KeyType::note;
  Bytes public_key;
  std::uint32_t key_id = 0;
  bool operator==(const VerifierKey&) const = default;
};

[[nodiscard]] Result<VerifierKey> make_verifier_key(std::string_view name, KeyType type, ByteView public_key);
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);
[[nodiscard]] std::string render_verifier_key(const VerifierKey& key);

struct Signer {
  VerifierKey key;
  // Ed25519 over the whole message. May fail: a token can be unplugged.
  std::function<Result<Signature>(ByteView message)> sign;
};

// `type` note or cosignature. The name must be one that a key may have.
[[nodiscard]] Result<Signer> make_signer(std::string_view name, KeyType type, const SigningKey& key);
[[nodiscard]] SigningKey derive_signing_key(const Digest& seed);
[[nodiscard]] Result<Signer> parse_signer_key(std::string_view text);
[[nodiscard]] Result<std::string> render_signer_key(std::string_view name, KeyType type, const SigningKey& key);

}  // namespace redress::ledger
