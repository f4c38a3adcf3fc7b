// SPDX-License-Identifier: Apache-2.0
// ledger/case_record.hpp — what anybody outside can know of a case: the fold of its entries.
//
// Use this when   the law is replayed: which items are down where, what was decided, what happened and when.
// Shapes          numbers count from 1 within the case, as in its entries.
// Errors          apply: invalid when the entry speaks of something that the case does not have; nothing is changed.
// Threads         values with one owner.
// Source          docs/reference/states-and-moves.md; written apart from the fold that the server runs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "law/territory.hpp"
#include "ledger/duty_plan.hpp"
#include "ledger/entry.hpp"

namespace redress::ledger {

struct NoticeRecord {
  std::unique_ptr<const NoticeView> view;
  NoticeLaw law;
  const LawBook* book = nullptr;  // that `law` was read from
  Instant received_at;
  Instant joined_at;
  bool acted_on = true;
  bool is_withdrawn = false;
  bool was_answered = false;  // on arrival: a decision that stood already held all that it asks for
};

struct ItemRecord {
  std::uint32_t copied_no = 0;
  bool needs_look = false;
  std::optional<MeasureKind> held_as;  // the newest measure; nothing: live
  law::Territory held_in;
  std::vector<std::uint32_t> measures;  // positions, oldest first
};

struct MeasureRecord {
  std::uint32_t item_no = 0;
  MeasureKind kind = MeasureKind::restrict;
  law::Territory territory;
  std::uint32_t decision_no = 0;  // 0: interim
  bool is_superseded = false;
  std::optional<Instant> acknowledged_at;
};

struct DecisionRecord {
  Outcome outcome = Outcome::reject;
  law::Territory territory;
  std::vector<std::uint32_t> item_nos;  // ascending
  Instant at;
  bool is_reversed = false;
};

struct AppealRecord {
  bool is_pending = true;
};

struct ClockRecord {
  std::uint64_t index = 0;  // of the entry that started it
  std::uint32_t notice_no = 0;
  std::string duty;
  std::optional<std::uint32_t> duty_at;  // in the notice's plan; nothing where no pack in force has it
  law::Step step = law::Step::other;
  law::Bearer bearer = law::Bearer::provider;
  bool is_target = false;
  Instant began_at;  // as it was started; `starts_at` may move
  Instant starts_at;
  std::optional<Instant> due_at;
  law::ClockState state = law::ClockState::running;
  std::optional<Instant> ended_at;
  bool is_told = false;  // a finding has said already what is wrong with it
  [[nodiscard]] bool is_open() const { return state == law::ClockState::running || state == law::ClockState::paused; }
};

enum class CasePhase { open, decided, closed };

struct CaseRecord {
  std::uint32_t number = 0;
  Digest leaf{};
  Instant last_at;
  bool is_broken = false;  // an entry is missing or altered: what follows cannot be judged
  CasePhase phase = CasePhase::open;
  std::uint64_t facts_version = 0;  // counts what may change the law's answer
  std::vector<NoticeRecord> notices;
  std::vector<ItemRecord> items;
  std::vector<MeasureRecord> measures;
  std::vector<DecisionRecord> decisions;
  std::vector<AppealRecord> appeals;
  std::vector<bool> clarifications;  // answered
  std::vector<EntryHappening> happenings;
  std::vector<ClockRecord> clocks;
  std::vector<std::pair<std::uint32_t, std::string>> told;  // duties that were said to be missing, by notice
};

// The happenings that the entry brings are those appended to `happenings`. Entries of clocks are only recorded.
[[nodiscard]] Status apply(CaseRecord& state, const Entry& entry, std::uint64_t index);

[[nodiscard]] bool covers(const law::Territory& wide, const law::Territory& narrow);
[[nodiscard]] bool has_pending_appeal(const CaseRecord& state);
[[nodiscard]] bool is_interim(const CaseRecord& state, const ItemRecord& item);
[[nodiscard]] bool was_taken_down(const CaseRecord& state);
// Is everything that a notice of that instant asks about down where the duty wants it?
[[nodiscard]] bool is_all_down(const CaseRecord& state, const law::Territory& territory, Instant received_at);
// Has a decision of this very instant turned down the last of what a notice asks about?
[[nodiscard]] bool is_turned_down_now(const CaseRecord& state, Instant received_at, Instant now);

}  // namespace redress::ledger
