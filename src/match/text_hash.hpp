// SPDX-License-Identifier: Apache-2.0
// match/text_hash.hpp — 256 bits of a text that hardly change when a few of its words do.
//
// Use this when   a text is kept or asked: near ones lie near in a HammingIndex.
// Shapes          UTF-8 in; what is not UTF-8 counts as U+FFFD. Words as Unicode cuts them, in scripts without spaces
//                 by dictionary; then runs of shingle_word_count words.
// Units           words; bytes; distance_bits 0…256.
// Errors          hash_text: invalid, fewer than word_count_min words say too little; exhausted: over text_bytes_max.
// Threads         pure functions.
// Cost            about one SHA-256 a word.
// Source          SimHash: Charikar 2002, §3. Normalisation: Unicode TR 15 (NFKC_Casefold), TR 29 (words). What the
//                 distances mean: docs/decisions/0025.
// Never           keeps a word of the text.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "match/bits256.hpp"

namespace redress::match {

inline constexpr std::size_t text_bytes_max = 10'000'000;
inline constexpr std::size_t word_count_min = 20;
inline constexpr std::size_t shingle_word_count = 2;

struct TextHash {
  media::Pdq bits{};  // the same 32 bytes as a PDQ hash, and found by the same index
  std::uint32_t word_count = 0;
  bool operator==(const TextHash&) const = default;
};

// Case, width and ligatures folded; what is not seen (zero-width, soft hyphens) and marks that fit any letter dropped.
// The signs of a script's own, as Devanagari has them, stay.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);
[[nodiscard]] Result<TextHash> hash_text(std::string_view text);

}  // namespace redress::match
