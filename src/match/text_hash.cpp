// SPDX-License-Identifier: Apache-2.0
#include "match/text_hash.hpp"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>

#include "base/digest.hpp"

namespace redress::match {
namespace {

bool is_mark_for_any_letter(UChar32 letter) {
  UErrorCode fault = U_ZERO_ERROR;
  const bool is_mark = u_charType(letter) == U_NON_SPACING_MARK || u_charType(letter) == U_ENCLOSING_MARK;
  return is_mark && uscript_getScript(letter, &fault) == USCRIPT_INHERITED;
}

icu::UnicodeString normalise(std::string_view text) {
  UErrorCode fault = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(fault);
  const auto* part = icu::Normalizer2::getNFDInstance(fault);
  CHECK(U_SUCCESS(fault));
  const auto raw = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  const icu::UnicodeString parted = part->normalize(fold->normalize(raw, fault), fault);
  CHECK(U_SUCCESS(fault));
  icu::UnicodeString plain;
  for (int32_t at = 0; at < parted.length(); at = parted.moveIndex32(at, 1)) {
    if (!is_mark_for_any_letter(parted.char32At(at))) plain.append(parted.char32At(at));
  }
  return plain;
}

std::vector<Digest> make_shingles(const std::vector<std::string>& words) {
  std::vector<Digest> shingles;
  for (std::size_t i = 0; i + shingle_word_count <= words.size(); ++i) {
    std::string shingle;
    for (std::size_t k = 0; k < shingle_word_count; ++k) shingle += words[i + k] + '\n';
    shingles.push_back(sha256(view_bytes(shingle)));
  }
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  const icu::UnicodeString plain = normalise(text);
  UErrorCode fault = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> cutter(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), fault));
  CHECK(U_SUCCESS(fault));
  cutter->setText(plain);
  std::vector<std::string> words;
  int32_t begin = cutter->first();
  for (int32_t end = cutter->next(); end != icu::BreakIterator::DONE; begin = end, end = cutter->next()) {
    if (cutter->getRuleStatus() < UBRK_WORD_NONE_LIMIT) continue;  // spaces and signs
    plain.tempSubStringBetween(begin, end).toUTF8String(words.emplace_back());
  }
  return words;
}

Result<TextHash> hash_text(std::string_view text) {
  if (text.size() > text_bytes_max) {
    return Error{Code::exhausted, "the text is over 10 MB: ask for its parts"};
  }
  const std::vector<std::string> words = split_words(text);
  if (words.size() < word_count_min) {
    return Error{Code::invalid, "the text has fewer than 20 words: too little to know a copy by"};
  }
  std::array<int, 256> balance{};
  for (const Digest& shingle : make_shingles(words)) {
    for (std::size_t bit = 0; bit < 256; ++bit) balance.at(bit) += (shingle[bit / 8] >> (bit % 8) & 1U) != 0 ? 1 : -1;
  }
  TextHash hash;
  hash.word_count = static_cast<std::uint32_t>(words.size());
  for (std::size_t bit = 0; bit < 256; ++bit) {
    if (balance.at(bit) > 0) hash.bits.at(bit / 8) |= static_cast<std::uint8_t>(1U << (bit % 8));
  }
  return hash;
}

}  // namespace redress::match
