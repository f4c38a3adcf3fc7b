// SPDX-License-Identifier: Apache-2.0
// ledger/duty_plan.hpp — the law's answer for a notice, split into what its facts decide once and what time decides.
//
// Use this when   a million clocks are to be recomputed: which duties can start depends on the notice alone and is
//                 looked up; only the run of each clock is worked out anew.
// Shapes          a plan has one duty per finding of law::evaluate, in its order, with the stages.
// Errors          none: every notice has a plan.
// Threads         one owner; the plans live as long as their book.
// Cost            a plan seen before: about 1 µs for each notice; a ruling: about 0.2 µs for each duty.
// Source          law/evaluate.hpp is the plain twin: duty_plan_test compares the two.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "law/clock_run.hpp"
#include "law/evaluate.hpp"
#include "ledger/entry.hpp"
#include "ledger/rulebook_document.hpp"

namespace redress::ledger {

struct PlanDuty {
  std::string id;
  const law::Pack* pack = nullptr;
  const law::Duty* duty = nullptr;
  const law::Stage* stage = nullptr;      // nullptr: the duty itself
  const law::Trigger* trigger = nullptr;  // nullptr: nothing of this notice starts it
  std::size_t pack_at = 0;                // in the notice's receipts
  bool is_certain = true;                 // false: it hangs on words of an order that are not public
  law::Territory reach;                   // what it asks for, or else its jurisdiction
  std::vector<std::string> countries;     // as an entry names them
  std::optional<Digest> pack_digest;

  [[nodiscard]] law::Step step() const { return stage != nullptr ? stage->step : duty->step; }
  [[nodiscard]] bool is_target() const { return stage == nullptr && duty->target.has_value(); }
};

struct DutyPlan {
  std::vector<PlanDuty> duties;
  std::vector<std::uint32_t> possible;  // those with a trigger
};

struct PackReceipt {
  const law::Pack* pack = nullptr;
  bool is_received = false;
  Instant at;
};

// What the law says of one notice before anything happened.
struct NoticeLaw {
  const DutyPlan* plan = nullptr;
  std::unique_ptr<const DutyPlan> own;  // of a plan that is not worth keeping
  std::vector<PackReceipt> receipts;
  Instant received_at;
  std::vector<std::string> defects;  // of an order whose words are whole
};

// The notice as its entry shows it.
struct NoticeView {
  law::Facts facts;  // `then` is empty
  bool has_order = false;
  bool order_is_whole = false;       // its words are public and were not cut
  std::vector<std::string> defects;  // as the instance told them
};
[[nodiscard]] NoticeView view_notice(const Entry& entry);

struct Ruling {
  bool triggered = false;
  Instant starts_at;
  std::optional<Instant> due_at;
  law::ClockState state = law::ClockState::running;
};

class LawBook {
 public:
  explicit LawBook(LoadedRulebook loaded);
  LawBook(const LawBook&) = delete;
  LawBook& operator=(const LawBook&) = delete;

  [[nodiscard]] const LoadedRulebook& rulebook() const { return loaded_; }
  [[nodiscard]] NoticeLaw read_notice(const NoticeView& view);

 private:
  [[nodiscard]] std::unique_ptr<DutyPlan> make_plan(const NoticeView& view,
                                                    const std::vector<PackReceipt>& receipts) const;
  [[nodiscard]] std::string key_of(const NoticeView& view, const std::vector<PackReceipt>& receipts) const;

  LoadedRulebook loaded_;
  // Per pack the instants at which one of its rows begins or ends: between two of them the same rows are in force.
  std::map<const law::Pack*, std::vector<std::int64_t>> edges_;
  std::unordered_map<std::string, std::unique_ptr<const DutyPlan>> plans_;
};

// `then` in order of time, as law::evaluate sorts it.
[[nodiscard]] Ruling rule_duty(const NoticeLaw& notice, std::size_t duty_at, std::span<const law::Happening> then,
                               Instant now);

}  // namespace redress::ledger
