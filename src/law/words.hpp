// SPDX-License-Identifier: Apache-2.0
// law/words.hpp — closed word lists: one table per enum, read both ways.
//
// Errors          parse_from: invalid, naming the words that are allowed.
// Threads         pure functions.
// Source          the enum each table belongs to.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace redress::law {

// The n-th word spells the enumerator with value n.
template <class Word, std::size_t count>
[[nodiscard]] Result<Word> parse_from(const std::array<std::string_view, count>& words, std::string_view text,
                                      std::string_view what) {
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] == text) return static_cast<Word>(i);
  }
  std::string message = "'" + std::string(text.substr(0, 60)) + "' is not a " + std::string(what) + "; write one of:";
  for (const auto word : words) message.append(" ").append(word);
  return Error{Code::invalid, message};
}

template <std::size_t count, class Word>
[[nodiscard]] std::string_view render_from(const std::array<std::string_view, count>& words, Word word) {
  return words.at(static_cast<std::size_t>(word));
}

}  // namespace redress::law
