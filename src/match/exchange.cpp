// SPDX-License-Identifier: Apache-2.0
#include "match/exchange.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "base/bytes.hpp"
#include "base/utf8.hpp"

namespace redress::match {
namespace {

constexpr std::array<std::string_view, 11> kind_words = {"pdq", "md5",       "sha1",      "sha256",   "tlsh", "text",
                                                         "url", "video_pdq", "video_tmk", "photodna", "other"};
constexpr std::array<std::string_view, 5> opinion_words = {"none", "positive", "seed", "disputed", "negative"};
constexpr std::size_t url_bytes_max = 2'048;
constexpr std::size_t text_bytes_max = 32U << 10;
// About half the bits of a PDQ hash are ones, by its making. Far from that it is the hash of an empty picture, which
// every other empty picture would match.
constexpr int pdq_ones_min = 32;
constexpr int pdq_ones_max = 224;

Error refuse(const std::string& why) { return {Code::invalid, why}; }

template <class Word, std::size_t Count>
Result<Word> find_word(const std::array<std::string_view, Count>& words, std::string_view word,
                       const std::string& what) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return refuse("not " + what + " that is known here");
  return static_cast<Word>(found - words.begin());
}

Result<std::string> parse_hash(std::string_view text, std::size_t bytes, const std::string& name) {
  const auto parsed = parse_hex(text);
  if (!parsed.ok() || parsed.value().size() != bytes) {
    return refuse("the " + name + " is not " + std::to_string(2 * bytes) + " hex digits");
  }
  return render_hex(parsed.value());
}

Result<std::string> parse_pdq(std::string_view text) {
  TRY_ASSIGN(std::string hex, parse_hash(text, 32, "PDQ hash"));
  TRY_ASSIGN(const Bytes bytes, parse_hex(hex));
  int ones = 0;
  for (const std::uint8_t byte : bytes) ones += std::popcount(byte);
  if (ones < pdq_ones_min || ones > pdq_ones_max) return refuse("the PDQ hash is that of an empty picture");
  return hex;
}

Result<std::string> parse_tlsh(std::string_view text) {
  const std::string_view digits = text.starts_with("T1") ? text.substr(2) : text;
  TRY_ASSIGN(std::string hex, parse_hash(digits, 35, "TLSH digest"));
  // The one hash that its own tools write in capitals.
  for (char& c : hex) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return "T1" + hex;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

Result<std::string> parse_url(std::string_view text) {
  const bool is_plain = std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; });
  if (text.empty() || text.size() > url_bytes_max || !is_plain || !is_utf8(text)) {
    return refuse("the URL is not 1 to 2,048 printable characters");
  }
  return std::string(text);
}

Result<std::string> parse_text(std::string_view text, std::size_t bytes_max) {
  if (text.empty() || text.size() > bytes_max) {
    return refuse("the value is not 1 to " + std::to_string(bytes_max) + " bytes long");
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) return refuse("the value is not UTF-8 text");
  return std::string(text);
}

}  // namespace

std::string_view render(SignalKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }
std::string_view render(Opinion opinion) { return opinion_words.at(static_cast<std::size_t>(opinion)); }

Result<SignalKind> parse_signal_kind(std::string_view word) {
  return find_word<SignalKind>(kind_words, word, "a kind of signal");
}

Result<Opinion> parse_opinion(std::string_view word) { return find_word<Opinion>(opinion_words, word, "an opinion"); }

Result<std::string> parse_signal(SignalKind kind, std::string_view text) {
  switch (kind) {
    case SignalKind::pdq:
      return parse_pdq(text);
    case SignalKind::md5:
      return parse_hash(text, 16, "MD5");
    case SignalKind::sha1:
      return parse_hash(text, 20, "SHA-1");
    case SignalKind::sha256:
      return parse_hash(text, 32, "SHA-256");
    case SignalKind::tlsh:
      return parse_tlsh(text);
    case SignalKind::url:
      return parse_url(text);
    case SignalKind::text:
      return parse_text(text, text_bytes_max);
    case SignalKind::video_pdq:
    case SignalKind::video_tmk:
    case SignalKind::photodna:
    case SignalKind::other:
      break;
  }
  return parse_text(text, signal_bytes_max);
}

bool is_source_ref(std::string_view text) {
  return !text.empty() && text.size() <= source_ref_bytes_max && std::all_of(text.begin(), text.end(), is_visible);
}

std::vector<std::string> tidy_tags(std::vector<std::string> tags) {
  std::erase_if(tags, [](const std::string& tag) {
    return tag.empty() || tag.size() > tag_bytes_max || !is_utf8(tag) ||
           std::any_of(tag.begin(), tag.end(), is_control);
  });
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  if (tags.size() > tag_count_max) tags.resize(tag_count_max);
  return tags;
}

std::string tidy_name(std::string_view name) {
  std::string tidy;
  while (!name.empty()) {
    const std::size_t bytes = character_bytes(name);
    if (bytes == 0 || tidy.size() + bytes > tag_bytes_max) break;
    if (!is_control(name.front())) tidy += name.substr(0, bytes);
    name.remove_prefix(bytes);
  }
  return tidy;
}

void add_fault(ExchangePage& page, std::string line) {
  if (page.faults.size() + 1 < page_fault_count_max) {
    page.faults.push_back(std::move(line));
  } else if (page.faults.size() < page_fault_count_max) {
    page.faults.emplace_back("there are more that cannot be taken");
  }
}

}  // namespace redress::match
