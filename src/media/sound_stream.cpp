// SPDX-License-Identifier: Apache-2.0
#include "media/sound_stream.hpp"

#include <charconv>

namespace redress::media {

std::size_t word_count_max(const VideoPlan& plan) {
  return static_cast<std::size_t>(plan.seconds_max / word_seconds) + 64;
}

Refusal parse_words(std::string_view text, std::size_t count_max, std::vector<std::uint32_t>& words) {
  words.clear();
  const std::size_t end = text.find_last_not_of("\r\n");
  text = text.substr(0, end + 1);  // npos + 1 is 0
  while (!text.empty()) {
    std::uint32_t word = 0;
    const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), word);
    if (fault != std::errc() || words.size() == count_max) return Refusal::damaged;
    words.push_back(word);
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    if (text.empty()) break;
    if (text.front() != ',' || text.size() == 1) return Refusal::damaged;
    text.remove_prefix(1);
  }
  return Refusal::none;
}

Refusal decode_words(ByteView bytes, std::size_t count_max, std::vector<std::uint32_t>& words) {
  words.clear();
  if (bytes.size() % 4 != 0 || bytes.size() / 4 > count_max) return Refusal::damaged;
  words.resize(bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) words[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
  return Refusal::none;
}

}  // namespace redress::media
