// SPDX-License-Identifier: Apache-2.0
// base/instant.hpp — a point on the UTC time line. Nothing here reads a clock.
//
// Units           ms since 1970-01-01T00:00:00Z; POSIX time (a leap second is not counted).
// Errors          parse_instant: invalid when the text is not RFC 3339 with an explicit offset.
// Threads         values.
// Source          RFC 3339; RFC 9557 suffixes are refused.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress {

using Milliseconds = std::chrono::milliseconds;

struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

constexpr Instant operator+(Instant at, Milliseconds span) { return Instant{at.ms + span.count()}; }
constexpr Instant operator-(Instant at, Milliseconds span) { return Instant{at.ms - span.count()}; }
constexpr Milliseconds operator-(Instant later, Instant earlier) { return Milliseconds{later.ms - earlier.ms}; }

// "2026-11-22T02:00:00Z", "…T07:30:00.250+05:30". Seconds may be 60 (counted as 59.999).
[[nodiscard]] Result<Instant> parse_instant(std::string_view rfc3339);

// "2026-11-22T02:00:00Z"; with ".250" only when the instant has a fraction.
[[nodiscard]] std::string render_instant(Instant at);

}  // namespace redress
