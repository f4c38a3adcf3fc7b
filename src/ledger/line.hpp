// SPDX-License-Identifier: Apache-2.0
// ledger/line.hpp — what the text formats of the log share: lines, decimal numbers, hashes in base64, UTF-8.
//
// Errors          nothing where the text is not spelled as the format wants it; each format says what it wanted.
// Threads         pure functions.
// Source          c2sp.org/signed-note, c2sp.org/tlog-checkpoint: one spelling for each value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace redress::ledger {

// Digits only, no leading zero, at most 2^63 - 1: other implementations keep sizes in signed numbers.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);
// 44 characters of canonical base64.
[[nodiscard]] std::optional<Digest> parse_hash(std::string_view base64);
// Cuts the first line off `text`, without its newline. Nothing when no newline is left.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text);

// UTF-8 without control characters; newlines only where the caller says so.
[[nodiscard]] bool is_clean_text(std::string_view text, bool newlines);
// The name of a key: not empty, UTF-8, no white space (Unicode's), no plus sign.
[[nodiscard]] bool is_key_name(std::string_view text);

}  // namespace redress::ledger
