// SPDX-License-Identifier: Apache-2.0
// base/digest.hpp — SHA-256, MD5 (exchange formats only, never for security), keyed BLAKE2b, HMAC-SHA256, Ed25519.
//
// Threads         pure functions; Hasher belongs to one thread.
// Source          FIPS 180-4, RFC 1321, RFC 7693, RFC 2104, RFC 8032. Hashes: OpenSSL; signatures: libsodium.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"

namespace redress {

using Digest = std::array<std::uint8_t, 32>;
using Md5 = std::array<std::uint8_t, 16>;

// 64 hex digits; nothing for anything else.
[[nodiscard]] std::optional<Digest> parse_digest(std::string_view hex);

[[nodiscard]] Digest sha256(ByteView bytes);
[[nodiscard]] Digest sha256(std::string_view text);
[[nodiscard]] Md5 md5(ByteView bytes);
[[nodiscard]] Digest hmac_sha256(ByteView key, ByteView message);
// For short secrets kept as look-up keys: fast, and useless without the key.
[[nodiscard]] Digest keyed_digest(const Digest& key, ByteView message);
[[nodiscard]] bool is_equal_constant_time(ByteView a, ByteView b);

// SHA-256 and MD5 of a stream in one pass.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void add(ByteView bytes);
  struct Both {
    Digest sha256;
    Md5 md5;
  };
  [[nodiscard]] Both finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct SigningKey {
  std::array<std::uint8_t, 32> public_key{};
  std::array<std::uint8_t, 64> secret_key{};
};
using Signature = std::array<std::uint8_t, 64>;

[[nodiscard]] SigningKey make_signing_key();
[[nodiscard]] Signature sign(const SigningKey& key, ByteView message);
[[nodiscard]] Status verify_signature(ByteView public_key, ByteView message, ByteView signature);

}  // namespace redress
