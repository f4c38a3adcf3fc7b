// SPDX-License-Identifier: Apache-2.0
// match/exchange_json.hpp — JSON that a stranger sent, read within limits. Inside this room only.
//
// Errors          parse_outside_json: exhausted over bytes_max; invalid when it nests deeper than json_depth_max or is
//                 no JSON.
// Threads         pure functions.
// Source          RFC 8259 §9: limits on size and depth are the reader's to set.
// Never           repeats a value in an error.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "match/exchange.hpp"

namespace redress::match {

using Json = nlohmann::json;

inline constexpr int json_depth_max = 16;

[[nodiscard]] Result<Json> parse_outside_json(std::string_view text, std::size_t bytes_max);

// Nothing when the key is missing or its value is of another type.
[[nodiscard]] const Json* find_member(const Json& object, const char* key);
[[nodiscard]] std::optional<std::string> find_text(const Json& object, const char* key);
// Whole seconds since 1970, as a number or as its digits in a text.
[[nodiscard]] std::optional<Instant> find_seconds(const Json& object, const char* key);
// Digits, as a number or as a text: the spelling of ids that outgrow a double.
[[nodiscard]] std::optional<std::string> find_digits(const Json& object, const char* key);

}  // namespace redress::match
