// SPDX-License-Identifier: Apache-2.0
// cli/toml_keys.hpp — redress.toml key by key: what each takes, and a refusal that names the file and the line.
//
// Use this when   a table of the configuration is read into a struct.
// Errors          invalid: "FILE:LINE: 'table.key' must be …".
// Threads         pure functions; a Setter writes into what it was made for.
// Lifetime        targets are borrowed by their Setter.
#pragma once

#include <toml++/toml.h>

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

// What one key does with its value. The message of a refusal is completed with the file and the line.
using Setter = std::function<Status(const toml::node&)>;
using Keys = std::map<std::string, Setter, std::less<>>;

[[nodiscard]] std::string place_of(const std::string& path, const toml::source_region& source);
[[nodiscard]] Status refuse(std::string_view wanted);
[[nodiscard]] Status read_table(const toml::table& table, const Keys& keys, const std::string& path,
                                const std::string& name);
[[nodiscard]] Setter table_with(Keys keys, std::string path, std::string name);

[[nodiscard]] Setter text_into(std::string& target);
[[nodiscard]] Setter texts_into(std::vector<std::string>& target);
[[nodiscard]] Setter flag_into(bool& target);
[[nodiscard]] Setter fraction_into(double& target);
[[nodiscard]] Setter fractions_into(std::array<double, 3>& target);
// ISO 8601, without months or years.
[[nodiscard]] Result<std::chrono::seconds> parse_seconds(const toml::node& node);

template <class Number>
Setter number_into(Number& target, std::int64_t low, std::int64_t high) {
  return [&target, low, high](const toml::node& node) -> Status {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < low || *value > high) {
      return refuse("a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    target = static_cast<Number>(*value);
    return Done{};
  };
}

template <class Duration>
Setter duration_into(Duration& target) {
  return [&target](const toml::node& node) -> Status {
    TRY_ASSIGN(const auto seconds, parse_seconds(node));
    target = std::chrono::duration_cast<Duration>(seconds);
    return Done{};
  };
}

// [[webhook]] and [[probe.vantage]]: one element a table.
template <class Element>
Setter each_into(std::vector<Element>& target, std::function<Keys(Element&)> keys_of, std::string path,
                 std::string name) {
  return [&target, keys_of = std::move(keys_of), path = std::move(path),
          name = std::move(name)](const toml::node& node) -> Status {
    const toml::array* list = node.as_array();
    if (list == nullptr) return refuse("a list of tables: write [[" + name + "]]");
    for (const toml::node& entry : *list) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) return refuse("a list of tables: write [[" + name + "]]");
      Element element;
      TRY(read_table(*table, keys_of(element), path, name));
      target.push_back(std::move(element));
    }
    return Done{};
  };
}

}  // namespace redress::cli
