// SPDX-License-Identifier: Apache-2.0
// ledger/entry_text.cpp — which texts an entry may hold.
#include "ledger/entry_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/entry_fields.hpp"

namespace redress::ledger {

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
