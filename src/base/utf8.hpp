// SPDX-License-Identifier: Apache-2.0
// base/utf8.hpp — is this text well-formed UTF-8?
//
// Errors          none: the answer is yes or no, or how long a character is.
// Threads         pure functions.
// Source          Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace redress {

// Bytes of the first character of a text that is not empty; 0 when it is none.
[[nodiscard]] std::size_t character_bytes(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace redress
