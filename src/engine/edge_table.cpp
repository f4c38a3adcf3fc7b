// SPDX-License-Identifier: Apache-2.0
#include "engine/edge_table.hpp"

#include <algorithm>
#include <functional>

namespace redress::engine {
namespace {

std::string join_key(const EdgeKey& key) { return key.query.empty() ? key.path : key.path + '?' + key.query; }

bool names_a_file(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash != std::string::npos && path.find('.', slash) != std::string::npos;
}

}  // namespace

const EdgeTable::Shard& EdgeTable::shard_of(const std::string& key) const {
  return shards_[std::hash<std::string>{}(key) % shards_.size()];
}

void EdgeTable::remove(const Id& case_id) {
  const auto held = keys_.find(case_id);
  if (held == keys_.end()) return;
  for (const std::string& key : held->second) {
    const_cast<Shard&>(shard_of(key)).write([&](auto& entries) {
      const auto found = entries.find(key);
      if (found == entries.end()) return;
      std::erase_if(found->second, [&](const Entry& entry) { return entry.case_id == case_id; });
      if (found->second.empty()) entries.erase(found);
    });
  }
  count_ -= held->second.size();
  keys_.erase(held);
}

void EdgeTable::set(const Id& case_id, const std::vector<store::Hold>& holds) {
  std::vector<std::pair<std::string, Entry>> fresh;
  for (const store::Hold& hold : holds) {
    if (hold.kind == cases::MeasureKind::label) continue;
    for (const std::string& url : hold.urls) {
      fresh.emplace_back(join_key(edge_key(url)), Entry{case_id, hold.case_code, hold.territory});
    }
  }
  // What stays held must not be free for an instant: the new entries come first, the old ones go after.
  std::vector<std::string> keys;
  std::vector<std::string> before;
  if (const auto held = keys_.find(case_id); held != keys_.end()) before = held->second;
  for (auto& one : fresh) {
    const std::string& key = one.first;
    const bool is_replaced = std::find(keys.begin(), keys.end(), key) == keys.end();
    const_cast<Shard&>(shard_of(key)).write([&](auto& entries) {
      auto& at_key = entries[key];
      if (is_replaced) std::erase_if(at_key, [&](const Entry& old) { return old.case_id == case_id; });
      at_key.push_back(std::move(one.second));
    });
    if (is_replaced) keys.push_back(key);
  }
  std::vector<std::string> gone;
  for (const std::string& key : before) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) gone.push_back(key);
  }
  count_ += keys.size() - (before.size() - gone.size());
  keys_[case_id] = gone;
  remove(case_id);
  if (!keys.empty()) keys_[case_id] = std::move(keys);
}

std::optional<EdgeTable::Found> EdgeTable::find_key(const std::string& key, std::string_view country) const {
  return shard_of(key).read([&](const auto& entries) -> std::optional<Found> {
    const auto found = entries.find(key);
    if (found == entries.end()) return std::nullopt;
    for (const Entry& entry : found->second) {
      if (entry.territory.worldwide || entry.territory.covers(country)) return Found{entry.case_id, entry.case_code};
    }
    return std::nullopt;
  });
}

std::optional<EdgeTable::Found> EdgeTable::find(std::string_view url, std::string_view country) const {
  const EdgeKey key = edge_key(url);
  if (auto found = find_key(join_key(key), country)) return found;
  if (key.query.empty() || !names_a_file(key.path)) return std::nullopt;
  return find_key(key.path, country);
}

}  // namespace redress::engine
