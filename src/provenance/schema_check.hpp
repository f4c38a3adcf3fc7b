// SPDX-License-Identifier: Apache-2.0
// provenance/schema_check.hpp — does a JSON value keep a JSON schema, as far as crJSON's uses one? For tests only.
//
// Errors          find_schema_fault: a path and a sentence for the first fault; nothing where there is none.
// Threads         pure functions.
// Source          JSON Schema 2020-12: type, required, properties, additionalProperties, items, minItems, oneOf, anyOf,
//                 enum, const, pattern, $ref into the same document. `format` is an annotation.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>

namespace redress::provenance::test {

using SchemaJson = nlohmann::json;

inline bool has_type(const SchemaJson& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return value.is_number();
}

class SchemaCheck {
 public:
  explicit SchemaCheck(const SchemaJson& root) : root_(root) {}

  std::optional<std::string> find_fault(const SchemaJson& value, const SchemaJson& schema,
                                        const std::string& path) const {
    if (schema.is_boolean())
      return schema.get<bool>() ? std::nullopt : std::optional(path + ": nothing may stand here");
    if (schema.contains("$ref")) {
      const std::string target = schema["$ref"].get<std::string>().substr(1);
      if (auto fault = find_fault(value, root_.at(SchemaJson::json_pointer(target)), path)) return fault;
    }
    if (auto fault = find_scalar_fault(value, schema, path)) return fault;
    if (auto fault = find_choice_fault(value, schema, path)) return fault;
    if (value.is_object()) return find_object_fault(value, schema, path);
    if (value.is_array()) return find_array_fault(value, schema, path);
    return std::nullopt;
  }

 private:
  static std::optional<std::string> find_scalar_fault(const SchemaJson& value, const SchemaJson& schema,
                                                      const std::string& path) {
    if (schema.contains("type")) {
      const SchemaJson types = schema["type"].is_array() ? schema["type"] : SchemaJson::array({schema["type"]});
      bool is_one = false;
      for (const SchemaJson& type : types) is_one = is_one || has_type(value, type.get<std::string>());
      if (!is_one) return path + ": of another type than " + schema["type"].dump();
    }
    if (schema.contains("const") && value != schema["const"]) return path + ": not " + schema["const"].dump();
    if (schema.contains("enum")) {
      bool is_one = false;
      for (const SchemaJson& allowed : schema["enum"]) is_one = is_one || value == allowed;
      if (!is_one) return path + ": none of " + schema["enum"].dump();
    }
    if (schema.contains("pattern") && value.is_string() &&
        !std::regex_search(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()))) {
      return path + ": does not match " + schema["pattern"].get<std::string>();
    }
    return std::nullopt;
  }

  std::optional<std::string> find_choice_fault(const SchemaJson& value, const SchemaJson& schema,
                                               const std::string& path) const {
    for (const std::string key : {"oneOf", "anyOf"}) {
      if (!schema.contains(key)) continue;
      std::size_t fitting = 0;
      for (const SchemaJson& choice : schema[key]) fitting += find_fault(value, choice, path) ? 0U : 1U;
      if (fitting == 0 || (key == "oneOf" && fitting > 1)) return path + ": " + std::to_string(fitting) + " of " + key;
    }
    return std::nullopt;
  }

  std::optional<std::string> find_object_fault(const SchemaJson& value, const SchemaJson& schema,
                                               const std::string& path) const {
    for (const SchemaJson& key : schema.value("required", SchemaJson::array())) {
      if (!value.contains(key.get<std::string>())) return path + ": lacks " + key.dump();
    }
    const SchemaJson properties = schema.value("properties", SchemaJson::object());
    for (const auto& [key, member] : value.items()) {
      const std::string inner = path + "/" + key;
      std::optional<std::string> fault;
      if (properties.contains(key)) {
        fault = find_fault(member, properties[key], inner);
      } else if (schema.contains("additionalProperties")) {
        fault = find_fault(member, schema["additionalProperties"], inner);
      }
      if (fault) return fault;
    }
    return std::nullopt;
  }

  std::optional<std::string> find_array_fault(const SchemaJson& value, const SchemaJson& schema,
                                              const std::string& path) const {
    if (value.size() < schema.value("minItems", std::size_t{0})) return path + ": too few items";
    if (!schema.contains("items")) return std::nullopt;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto fault = find_fault(value[i], schema["items"], path + "/" + std::to_string(i))) return fault;
    }
    return std::nullopt;
  }

  const SchemaJson& root_;
};

inline std::optional<std::string> find_schema_fault(const SchemaJson& value, const SchemaJson& schema) {
  return SchemaCheck(schema).find_fault(value, schema, "");
}

}  // namespace redress::provenance::test
