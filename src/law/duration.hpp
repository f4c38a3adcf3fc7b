// SPDX-License-Identifier: Apache-2.0
// law/duration.hpp — an ISO 8601 duration as a statute writes it: a calendar part and a continuous part.
//
// Shapes          "PT2H", "P7D", "P2W", "P6M", "P1Y", "P1DT12H"; whole numbers only.
// Errors          parse_duration: invalid when it is no duration, is zero, or is longer than 100 years.
// Threads         values.
// Source          ISO 8601-1:2019 §5.5.2 (no fractions, no sign, no alternative format).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::law {

struct Duration {
  std::int32_t months = 0;  // years count twelve
  std::int32_t days = 0;    // weeks count seven
  Milliseconds rest{0};
  bool operator==(const Duration&) const = default;
  [[nodiscard]] bool has_dates() const { return months != 0 || days != 0; }
};

[[nodiscard]] Result<Duration> parse_duration(std::string_view text);
// "2 hours", "7 days", "6 months": for sentences.
[[nodiscard]] std::string describe_duration(const Duration& duration);

}  // namespace redress::law
