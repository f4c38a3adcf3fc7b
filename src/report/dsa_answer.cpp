// SPDX-License-Identifier: Apache-2.0
#include "report/dsa_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redress::report {
namespace {

using Json = nlohmann::json;

constexpr int depth_max = 8;
constexpr std::size_t uuid_bytes_max = 64;

// Deeper than any answer of the database is no answer of the database.
Json parse(std::string_view body) {
  const Json::parser_callback_t bound = [](int depth, Json::parse_event_t, Json&) { return depth <= depth_max; };
  Json json = Json::parse(body, bound, false);
  return json.is_object() ? json : Json::object();
}

std::string text_of(const Json& json) { return json.is_string() ? json.get<std::string>() : std::string(); }

void append(std::string& words, std::string_view more) {
  if (more.empty()) return;
  if (!words.empty()) words += "; ";
  words += more;
}

std::string shorten(std::string words) {
  for (char& c : words) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  std::size_t end = std::min(words.size(), dsa_words_bytes_max);
  while (end > 0 && end < words.size() && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U) --end;
  words.resize(end);
  return words;
}

// {field: [text, …]} as "field: text text; field: text".
std::string render_fields(const Json& fields) {
  std::string words;
  if (!fields.is_object()) return words;
  for (const auto& [field, texts] : fields.items()) {
    std::string line = field + ":";
    if (texts.is_string()) line += " " + text_of(texts);
    for (const Json& text : texts.is_array() ? texts : Json::array()) line += " " + text_of(text);
    append(words, line);
  }
  return shorten(std::move(words));
}

bool says_not_unique(const Json& fields) {
  return fields.is_object() && fields.contains("puid") && fields.at("puid").dump().find("unique") != std::string::npos;
}

// Only the puid is wrong with it, and only because it is there already.
bool is_duplicate(const Json& fields) { return says_not_unique(fields) && fields.size() == 1; }

void collect_texts(const Json& json, std::vector<std::string>& texts) {
  if (json.is_string()) texts.push_back(json.get<std::string>());
  if (!json.is_structured()) return;
  for (const Json& part : json) collect_texts(part, texts);
}

// The puids that the answer lists as known, wherever it keeps them.
std::vector<std::string> list_existing(const Json& answer) {
  std::vector<std::string> existing;
  const Json errors = answer.value("errors", Json::object());
  for (const Json* part : {&answer, &errors}) {
    if (!part->is_object()) continue;
    for (const auto& [key, value] : part->items()) {
      if (key.starts_with("existing")) collect_texts(value, existing);
    }
  }
  return existing;
}

}  // namespace

std::vector<std::optional<DsaRefusal>> read_refusals(std::string_view body, std::span<const std::string> puids) {
  std::vector<std::optional<DsaRefusal>> refusals(puids.size());
  const Json answer = parse(body);
  const Json errors = answer.value("errors", Json::object());
  if (!errors.is_object()) return refusals;
  const auto existing = list_existing(answer);
  for (std::size_t i = 0; i < puids.size(); ++i) {
    const auto of_this = errors.find("statement_" + std::to_string(i));
    if (of_this != errors.end()) {
      refusals[i] = DsaRefusal{is_duplicate(*of_this), render_fields(*of_this)};
    } else if (std::find(existing.begin(), existing.end(), puids[i]) != existing.end()) {
      refusals[i] = DsaRefusal{true, {}};
    }
  }
  if (puids.size() == 1 && !refusals[0] && says_not_unique(errors)) refusals[0] = DsaRefusal{true, {}};
  return refusals;
}

std::string read_words(std::string_view body) {
  const Json answer = parse(body);
  const std::string fields = render_fields(answer.value("errors", Json::object()));
  return fields.empty() ? shorten(text_of(answer.value("message", Json()))) : fields;
}

std::vector<std::string> read_uuids(std::string_view body, std::span<const std::string> puids) {
  std::vector<std::string> uuids(puids.size());
  const Json answer = parse(body);
  const Json stored = answer.value("statements", Json::array());
  if (!stored.is_array()) return uuids;
  for (const Json& one : stored) {
    if (!one.is_object()) continue;
    const auto at = std::find(puids.begin(), puids.end(), text_of(one.value("puid", Json())));
    const std::string uuid = text_of(one.value("uuid", Json()));
    if (at != puids.end() && uuid.size() <= uuid_bytes_max) uuids[static_cast<std::size_t>(at - puids.begin())] = uuid;
  }
  return uuids;
}

}  // namespace redress::report
