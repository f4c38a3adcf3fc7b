// SPDX-License-Identifier: Apache-2.0
// match/ssdeep.hpp — ssdeep digests as exchanges carry them: read, checked, written.
//
// Use this when   importing or exporting. Not for matching: 2 % of the words of a text replaced bring its score to 0
//                 (docs/decisions/0025).
// Shapes          block size, two pieces in base64 letters; a file name in quotes may follow and is kept apart.
// Errors          parse_ssdeep: invalid.
// Threads         pure functions.
// Source          Kornblum, Identifying almost identical files using context triggered piecewise hashing (2006);
//                 ssdeep 2.14: block sizes 3 · 2^n, pieces of at most 64 letters.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::match {

struct Ssdeep {
  std::uint64_t block_size = 0;
  std::string pieces;         // at block_size
  std::string double_pieces;  // at twice that
  std::string file_name;
  bool operator==(const Ssdeep&) const = default;
};

[[nodiscard]] Result<Ssdeep> parse_ssdeep(std::string_view text);
// Without the file name.
[[nodiscard]] std::string render_ssdeep(const Ssdeep& digest);

}  // namespace redress::match
