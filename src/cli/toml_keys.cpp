// SPDX-License-Identifier: Apache-2.0
#include "cli/toml_keys.hpp"

#include "law/duration.hpp"

namespace redress::cli {

std::string place_of(const std::string& path, const toml::source_region& source) {
  return path + ":" + std::to_string(source.begin.line) + ": ";
}

Status refuse(std::string_view wanted) { return Error{Code::invalid, "must be " + std::string(wanted)}; }

Setter text_into(std::string& target) {
  return [&target](const toml::node& node) -> Status {
    const auto value = node.value_exact<std::string>();
    if (!value) return refuse("a text in quotes");
    target = *value;
    return Done{};
  };
}

Setter flag_into(bool& target) {
  return [&target](const toml::node& node) -> Status {
    const auto value = node.value_exact<bool>();
    if (!value) return refuse("true or false");
    target = *value;
    return Done{};
  };
}

Setter texts_into(std::vector<std::string>& target) {
  return [&target](const toml::node& node) -> Status {
    const toml::array* list = node.as_array();
    if (list == nullptr) return refuse("a list of texts");
    target.clear();
    for (const toml::node& entry : *list) {
      const auto value = entry.value_exact<std::string>();
      if (!value) return refuse("a list of texts");
      target.push_back(*value);
    }
    return Done{};
  };
}

Result<std::chrono::seconds> parse_seconds(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  const Error bad{Code::invalid, "must be a duration such as \"PT30M\" or \"P1D\", without months or years"};
  if (!value) return bad;
  const auto duration = law::parse_duration(*value);
  if (!duration.ok()) return bad;
  if (duration.value().months != 0) return bad;
  return std::chrono::duration_cast<std::chrono::seconds>(duration.value().rest) +
         std::chrono::days{duration.value().days};
}

Setter fraction_into(double& target) {
  return [&target](const toml::node& node) -> Status {
    const auto value = node.value<double>();
    if (!value || *value <= 0 || *value >= 1) return refuse("a fraction between 0 and 1");
    target = *value;
    return Done{};
  };
}

Setter fractions_into(std::array<double, 3>& target) {
  return [&target](const toml::node& node) -> Status {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->size() != target.size()) return refuse("three fractions, rising, between 0 and 1");
    double last = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
      TRY(fraction_into(target.at(i))((*list)[i]));
      if (target.at(i) <= last) return refuse("three fractions, rising, between 0 and 1");
      last = target.at(i);
    }
    return Done{};
  };
}

Status read_table(const toml::table& table, const Keys& keys, const std::string& path, const std::string& name) {
  for (const auto& [key, node] : table) {
    const auto known = keys.find(key.str());
    const std::string what = name.empty() ? std::string(key.str()) : name + "." + std::string(key.str());
    if (known == keys.end()) {
      return Error{Code::invalid, place_of(path, node.source()) + "'" + what +
                                      "' is not a key; docs/reference/configuration.md lists all that are"};
    }
    auto done = known->second(node);
    if (done.ok()) continue;
    const bool placed = done.error().message.rfind(path, 0) == 0;
    return Error{Code::invalid, placed ? done.error().message
                                       : place_of(path, node.source()) + "'" + what + "' " + done.error().message};
  }
  return Done{};
}

Setter table_with(Keys keys, std::string path, std::string name) {
  return [keys = std::move(keys), path = std::move(path), name = std::move(name)](const toml::node& node) -> Status {
    const toml::table* table = node.as_table();
    if (table == nullptr) return refuse("a table: write [" + name + "]");
    return read_table(*table, keys, path, name);
  };
}

}  // namespace redress::cli
