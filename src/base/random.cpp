// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include <sodium.h>

#include "base/check.hpp"

namespace redress {

void fill_random(std::span<std::uint8_t> out) {
  static const bool ready = sodium_init() >= 0;
  CHECK(ready);
  randombytes_buf(out.data(), out.size());
}

}  // namespace redress
