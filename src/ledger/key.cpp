// SPDX-License-Identifier: Apache-2.0
#include "ledger/key.hpp"

#include <sodium.h>

#include <algorithm>

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::size_t ml_dsa_44_key_bytes = 1312;

std::size_t key_bytes(KeyType type) { return type == KeyType::ml_dsa_44 ? ml_dsa_44_key_bytes : 32; }

Bytes typed(KeyType type, ByteView key) {
  Bytes bytes;
  bytes.reserve(1 + key.size());
  bytes.push_back(static_cast<std::uint8_t>(type));
  bytes.insert(bytes.end(), key.begin(), key.end());
  return bytes;
}

std::uint32_t compute_key_id(std::string_view name, KeyType type, ByteView public_key) {
  Bytes bytes(name.begin(), name.end());
  bytes.push_back('\n');
  const Bytes key = typed(type, public_key);
  bytes.insert(bytes.end(), key.begin(), key.end());
  const Digest hash = sha256(bytes);
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8U | hash[i];
  return id;
}

std::string render_key_id(std::uint32_t id) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(id >> 24U), static_cast<std::uint8_t>(id >> 16U & 255U),
      static_cast<std::uint8_t>(id >> 8U & 255U), static_cast<std::uint8_t>(id & 255U)};
  return render_hex(bytes);
}

// <name>+<id>+<base64>: the three parts, the last one decoded. A name holds no plus sign, base64 may.
struct KeyParts {
  std::string_view name;
  std::string_view id;
  KeyType type;
  Bytes key;
};
Result<KeyParts> parse_parts(std::string_view text, const char* kind) {
  const Error bad{Code::invalid, std::string("not a ") + kind + " key: <name>+<8 hex digits>+<base64>"};
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9 || !is_key_name(text.substr(0, first))) return bad;
  const auto bytes = parse_base64(text.substr(second + 1));
  if (!bytes.ok() || bytes.value().empty()) return bad;
  const std::uint8_t type = bytes.value().front();
  if (type != 1 && type != 4 && type != 6) {
    return Error{Code::unsupported, std::string("a ") + kind + " key of a type that is not known here"};
  }
  return KeyParts{text.substr(0, first), text.substr(first + 1, 8), static_cast<KeyType>(type),
                  Bytes(bytes.value().begin() + 1, bytes.value().end())};
}

}  // namespace

Result<VerifierKey> make_verifier_key(std::string_view name, KeyType type, ByteView public_key) {
  if (!is_key_name(name)) return Error{Code::invalid, "the name of a key has no spaces and no plus sign"};
  if (public_key.size() != key_bytes(type)) return Error{Code::invalid, "the public key has the wrong length"};
  return VerifierKey{std::string(name), type, Bytes(public_key.begin(), public_key.end()),
                     compute_key_id(name, type, public_key)};
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  TRY_ASSIGN(const KeyParts parts, parse_parts(text, "verifier"));
  TRY_ASSIGN(VerifierKey key, make_verifier_key(parts.name, parts.type, parts.key));
  if (render_key_id(key.key_id) != parts.id) return Error{Code::invalid, "the key id is not that of the key"};
  return key;
}

std::string render_verifier_key(const VerifierKey& key) {
  return key.name + "+" + render_key_id(key.key_id) + "+" + render_base64(typed(key.type, key.public_key));
}

Result<Signer> make_signer(std::string_view name, KeyType type, const SigningKey& key) {
  if (type == KeyType::ml_dsa_44) return Error{Code::unsupported, "ML-DSA-44 cannot sign here"};
  Signer signer;
  TRY_ASSIGN(signer.key, make_verifier_key(name, type, key.public_key));
  signer.sign = [key](ByteView message) -> Result<Signature> { return sign(key, message); };
  return signer;
}

SigningKey derive_signing_key(const Digest& seed) {
  CHECK(sodium_init() >= 0);
  SigningKey key;
  CHECK(crypto_sign_seed_keypair(key.public_key.data(), key.secret_key.data(), seed.data()) == 0);
  return key;
}

Result<Signer> parse_signer_key(std::string_view text) {
  const Error bad{Code::invalid, "not a signer key: PRIVATE+KEY+<name>+<8 hex digits>+<base64>"};
  if (!text.starts_with(private_prefix)) return bad;
  TRY_ASSIGN(const KeyParts parts, parse_parts(text.substr(private_prefix.size()), "signer"));
  Digest seed;
  if (parts.key.size() != seed.size()) return bad;
  std::copy(parts.key.begin(), parts.key.end(), seed.begin());
  TRY_ASSIGN(Signer signer, make_signer(parts.name, parts.type, derive_signing_key(seed)));
  if (render_key_id(signer.key.key_id) != parts.id) return Error{Code::invalid, "the key id is not that of the key"};
  return signer;
}

Result<std::string> render_signer_key(std::string_view name, KeyType type, const SigningKey& key) {
  TRY_ASSIGN(const VerifierKey verifier, make_verifier_key(name, type, key.public_key));
  // libsodium keeps the seed in front of the public key.
  const ByteView seed = ByteView(key.secret_key).first(32);
  return std::string(private_prefix) + verifier.name + "+" + render_key_id(verifier.key_id) + "+" +
         render_base64(typed(type, seed));
}

}  // namespace redress::ledger
