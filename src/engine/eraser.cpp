// SPDX-License-Identifier: Apache-2.0
#include "engine/eraser.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "store/case_keys.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t lot_count_max = 100;

}  // namespace

Result<std::vector<std::string>> list_own_pictures(const store::EventStore& events, const Id& case_id) {
  TRY_ASSIGN(const auto records, events.load_case(case_id));
  std::set<std::string> own;
  for (const store::Record& record : records) {
    const auto* added = std::get_if<cases::ItemsAdded>(&std::get<cases::Event>(record.body).body);
    if (added == nullptr) continue;
    for (const cases::ItemFacts& item : added->items) {
      if (item.sha256.empty()) continue;
      std::vector<Id> holders;
      if (!item.content_id.empty()) {
        TRY_ASSIGN(holders, events.find_cases_by_content(item.content_id));
      }
      const bool is_shared = std::any_of(holders.begin(), holders.end(), [&](const Id& id) { return id != case_id; });
      if (!is_shared) own.insert(item.sha256);
    }
  }
  return std::vector<std::string>(own.begin(), own.end());
}

void Eraser::start() {
  thread_ = std::thread([this] { run(); });
}

void Eraser::join() {
  if (thread_.joinable()) thread_.join();
}

void Eraser::run() {
  while (!core_.is_stopping) {
    const Status status = carry_out_all();
    if (!status.ok() && !core_.is_stopping) {
      spdlog::error("an erasure could not be carried out and is tried again: {}", status.error().message);
      reactor_.pause(Milliseconds{1'000});
    }
    reactor_.pause(Milliseconds{100});
  }
}

Status Eraser::carry_out_all() {
  TRY_ASSIGN(const auto waiting, core_.events.load_erasures(lot_count_max));
  for (const store::Erasure& erasure : waiting) {
    if (core_.is_stopping || core_.sealed_position < erasure.position) return Done{};
    TRY(carry_out(erasure));
  }
  return Done{};
}

// The key first: whatever remains is unreadable from there on. The list forgets the erasure with the last step, so a
// crash between any two begins again at the first, and each does nothing the second time.
Status Eraser::carry_out(const store::Erasure& erasure) {
  TRY(core_.events.keys().destroy(erasure.slot, erasure.at));
  if (core_.options.forget_pictures) {
    TRY_ASSIGN(const auto pictures, list_own_pictures(core_.events, erasure.case_id));
    TRY(core_.options.forget_pictures(pictures));
  }
  ReactorJob job;
  job.case_id = erasure.case_id;
  job.erasure = erasure;
  return reactor_.report(std::move(job));
}

}  // namespace redress::engine
