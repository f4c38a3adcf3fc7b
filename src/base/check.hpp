// SPDX-License-Identifier: Apache-2.0
// base/check.hpp — CHECK(condition): a promise of our own code. Always on; prints and aborts. Never used on input.
#pragma once

namespace redress {
[[noreturn]] void fail_check(const char* expression, const char* file, int line);
}  // namespace redress

#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::redress::fail_check(#condition, __FILE__, __LINE__))
