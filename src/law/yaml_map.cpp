// SPDX-License-Identifier: Apache-2.0
#include "law/yaml_map.hpp"

#include <algorithm>

#include "law/pack.hpp"

namespace redress::law {
namespace {

bool contains(MapReader::Keys keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 60)) + "'"; }

std::string list_keys(MapReader::Keys required, MapReader::Keys optional) {
  std::string text;
  for (const auto* keys : {&required, &optional}) {
    for (const auto key : *keys) text.append(text.empty() ? "" : ", ").append(key);
  }
  return text;
}

std::string flatten_inline(const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar();
  std::string text;
  if (node.IsSequence()) {
    for (const auto& entry : node) text.append(text.empty() ? "" : ", ").append(flatten_inline(entry));
  } else if (node.IsMap()) {
    for (const auto& entry : node) {
      text.append(text.empty() ? "" : "; ").append(flatten_inline(entry.first)).append(": ");
      text.append(flatten_inline(entry.second));
    }
  }
  return text;
}

}  // namespace

void Faults::add(int line, std::string_view what_and_what_to_do) {
  if (lines_.size() == faults_max) {
    ++dropped_;
    return;
  }
  lines_.push_back(path_ + ":" + std::to_string(line) + ": " + std::string(what_and_what_to_do));
}

std::string Faults::text() const {
  std::string text;
  for (const auto& line : lines_) text.append(text.empty() ? "" : "\n").append(line);
  if (dropped_ != 0) text.append("\n" + path_ + ": and " + std::to_string(dropped_) + " more; mend these first");
  return text;
}

std::vector<std::string> flatten(const YAML::Node& node) {
  std::vector<std::string> texts;
  if (node.IsSequence()) {
    for (const auto& entry : node) texts.push_back(flatten_inline(entry));
  } else if (!node.IsNull()) {
    texts.push_back(flatten_inline(node));
  }
  return texts;
}

MapReader::MapReader(Faults& faults, const YAML::Node& node, std::string_view what, Keys required, Keys optional)
    : faults_(&faults), what_(what), line_(line_of(node)) {
  if (!node.IsMap()) {
    faults.add(line_, what_ + " is no map; write its keys, one a line: " + list_keys(required, optional));
    return;
  }
  for (const auto& entry : node) {
    const int at = line_of(entry.first);
    if (!entry.first.IsScalar()) {
      faults.add(at, what_ + " has a key that is no word; write one of: " + list_keys(required, optional));
      continue;
    }
    const std::string& key = entry.first.Scalar();
    if (!contains(required, key) && !contains(optional, key)) {
      faults.add(at, "unknown key " + quoted(key) + " in " + what_ + "; use one of: " + list_keys(required, optional));
    } else if (!values_.emplace(key, entry.second).second) {
      faults.add(at, "key " + quoted(key) + " is written twice in " + what_ + "; keep one");
    }
  }
  for (const auto key : required) {
    if (!has(key)) faults.add(line_, what_ + " lacks the key " + quoted(key) + "; add it");
  }
}

bool MapReader::is_null(std::string_view key) const {
  const auto* node = find(key);
  return node != nullptr && node->IsNull();
}

const YAML::Node* MapReader::find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

int MapReader::line(std::string_view key) const {
  const auto* node = find(key);
  // An empty value has no mark of its own.
  return node == nullptr || node->Mark().is_null() ? line_ : line_of(*node);
}

std::string MapReader::text(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr || node->IsNull()) return "";
  if (!node->IsScalar()) {
    fault(key, quoted(key) + " of " + what_ + " is a list or a map; write a single value");
    return "";
  }
  if (node->Scalar().empty()) fault(key, quoted(key) + " of " + what_ + " is empty; write something or null");
  return node->Scalar();
}

std::vector<std::string> MapReader::texts(std::string_view key) const {
  const auto* node = find(key);
  std::vector<std::string> found;
  if (node == nullptr) return found;
  if (!node->IsSequence()) {
    fault(key, quoted(key) + " of " + what_ + " is no list; write [a, b]");
    return found;
  }
  for (const auto& entry : *node) {
    if (entry.IsScalar() && !entry.Scalar().empty()) {
      found.push_back(entry.Scalar());
    } else {
      faults_->add(line_of(entry), quoted(key) + " of " + what_ + " has an entry that is no word; write single values");
    }
  }
  return found;
}

bool MapReader::flag(std::string_view key) const {
  if (!has(key)) return false;
  const std::string word = text(key);
  if (word != "true" && word != "false")
    fault(key, quoted(key) + " of " + what_ + " is neither true nor false; write one");
  return word == "true";
}

std::map<std::string, std::vector<std::string>> MapReader::free_words(std::string_view key) const {
  std::map<std::string, std::vector<std::string>> words;
  const auto* node = find(key);
  if (node == nullptr) return words;
  if (!node->IsMap()) {
    fault(key, quoted(key) + " of " + what_ + " is no map; write `name: words`, one a line");
    return words;
  }
  for (const auto& entry : *node) {
    if (!entry.first.IsScalar()) {
      faults_->add(line_of(entry.first),
                   quoted(key) + " of " + what_ + " has a key that is no word; write `name: words`");
    } else if (!words.emplace(entry.first.Scalar(), flatten(entry.second)).second) {
      faults_->add(line_of(entry.first), "key " + quoted(entry.first.Scalar()) + " is written twice; keep one");
    }
  }
  return words;
}

}  // namespace redress::law
