// SPDX-License-Identifier: Apache-2.0
#include "server/written_language.hpp"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <array>
#include <cstdio>  // before CLD2's header, which needs it and does not say so

namespace redress::server {
namespace {

// Of 29 languages' own pages and some romanised Indian ones: what was wrong stayed under 600, what was right lay over
// it but for two short texts (docs/decisions/0043). A wrong language costs more than none.
constexpr double score_min = 640;
constexpr int percent_min = 80;
constexpr std::size_t text_bytes_max = 16'384;

// CLD2's own words, where they are no language tags or older ones.
std::string name_of(CLD2::Language language) {
  constexpr std::array<std::array<std::string_view, 2>, 6> others{
      {{"xx-Mtei", "mni"}, {"xx-Olck", "sat"}, {"bh", "mai"}, {"iw", "he"}, {"jw", "jv"}, {"mo", "ro"}}};
  const std::string_view code = CLD2::LanguageCode(language);
  for (const auto& [theirs, ours] : others) {
    if (code == theirs) return std::string(ours);
  }
  return code.starts_with("xx") ? std::string() : std::string(code);
}

// Not in the middle of a letter.
std::string_view cut(std::string_view text) {
  if (text.size() <= text_bytes_max) return text;
  std::size_t end = text_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::string_view primary_of(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

std::string recognise_language(std::string_view text) {
  const std::string_view part = cut(text);
  const CLD2::CLDHints nothing_known{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  int valid_bytes = 0;
  bool is_reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(part.data(), static_cast<int>(part.size()), true, &nothing_known, 0,
                                          languages.data(), percents.data(), scores.data(), nullptr, &text_bytes,
                                          &is_reliable, &valid_bytes);
  const bool is_plain = is_reliable && percents[0] >= percent_min && scores[0] >= score_min;
  return is_plain ? name_of(languages[0]) : std::string();
}

void note_language(cases::NoticeFacts& facts, std::string_view statement, bool is_chosen) {
  const std::string found = recognise_language(statement);
  if (found.empty() || primary_of(found) == primary_of(facts.language)) return;
  (is_chosen ? facts.written_in : facts.language) = found;
}

}  // namespace redress::server
