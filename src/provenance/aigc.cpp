// SPDX-License-Identifier: Apache-2.0
#include "provenance/aigc.hpp"

namespace redress::provenance {
namespace {

// The value of a key in flat JSON: a string or a number. The label has no nested keys of these names.
std::optional<std::string> find_value(std::string_view json, std::string_view key) {
  constexpr std::size_t value_bytes_max = 128;
  const std::string quoted = '"' + std::string(key) + '"';
  std::size_t at = json.find(quoted);
  if (at == json.npos) return std::nullopt;
  at = json.find_first_not_of(" \t\r\n", at + quoted.size());
  if (at == json.npos || json[at] != ':') return std::nullopt;
  at = json.find_first_not_of(" \t\r\n", at + 1);
  if (at == json.npos) return std::nullopt;
  const bool text = json[at] == '"';
  const std::size_t begin = at + (text ? 1 : 0);
  const std::size_t end = text ? json.find('"', begin) : json.find_first_of(",} \t\r\n", begin);
  if (end == json.npos) return std::nullopt;
  return std::string(json.substr(begin, std::min(end - begin, value_bytes_max)));
}

// The field's name says it, or the text begins with it: "AIGC{…}", {"AIGC":{…}}.
std::optional<std::string_view> find_json(const Fact& fact) {
  const std::string_view value = fact.value;
  const std::size_t brace = value.find('{');
  if (brace == value.npos) return std::nullopt;
  if (fact.name == "AIGC" || fact.name == "TC260:AIGC") return value.substr(brace);
  if (value.substr(0, brace).ends_with("AIGC")) return value.substr(brace);
  const std::size_t key = value.find("\"AIGC\"");
  return key == value.npos ? std::nullopt : std::optional(value.substr(key));
}

}  // namespace

std::optional<AigcLabel> find_aigc_label(const Fact& fact) {
  const auto json = find_json(fact);
  if (!json) return std::nullopt;
  const auto label = find_value(*json, "Label");
  auto producer = find_value(*json, "ContentProducer");
  if (!producer) producer = find_value(*json, "ServiceProvider");
  const bool known = label && label->size() == 1 && (*label)[0] >= '1' && (*label)[0] <= '3';
  if (!known && !producer) return std::nullopt;
  return AigcLabel{known ? (*label)[0] : '\0', producer.value_or("")};
}

}  // namespace redress::provenance
