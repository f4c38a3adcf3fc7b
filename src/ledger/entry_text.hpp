// SPDX-License-Identifier: Apache-2.0
// ledger/entry_text.hpp — UTF-8 as an entry may hold it. Inside this room only.
//
// Errors          none.
// Threads         pure functions.
// Source          docs/reference/ledger-entries.md.
#pragma once

#include <string_view>

namespace redress::ledger {

[[nodiscard]] constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7f; }
// UTF-8 without control characters.
[[nodiscard]] bool is_text(std::string_view text);

}  // namespace redress::ledger
