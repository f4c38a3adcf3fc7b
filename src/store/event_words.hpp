// SPDX-License-Identifier: Apache-2.0
// store/event_words.hpp — one parser for each closed list of words that an event may hold. Inside this room only.
//
// Errors          invalid: no word of the list.
// Threads         pure functions.
#pragma once

#include <string_view>

#include "store/event_codec.hpp"

namespace redress::store {

template <class Word>
Result<Word> parse_enum(std::string_view text) {
  return cases::parse_word<Word>(text);
}
template <>
inline Result<law::Harm> parse_enum(std::string_view text) {
  return law::parse_harm(text);
}
template <>
inline Result<law::Channel> parse_enum(std::string_view text) {
  return law::parse_channel(text);
}
template <>
inline Result<law::Complainant> parse_enum(std::string_view text) {
  return law::parse_complainant(text);
}
template <>
inline Result<law::Medium> parse_enum(std::string_view text) {
  return law::parse_medium(text);
}
template <>
inline Result<law::ClockState> parse_enum(std::string_view text) {
  return law::parse_clock_state(text);
}
template <>
inline Result<law::Step> parse_enum(std::string_view text) {
  return law::parse_step(text);
}
template <>
inline Result<law::Bearer> parse_enum(std::string_view text) {
  return law::parse_bearer(text);
}
template <>
inline Result<law::OnRisk> parse_enum(std::string_view text) {
  return law::parse_on_risk(text);
}

}  // namespace redress::store
