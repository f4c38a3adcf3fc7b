// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_json.hpp"

#include <algorithm>
#include <charconv>

namespace redress::match {
namespace {

constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
constexpr std::size_t digit_count_max = 20;

// Brackets outside of texts, counted before anything is built from them.
bool is_deeper_than(std::string_view text, int depth_max) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > depth_max) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

bool is_digits(const std::string& text) {
  return !text.empty() && text.size() <= digit_count_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Json> parse_outside_json(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    return Error{Code::exhausted, "the page is larger than " + std::to_string(bytes_max >> 20U) + " MiB"};
  }
  if (is_deeper_than(text, json_depth_max)) return Error{Code::invalid, "the page nests deeper than any exchange does"};
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{Code::invalid, "the page is not JSON, or was cut off"};
  return json;
}

const Json* find_member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> find_text(const Json& object, const char* key) {
  const Json* member = find_member(object, key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<std::string> find_digits(const Json& object, const char* key) {
  const Json* member = find_member(object, key);
  if (member == nullptr) return std::nullopt;
  if (member->is_number_unsigned()) return std::to_string(member->get<std::uint64_t>());
  if (!member->is_string() || !is_digits(member->get_ref<const std::string&>())) return std::nullopt;
  return member->get<std::string>();
}

std::optional<Instant> find_seconds(const Json& object, const char* key) {
  const auto digits = find_digits(object, key);
  if (!digits) return std::nullopt;
  std::int64_t seconds = 0;
  const char* const end = digits->data() + digits->size();
  const auto read = std::from_chars(digits->data(), end, seconds);
  if (read.ec != std::errc{} || read.ptr != end || seconds > seconds_max) return std::nullopt;
  return Instant{seconds * 1'000};
}

}  // namespace redress::match
