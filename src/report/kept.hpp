// SPDX-License-Identifier: Apache-2.0
// report/kept.hpp — ICU's formatters take a hundred times as long to make as to use: a thread keeps those it made.
//
// Shapes          by a text that names all a formatter was made of. Full, it forgets everything and begins again.
// Errors          none: what could not be made is not kept, and the answer is nullptr.
// Threads         one Kept a thread: write `thread_local`.
// Lifetime        a pointer holds until the next find of that thread.
// Cost            find: one look-up by text.
// Source          ICU 72: formatters are not safe for several threads.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace redress::report {

template <class Formatter>
class Kept {
 public:
  static constexpr std::size_t count_max = 512;

  // make() → std::unique_ptr<Formatter>.
  template <class Make>
  Formatter* find(const std::string& name, Make&& make) {
    const auto found = kept_.find(name);
    if (found != kept_.end()) return found->second.get();
    std::unique_ptr<Formatter> made = make();
    if (made == nullptr) return nullptr;
    if (kept_.size() >= count_max) kept_.clear();
    std::unique_ptr<Formatter>& place = kept_[name];
    place = std::move(made);
    return place.get();
  }
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  std::map<std::string, std::unique_ptr<Formatter>, std::less<>> kept_;
};

}  // namespace redress::report
