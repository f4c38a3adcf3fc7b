// SPDX-License-Identifier: Apache-2.0
// engine/group.hpp — the jobs that share one commit: each is decided on what the ones before it have already decided.
//
// Use this when   inside the writer: add() every job, then commit().
// Errors          refusals go to their callbacks at once; a failed commit goes to every callback that waited for it.
// Threads         the writer's own.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "engine/case_cache.hpp"
#include "engine/core.hpp"

namespace redress::engine {

class Group {
 public:
  Group(Core& core, CaseCache& cache) : core_(core), cache_(cache) {}

  void add(NoticeJob& job);
  void add(CommandJob& job);
  void add(TickJob& job);
  void add(MediaJob& job);
  void add(ReactorJob& job);

  // Writes and makes the outcome visible (edge, bank, timers). Errors: what append said. Nobody was answered yet.
  [[nodiscard]] Status commit();
  // Who waits for the outcome. They outlive the group: none of them refers to it.
  using Waiting = std::function<void(const Status&)>;
  [[nodiscard]] std::vector<Waiting> take_waiting() { return std::move(waiting_); }

 private:
  // A case as the jobs of this group leave it.
  struct Draft {
    Id id;
    LiveCase live;
    std::optional<Instant> wake_before;
    std::vector<cases::Event> events;
  };
  struct Touched {
    LiveCase live;
    std::optional<Instant> wake_before;  // as it is on disk
    bool holds_changed = false;
  };
  struct UnsignedAnswer {
    NoticeAnswer answer;       // its receipt without a signature
    std::string receipt_text;  // what is to be signed
  };
  using Answer = std::variant<UnsignedAnswer, CommandAnswer>;
  struct Kept {
    Digest request_digest{};
    Answer answer;
  };

  [[nodiscard]] Result<Draft> open_draft(const Id& case_id);
  void take_loaded(const Id& case_id, LiveCase live);
  [[nodiscard]] Status act(Draft& draft, const cases::Command& command, const cases::Actor& actor);
  // What follows by itself: copies are searched for, and without a webhook the edge carries measures out.
  [[nodiscard]] Status follow_up(Draft& draft, std::size_t items_before);
  [[nodiscard]] Status add_copies(Draft& draft, const std::vector<int>& item_nos);
  [[nodiscard]] Status let_edge_act(Draft& draft);
  store::Append& keep(Draft draft);
  void complete_item(cases::ItemFacts& facts) const;
  [[nodiscard]] std::optional<store::Content> find_content(const cases::ItemFacts& facts) const;

  [[nodiscard]] Result<UnsignedAnswer> decide_notice(NoticeRequest& request);
  [[nodiscard]] Result<Draft> join_or_open(const NoticeRequest& request);
  [[nodiscard]] Result<std::optional<Id>> find_case_to_join(const NoticeRequest& request);
  [[nodiscard]] Result<std::string> make_free_code() const;
  [[nodiscard]] UnsignedAnswer make_notice_answer(const LiveCase& live, int notice_no, const std::string& once) const;
  [[nodiscard]] Result<CommandAnswer> decide_command(CommandJob& job);
  [[nodiscard]] Result<MediaAnswer> decide_media(MediaJob& job);
  [[nodiscard]] Status register_content(store::Content content);
  [[nodiscard]] Result<std::optional<Draft>> find_match_case(std::int64_t entry_no);
  [[nodiscard]] Result<std::string> open_match_case(const store::Content& content, const BankHit& hit);
  [[nodiscard]] Status hold_blocked(const Id& case_id, const store::Content& content, const BankHit& hit);
  [[nodiscard]] Status add_upload(const store::Content& content, const Bank::HeldMatch& held);

  // An answer given before under this key: nothing for a new one, conflict for another request.
  [[nodiscard]] Result<std::optional<Answer>> find_answer(const Idempotency& once);
  [[nodiscard]] Result<Answer> load_answer(const std::string& stored, const Idempotency& once);
  void remember(store::Append& append, const Idempotency& once, std::string stored, Answer answer);

  void wait_for_commit(Waiting done) { waiting_.push_back(std::move(done)); }
  [[nodiscard]] bool is_written() const { return !appends_.empty(); }

  Core& core_;
  CaseCache& cache_;
  std::vector<store::Append> appends_;
  std::vector<Waiting> waiting_;
  std::unordered_map<Id, Touched> touched_;
  std::map<std::string, std::set<Id>> item_keys_;  // of this group, not on disk yet
  std::set<std::string> codes_;
  std::unordered_map<std::string, Kept> answers_;
  std::map<std::string, store::Content> contents_;
  std::map<std::string, std::string> content_urls_;
};

}  // namespace redress::engine
