// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace redress {
namespace {

constexpr std::size_t word_bytes = sizeof(std::uint64_t);

// Eight bytes at a time: most text is ASCII, and all that is stored comes by here.
bool is_ascii_word(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, word_bytes);
  return (word & 0x8080'8080'8080'8080ULL) == 0;
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
  const auto byte_at = [text](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = byte_at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(i) & 0xc0) != 0x80) return 0;
  }
  // Only the second byte has a narrower range: that is where overlong forms and surrogates show.
  const std::uint8_t second = byte_at(1);
  const bool is_overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool is_outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return is_overlong || is_outside ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const bool is_word = text.size() >= word_bytes && is_ascii_word(text.data());
    const std::size_t length = is_word ? word_bytes : character_bytes(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace redress
