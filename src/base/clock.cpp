// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <sys/timex.h>

namespace redress {

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<Milliseconds>(since_epoch).count()};
}

std::optional<std::uint32_t> SystemClock::find_error_ms() const {
  timex state{};  // modes 0: only asks
  const int answer = ::adjtimex(&state);
  if (answer < 0 || answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0 || state.maxerror < 0) return std::nullopt;
  constexpr std::int64_t us_per_ms = 1'000;
  return static_cast<std::uint32_t>((std::int64_t{state.maxerror} + us_per_ms - 1) / us_per_ms);
}

}  // namespace redress
