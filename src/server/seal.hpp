// SPDX-License-Identifier: Apache-2.0
// server/seal.hpp — a small text that the browser keeps for us: it cannot read it, change it, or use it after its time.
//
// Use this when   a page must remember something for a while without a table: a follow-up session, a report just filed.
// Shapes          base64url without padding; at most 2 KiB of text. `purpose` keeps one kind from passing for another.
// Errors          open_seal: forbidden alike for forged, foreign, changed and expired.
// Threads         pure but for the nonce, which comes from the process's random source.
// Source          XChaCha20-Poly1305 (libsodium); purpose and instant are authenticated with the text.
#pragma once

#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/instant.hpp"

namespace redress::server {

inline constexpr std::size_t seal_bytes_max = 2'048;

[[nodiscard]] std::string make_seal(const Digest& key, std::string_view purpose, std::string_view text,
                                    Instant expires_at);
[[nodiscard]] Result<std::string> open_seal(const Digest& key, std::string_view purpose, std::string_view seal,
                                            Instant now);

// What a form of one session carries so that no other site can post it.
[[nodiscard]] std::string render_csrf(const Digest& key, std::string_view session);
[[nodiscard]] bool is_csrf(const Digest& key, std::string_view session, std::string_view given);

// A key of its own for each use, so that none ever serves two.
[[nodiscard]] Digest derive_key(const Digest& key, std::string_view use);

}  // namespace redress::server
