// SPDX-License-Identifier: Apache-2.0
#include "engine/eraser.hpp"

#include <map>
#include <set>

#include "store/case_keys.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t lot_count_max = 1'000;
constexpr std::chrono::hours seal_wait_max{1};

Result<cases::Case> fold(const store::EventStore& events, const Id& case_id) {
  TRY_ASSIGN(const auto records, events.load_case(case_id));
  cases::Case state;
  state.id = case_id;
  for (const store::Record& record : records) {
    state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
  }
  return state;
}

// Somebody works on the same item in a case that was not erased.
Result<bool> is_shared(const store::EventStore& events, const Id& case_id, const cases::ItemFacts& item) {
  std::set<Id> holders;
  if (!item.content_id.empty()) {
    TRY_ASSIGN(const auto by_content, events.find_cases_by_content(item.content_id));
    holders.insert(by_content.begin(), by_content.end());
  }
  for (const std::string& url : item.urls) {
    TRY_ASSIGN(const auto by_url, events.find_cases_by_url(url));
    holders.insert(by_url.begin(), by_url.end());
  }
  holders.erase(case_id);
  for (const Id& holder : holders) {
    TRY_ASSIGN(const cases::Case other, fold(events, holder));
    if (!other.personal_erased) return true;
  }
  return false;
}

// What the platform registered under the item's addresses, perhaps after the item was named.
Result<std::set<std::string>> list_pictures(const store::EventStore& events, const cases::ItemFacts& item) {
  std::set<std::string> sha256s{item.sha256};
  for (const std::string& url : item.urls) {
    TRY_ASSIGN(const auto content, events.find_content_by_url(url));
    if (content) sha256s.insert(content->sha256);
  }
  sha256s.erase("");
  return sha256s;
}

}  // namespace

Result<std::vector<std::string>> list_own_pictures(const store::EventStore& events, const Id& case_id) {
  TRY_ASSIGN(const cases::Case state, fold(events, case_id));
  std::map<std::string, bool> pictures;  // by SHA-256: is it shared under any of the names it has here?
  for (const cases::Item& item : state.items) {
    TRY_ASSIGN(const auto sha256s, list_pictures(events, item.facts));
    if (sha256s.empty()) continue;
    TRY_ASSIGN(const bool shared, is_shared(events, case_id, item.facts));
    for (const std::string& sha256 : sha256s) pictures[sha256] |= shared;
  }
  std::vector<std::string> own;
  for (const auto& [sha256, shared] : pictures) {
    if (!shared) own.push_back(sha256);
  }
  return own;
}

void Eraser::start() {
  reactor_.start(Milliseconds{100}, [this] { return carry_out_all(); });
}

Status Eraser::carry_out_all() {
  TRY_ASSIGN(const auto waiting, core_.events.load_erasures(lot_count_max));
  Status outcome = Done{};
  for (const store::Erasure& erasure : waiting) {
    if (core_.is_stopping) break;
    if (!may_go(erasure)) continue;
    // One that fails holds up no other.
    if (Status done = carry_out(erasure); !done.ok()) outcome = std::move(done);
  }
  return outcome;
}

// A ledger that stands still must not keep a person's words: after a while its entries are made without commitments.
bool Eraser::may_go(const store::Erasure& erasure) const {
  return core_.sealed_position >= erasure.position || core_.now() - erasure.at > seal_wait_max;
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
