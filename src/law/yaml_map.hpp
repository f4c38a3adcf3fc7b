// SPDX-License-Identifier: Apache-2.0
// law/yaml_map.hpp — reading one YAML map strictly: every key known, none twice, every fault kept with its line.
//
// Use this when   a pack file is parsed; nothing outside the parser includes it.
// Errors          collected in Faults; readers return an empty value and go on, so that one run shows them all.
// Threads         belongs to one parse.
// Lifetime        a MapReader borrows its Faults.
// Source          docs/reference/statute-packs.md.
#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace redress::law {

class Faults {
 public:
  explicit Faults(std::string_view path) : path_(path) {}
  void add(int line, std::string_view what_and_what_to_do);
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  std::string path_;
  std::vector<std::string> lines_;
  std::size_t dropped_ = 0;
};

[[nodiscard]] inline int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

// Lists as several texts, a map inside them as "key: value; key: value".
[[nodiscard]] std::vector<std::string> flatten(const YAML::Node& node);

class MapReader {
 public:
  using Keys = std::initializer_list<std::string_view>;
  // `required` and `optional` together are all the keys the map may have.
  MapReader(Faults& faults, const YAML::Node& node, std::string_view what, Keys required, Keys optional);

  [[nodiscard]] bool has(std::string_view key) const { return values_.find(key) != values_.end(); }
  [[nodiscard]] bool is_null(std::string_view key) const;
  [[nodiscard]] const YAML::Node* find(std::string_view key) const;
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] int line(std::string_view key) const;
  void fault(std::string_view key, std::string_view what) const { faults_->add(line(key), what); }

  // A scalar that says something; "" when the key is absent or null (absence of a required key is already a fault).
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::map<std::string, std::vector<std::string>> free_words(std::string_view key) const;

  // parse(text) of the scalar; nothing when absent, null or refused.
  template <class Parse>
  [[nodiscard]] auto parsed(std::string_view key, Parse parse) const
      -> std::optional<std::decay_t<decltype(parse(std::string_view{}).value())>> {
    if (!has(key) || is_null(key)) return std::nullopt;
    const auto result = parse(text(key));
    if (result.ok()) return result.value();
    fault(key, result.error().message);
    return std::nullopt;
  }
  // A bit for each word of the list.
  template <class Parse>
  [[nodiscard]] std::uint32_t mask(std::string_view key, Parse parse) const {
    std::uint32_t bits = 0;
    for (const auto& word : texts(key)) {
      const auto result = parse(word);
      if (result.ok()) {
        bits |= std::uint32_t{1} << static_cast<unsigned>(result.value());
      } else {
        fault(key, result.error().message);
      }
    }
    return bits;
  }

 private:
  Faults* faults_;
  std::string what_;
  int line_ = 0;
  std::map<std::string, YAML::Node, std::less<>> values_;
};

}  // namespace redress::law
