// SPDX-License-Identifier: Apache-2.0
// server/json.hpp — JSON from strangers, read strictly: bounded, no key twice or unknown, faults with their place.
//
// Use this when   a request body is JSON. Read an object's fields through ObjectReader, then call finish().
// Shapes          at most 1 MiB and 32 levels deep; UTF-8 only.
// Errors          parse_json: invalid, saying where; ObjectReader puts faults into Faults and returns an empty value.
// Threads         values.
// Source          RFC 8259; RFC 6901 §6 (pointers as URI fragments).
// Never           throws, or repeats the text it was given.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "server/problem.hpp"

namespace redress::server {

using Json = nlohmann::json;

inline constexpr std::size_t json_bytes_max = 1 << 20;
inline constexpr int json_depth_max = 32;

[[nodiscard]] Result<Json> parse_json(std::string_view text);
// Broken UTF-8 that came from disk is replaced, never thrown about.
[[nodiscard]] std::string render_json(const Json& value);
[[nodiscard]] http::Response reply_json(int status, const Json& value);

// May this stand in a text field? No control characters but new line and tab, valid UTF-8, within `bytes_max`.
[[nodiscard]] bool is_plain_text(std::string_view text, std::size_t bytes_max);

class ObjectReader {
 public:
  // `value` and `faults` outlive the reader. A value that is no object is a fault; every field then reads as absent.
  ObjectReader(const Json& value, std::string pointer, Faults& faults);

  [[nodiscard]] bool has(std::string_view name);
  [[nodiscard]] std::string text(std::string_view name, std::size_t bytes_max);
  [[nodiscard]] std::string required_text(std::string_view name, std::size_t bytes_max);
  [[nodiscard]] bool boolean(std::string_view name, bool otherwise);
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t low, std::int64_t high,
                                     std::int64_t otherwise);
  [[nodiscard]] std::optional<Instant> instant(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t count_max, std::size_t bytes_max);
  // Null when absent or of another type (a fault then).
  [[nodiscard]] const Json* object(std::string_view name);
  [[nodiscard]] const Json* array(std::string_view name, std::size_t count_max);

  // A word of a closed list: absent is a fault unless `otherwise` is given.
  template <class Word, class Parse>
  [[nodiscard]] Word word(std::string_view name, Parse&& parse, std::optional<Word> otherwise = std::nullopt) {
    const auto written = otherwise ? text(name, 64) : required_text(name, 64);
    if (written.empty()) return otherwise.value_or(Word{});
    auto parsed = parse(std::string_view(written));
    if (parsed.ok()) return parsed.value();
    fault_word(name, parsed.error().message);
    return otherwise.value_or(Word{});
  }

  // Faults for every key that no call above asked for.
  void finish();
  [[nodiscard]] std::string pointer_to(std::string_view name) const;
  [[nodiscard]] std::string pointer_to(std::string_view name, std::size_t index) const;
  void fault(std::string_view name, std::string detail) { faults_.add_value(pointer_to(name), std::move(detail)); }
  void fault(std::string_view name, std::size_t index, std::string detail) {
    faults_.add_value(pointer_to(name, index), std::move(detail));
  }

 private:
  [[nodiscard]] const Json* find(std::string_view name);
  void fault_word(std::string_view name, std::string_view message);

  const Json* value_;
  std::string pointer_;
  Faults& faults_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace redress::server
