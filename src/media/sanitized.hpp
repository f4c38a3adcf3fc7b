// SPDX-License-Identifier: Apache-2.0
// media/sanitized.hpp — is this build one of the sanitizers'? Their runtimes need memory and calls that a worker gives
// up.
//
// Errors          none.
// Threads         a constant.
// Source          GCC's and Clang's predefined macros.
#pragma once

namespace redress::media {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace redress::media
