// SPDX-License-Identifier: Apache-2.0
// base/random.hpp — secure random bytes from libsodium. Never called from law, cases or docket.
//
// Threads         any.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace redress {

void fill_random(std::span<std::uint8_t> out);

template <std::size_t count>
[[nodiscard]] std::array<std::uint8_t, count> random_bytes() {
  std::array<std::uint8_t, count> bytes;
  fill_random(bytes);
  return bytes;
}

}  // namespace redress
