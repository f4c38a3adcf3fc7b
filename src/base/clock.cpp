// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

namespace redress {

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<Milliseconds>(since_epoch).count()};
}

}  // namespace redress
