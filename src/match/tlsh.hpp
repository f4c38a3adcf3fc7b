// SPDX-License-Identifier: Apache-2.0
// match/tlsh.hpp — TLSH digests as exchanges carry them: read, checked, written, and their distance.
//
// Use this when   importing or exporting. Not for matching: 2 % of the words of a text replaced move its digest as far
//                 as another text lies (docs/decisions/0025).
// Shapes          "T1" and 70 hex digits: checksum, length, two quartile ratios, 128 buckets of two bits.
// Units           distance: the reference's own, 0 upward.
// Errors          parse_tlsh: invalid.
// Threads         pure functions.
// Source          Oliver, Cheng, Chen: TLSH – A Locality Sensitive Hash (2013); the spelling of trendmicro/tlsh, T1.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace redress::match {

struct Tlsh {
  std::uint8_t checksum = 0;
  std::uint8_t length = 0;  // a logarithm
  std::uint8_t first_quartile = 0;
  std::uint8_t second_quartile = 0;
  std::array<std::uint8_t, 32> buckets{};
  bool operator==(const Tlsh&) const = default;
};

// Digits of either case; without "T1" it is the older spelling of the same.
[[nodiscard]] Result<Tlsh> parse_tlsh(std::string_view text);
[[nodiscard]] std::string render_tlsh(const Tlsh& digest);

enum class Length { counts, ignored };
[[nodiscard]] int distance(const Tlsh& a, const Tlsh& b, Length length = Length::counts);

}  // namespace redress::match
