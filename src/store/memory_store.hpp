// SPDX-License-Identifier: Apache-2.0
// store/memory_store.hpp — the event store without a disk: for tests and simulations, with the same behaviour.
//
// Use this when   thousands of histories must run in a second. Nothing survives the object.
// Errors          those of EventStore; `fail_next` makes the next append refuse, nothing written.
// Threads         as EventStore: one writer, any readers (one lock around all of it).
#pragma once

#include <map>
#include <memory>
#include <set>

#include "base/guarded.hpp"
#include "store/case_keys.hpp"
#include "store/event_store.hpp"
#include "store/read_model.hpp"

namespace redress::store {

class MemoryStore final : public EventStore {
 public:
  MemoryStore();
  [[nodiscard]] Status append(std::span<const Append> group) override;
  void tidy() override {}
  [[nodiscard]] Result<std::vector<Record>> load_case(const Id& case_id) const override;
  [[nodiscard]] Result<std::vector<Record>> load_after(std::uint64_t position, std::size_t count_max) const override;
  [[nodiscard]] Result<std::uint64_t> find_last_position() const override;
  [[nodiscard]] Result<std::optional<Remembered>> find_remembered(const std::string& idempotency_key) const override;
  [[nodiscard]] Result<std::optional<Id>> find_case_by_code(const std::string& case_code) const override;
  [[nodiscard]] Result<std::string> find_code(const Id& case_id) const override;
  [[nodiscard]] Result<std::uint64_t> find_event_count(const Id& case_id) const override;
  [[nodiscard]] Result<bool> has_secret(const Id& case_id, const Digest& secret_digest) const override;
  [[nodiscard]] Result<std::optional<int>> find_notice_by_secret(const Id& case_id,
                                                                 const Digest& secret_digest) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_content(const std::string& content_id) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_url(const std::string& url) const override;
  [[nodiscard]] Result<std::vector<Id>> find_cases_by_bank_entry(int entry_no) const override;
  [[nodiscard]] Result<std::vector<QueueRow>> load_queue(std::size_t count_max) const override;
  [[nodiscard]] Result<Counts> load_counts() const override;
  [[nodiscard]] Result<std::optional<Content>> find_content(const std::string& content_id) const override;
  [[nodiscard]] Result<std::optional<Content>> find_content_by_url(const std::string& url) const override;
  [[nodiscard]] Status visit_contents(const std::function<void(const Content&)>& visit) const override;
  [[nodiscard]] Status visit_wakes(const std::function<void(const Wake&)>& visit) const override;
  [[nodiscard]] Status visit_holds(const std::function<void(const Hold&)>& visit) const override;
  [[nodiscard]] Result<std::vector<Delivery>> load_waiting(const std::string& receiver,
                                                           std::size_t count_max) const override;
  [[nodiscard]] Result<std::optional<Delivery>> find_delivery(const std::string& receiver,
                                                              const std::string& id) const override;
  [[nodiscard]] Result<std::uint64_t> load_cursor(const std::string& reactor) const override;
  [[nodiscard]] Status save_cursor(const std::string& reactor, std::uint64_t position) override;
  [[nodiscard]] CaseKeys& keys() const override { return *keys_; }
  [[nodiscard]] Result<std::vector<Erasure>> load_erasures(std::size_t count_max) const override;
  [[nodiscard]] Status erase_personal(const Erasure& erasure) override;
  [[nodiscard]] Status rebuild(const FindWake& find_wake) override;

  void fail_next(Error error);

 private:
  struct CaseEntry {
    std::string code;
    KeySlot slot = 0;
    std::vector<std::size_t> records;
    std::map<int, Digest> secrets;
    std::vector<Hold> holds;
    CaseRow row;
  };
  struct Tables {
    std::vector<Record> journal;
    std::map<Id, CaseEntry> cases;
    std::map<std::string, Id> codes;
    std::map<std::string, std::set<Id>> items;
    std::map<std::string, Remembered> remembered;
    std::map<std::string, Content> contents;
    std::map<std::string, std::string> content_urls;
    std::map<std::pair<std::string, std::string>, Delivery> deliveries;
    std::map<std::string, std::uint64_t> cursors;
    std::vector<Erasure> erasures;
    std::optional<Error> fail_next;
  };

  static void write(Tables& tables, const Append& append, CaseKeys& keys);
  static void write_event(Tables& tables, const Append& append, const cases::Event& event, CaseKeys& keys);
  static void erase(Tables& tables, const Erasure& erasure);
  static std::vector<Id> find_open(const Tables& tables, const std::string& key);

  std::unique_ptr<CaseKeys> keys_;
  Guarded<Tables> tables_;
};

}  // namespace redress::store
