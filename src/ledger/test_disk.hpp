// SPDX-License-Identifier: Apache-2.0
// ledger/test_disk.hpp — a disk in memory whose power can be cut between any two calls. For tests only.
//
// Shapes          content and names become durable apart: sync makes content durable, sync_folder makes names durable.
// Errors          unavailable from the call at which the power goes, and from all after it until restart().
// Threads         one.
// Source          what POSIX leaves open: unsynced content is old, new or torn; an unsynced name is there or not.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ledger/disk.hpp"

namespace redress::ledger::test {

class PowerCutDisk {
 public:
  explicit PowerCutDisk(std::uint64_t seed) : random_(seed) {}

  // The power goes at the call after `calls` more of those that change something.
  void cut_after(std::uint64_t calls) { calls_left_ = calls; }
  [[nodiscard]] bool is_cut() const { return calls_left_ == 0; }
  // What is found after a power cut.
  void restart();
  void never_cut() { calls_left_ = never; }
  // Borrows this object.
  [[nodiscard]] Disk disk();

 private:
  static constexpr std::uint64_t never = ~std::uint64_t{0};
  static constexpr std::size_t folder = ~std::size_t{0};  // a name that stands for a folder and not for content
  struct Content {
    Bytes live;
    Bytes durable;
  };
  using Names = std::map<std::string, std::size_t>;

  static std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
  [[nodiscard]] bool has_folder(const std::string& path) const {
    const auto name = names_.find(path);
    return path.find('/') == std::string::npos || (name != names_.end() && name->second == folder);
  }
  // Half of the calls at which the power goes still reach the disk's cache.
  [[nodiscard]] Status step(const std::function<void()>& act);
  void sync_names(const std::string& path);

  std::mt19937_64 random_;
  std::uint64_t calls_left_ = never;
  std::vector<Content> contents_;
  Names names_;
  Names durable_names_;
};

inline Status PowerCutDisk::step(const std::function<void()>& act) {
  const Error dark{Code::unavailable, "the power is gone"};
  if (calls_left_ == 0) return dark;
  if (calls_left_ != never && --calls_left_ == 0) {
    if (random_() % 2 == 0) act();
    return dark;
  }
  act();
  return Done{};
}

inline void PowerCutDisk::sync_names(const std::string& path) {
  std::erase_if(durable_names_, [&](const auto& name) { return parent_of(name.first) == path; });
  for (const auto& [name, content] : names_) {
    if (parent_of(name) == path) durable_names_[name] = content;
  }
}

inline void PowerCutDisk::restart() {
  std::set<std::string> all;
  for (const auto& [name, content] : names_) all.insert(name);
  for (const auto& [name, content] : durable_names_) all.insert(name);
  Names found;
  for (const std::string& name : all) {
    const Names& from = random_() % 2 == 0 ? names_ : durable_names_;
    const auto entry = from.find(name);
    // Sorted by path, so a folder is met before what stands in it.
    const std::string parent = parent_of(name);
    const bool reachable = parent.find('/') == std::string::npos || (found.contains(parent) && found[parent] == folder);
    if (entry != from.end() && reachable) found[name] = entry->second;
  }
  for (Content& content : contents_) {
    if (content.live == content.durable) continue;
    switch (random_() % 3) {
      case 0:
        content.live = content.durable;
        break;
      case 1:
        content.live.resize(random_() % (content.live.size() + 1));
        break;
      default:
        break;
    }
    content.durable = content.live;
  }
  names_ = durable_names_ = found;
  calls_left_ = never;
}

inline Disk PowerCutDisk::disk() {
  Disk disk;
  const auto absent = [](const std::string& path) { return Error{Code::not_found, path + " is not there"}; };
  disk.read = [this, absent](const std::string& path) -> Result<Bytes> {
    const auto name = names_.find(path);
    if (name == names_.end() || name->second == folder) return absent(path);
    return contents_[name->second].live;
  };
  disk.write = [this, absent](const std::string& path, ByteView bytes) -> Status {
    if (!has_folder(parent_of(path))) return absent(path);
    return step([&] {
      if (!names_.contains(path)) {
        names_[path] = contents_.size();
        contents_.emplace_back();
      }
      contents_[names_[path]].live.assign(bytes.begin(), bytes.end());
    });
  };
  disk.sync = [this, absent](const std::string& path) -> Status {
    if (!names_.contains(path)) return absent(path);
    return step([&] { contents_[names_[path]].durable = contents_[names_[path]].live; });
  };
  disk.rename = [this, absent](const std::string& from, const std::string& to) -> Status {
    if (!names_.contains(from)) return absent(from);
    return step([&] {
      names_[to] = names_[from];
      names_.erase(from);
    });
  };
  disk.remove = [this, absent](const std::string& path) -> Status {
    if (!names_.contains(path)) return absent(path);
    return step([&] { names_.erase(path); });
  };
  disk.make_folder = [this](const std::string& path) -> Status { return step([&] { names_.emplace(path, folder); }); };
  disk.sync_folder = [this](const std::string& path) -> Status { return step([&] { sync_names(path); }); };
  disk.sync_all = [this](const std::string&) -> Status {
    return step([&] {
      for (Content& content : contents_) content.durable = content.live;
      durable_names_ = names_;
    });
  };
  disk.list = [this, absent](const std::string& path) -> Result<std::vector<std::string>> {
    if (!has_folder(path)) return absent(path);
    std::vector<std::string> names;
    for (const auto& [name, content] : names_) {
      if (parent_of(name) == path) names.push_back(name.substr(path.size() + 1));
    }
    return names;
  };
  return disk;
}

}  // namespace redress::ledger::test
