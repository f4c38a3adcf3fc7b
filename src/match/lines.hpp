// SPDX-License-Identifier: Apache-2.0
// match/lines.hpp — a text, line by line.
//
// Shapes          a line ends at \n, \r\n or the end of the text, and is given without it.
// Errors          none.
// Threads         pure functions.
// Source          none: a line is what POSIX calls one.
#pragma once

#include <algorithm>
#include <string_view>

namespace redress::match {

// The first line of `text`, which becomes what is behind it.
[[nodiscard]] constexpr std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace redress::match
