// SPDX-License-Identifier: Apache-2.0
// http/utf8.hpp — is this text well-formed UTF-8?
//
// Errors          none: the answer is yes or no.
// Threads         pure function.
// Source          Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace redress::http {

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace redress::http
