// SPDX-License-Identifier: Apache-2.0
// ledger/entry_text.cpp — which texts an entry may hold.
#include "ledger/entry_text.hpp"

#include <algorithm>

#include "ledger/entry_codec.hpp"
#include "ledger/entry_fields.hpp"

namespace redress::ledger {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

}  // namespace

// The shortest form only, no surrogates, nothing above U+10FFFF (RFC 3629).
std::size_t character_bytes(std::string_view text) {
  const std::uint8_t first = byte_at(text, 0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xc0) != 0x80) return 0;
  }
  const std::uint8_t second = byte_at(text, 1);
  const bool is_overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool is_outside = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return is_overlong || is_outside ? 0 : length;
}

bool is_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_bytes(text);
    if (length == 0 || (length == 1 && is_control(text.front()))) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string clip_text(std::string_view text, std::size_t bytes_max) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = character_bytes(text);
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (clean.size() + taken > bytes_max) break;
    if (length == 0) {
      clean += '?';
    } else if (length == 1 && is_control(text.front())) {
      clean += ' ';
    } else {
      clean.append(text.substr(0, length));
    }
    text.remove_prefix(taken);
  }
  return clean;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= word_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace redress::ledger
