// SPDX-License-Identifier: Apache-2.0
// store/word_list.hpp — a closed list of words, read as the enumerator of the same place. Inside this room only.
//
// Errors          parse_from: invalid, naming the words that are allowed.
// Threads         pure.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::store {

template <class Word, std::size_t count>
[[nodiscard]] Result<Word> parse_from(const std::array<std::string_view, count>& words, std::string_view text,
                                      std::string_view what) {
  std::string message = "not a " + std::string(what) + "; write one of:";
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] == text) return static_cast<Word>(i);
    message.append(" ").append(words[i]);
  }
  return Error{Code::invalid, message};
}

}  // namespace redress::store
