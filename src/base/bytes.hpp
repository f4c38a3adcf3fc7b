// SPDX-License-Identifier: Apache-2.0
// base/bytes.hpp — byte strings and their spellings: hex, base64, Crockford base32.
//
// Errors          parse_*: invalid when a character or the length does not belong to the spelling.
// Threads         pure functions.
// Source          RFC 4648 (hex lower case, base64 with padding); Crockford base32 (i, l → 1, o → 0, no u).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] ByteView view_bytes(std::string_view text);

[[nodiscard]] std::string render_hex(ByteView bytes);
[[nodiscard]] Result<Bytes> parse_hex(std::string_view text);

[[nodiscard]] std::string render_base64(ByteView bytes);
[[nodiscard]] Result<Bytes> parse_base64(std::string_view text);

// `count` characters of 5 bits each, taken from the front of `bytes` (which must hold them).
[[nodiscard]] std::string render_crockford(ByteView bytes, std::size_t count);
// Upper case, look-alikes folded, hyphens and spaces dropped: what two people must type alike to mean the same code.
[[nodiscard]] Result<std::string> normalise_crockford(std::string_view text);

}  // namespace redress
