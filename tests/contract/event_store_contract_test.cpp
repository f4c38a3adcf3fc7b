// SPDX-License-Identifier: Apache-2.0
// One suite for every event store: what `store/event_store.hpp` promises, whatever lies beneath.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "contract/made_cases.hpp"
#include "store/case_keys.hpp"
#include "store/memory_store.hpp"
#include "store/sqlite_store.hpp"

namespace redress::store {
namespace {

enum class Kind { memory, sqlite };

class EventStoreContract : public testing::TestWithParam<Kind> {
 protected:
  EventStoreContract() {
    folder_ = std::filesystem::temp_directory_path() / ("redress-contract-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    reopen();
  }
  ~EventStoreContract() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    if (GetParam() == Kind::memory) {
      if (store_ == nullptr) store_ = std::make_unique<MemoryStore>();
      return;
    }
    store_.reset();
    SqliteOptions options;
    options.path = folder_ / "journal.db";
    options.on_commit_failure = [](const std::string& why) { FAIL() << why; };
    store_ = must(SqliteStore::open(std::move(options)));
  }
  EventStore& store() { return *store_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
};

TEST_P(EventStoreContract, WhatWasAppendedIsThereInOrderAfterReopening) {
  const std::vector<Append> group{opening(1), opening(2)};
  ASSERT_TRUE(store().append(group).ok());
  const Append more = following(group[0], {{start, {}, cases::Claimed{"asha", start + std::chrono::minutes{30}}}});
  ASSERT_TRUE(append_one(store(), more).ok());
  reopen();
  const auto records = must(store().load_case(sample_id(1)));
  ASSERT_EQ(records.size(), 4U);
  cases::Case state;
  state.id = sample_id(1);
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].case_seq, i + 1);
    state = cases::apply(std::move(state), std::get<cases::Event>(records[i].body));
  }
  EXPECT_EQ(state, more.after);
  const auto all = must(store().load_after(0, 100));
  ASSERT_EQ(all.size(), 7U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].position, i + 1);
  EXPECT_EQ(must(store().find_last_position()), 7U);
  EXPECT_EQ(must(store().load_after(5, 1)).at(0).position, 6U);
  EXPECT_TRUE(must(store().load_after(7, 10)).empty());
}

// Every event there is, and a registered content: what a store remembers of a row is what it would read again.
TEST_P(EventStoreContract, TheNewestRowsAreTheSameAfterReopening) {
  Append all = opening(1);
  all.events = sample_events();
  all.after.event_count = all.events.size();
  all.clock_error_ms = 7;
  Append upload;
  upload.contents = {Content{"one", {"https://a.example/u"}, "u", "", "image", "", "", "", 0, start}};
  ASSERT_TRUE(store().append(std::vector<Append>{all, upload}).ok());
  const auto before = must(store().load_after(0, 1'000));
  reopen();
  const auto after = must(store().load_after(0, 1'000));
  ASSERT_EQ(before.size(), all.events.size() + 1);
  EXPECT_TRUE(after == before);
}

TEST_P(EventStoreContract, WhatIsErasedIsGoneFromTheNewestRowsToo) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  const auto statement = [&] {
    const auto records = must(store().load_after(0, 10));
    return std::get<cases::NoticeReceived>(std::get<cases::Event>(records.at(0).body).body).personal.statement;
  };
  ASSERT_FALSE(statement().empty());
  ASSERT_TRUE(append_one(store(), following(first, {{start, {}, cases::PersonalErased{"asked"}}})).ok());
  ASSERT_TRUE(store().erase_personal(must(store().load_erasures(1)).at(0)).ok());
  EXPECT_TRUE(statement().empty());
}

TEST_P(EventStoreContract, WhoFollowsTheNewestRowsMeetsNoGap) {
  std::uint64_t seen = 0;
  bool has_gap = false;
  std::thread reader([&] {
    while (seen < 300 && !has_gap) {
      for (const Record& record : must(store().load_after(seen, 7))) {
        has_gap = has_gap || record.position != seen + 1;
        seen = record.position;
      }
    }
  });
  for (int i = 0; i < 300; ++i) {
    Append upload;
    upload.contents = {Content{std::to_string(i), {}, "u", "", "image", "", "", "", 0, start}};
    EXPECT_TRUE(append_one(store(), upload).ok());
  }
  reader.join();
  EXPECT_FALSE(has_gap);
}

TEST_P(EventStoreContract, AnUnknownCaseIsNotFound) {
  EXPECT_EQ(store().load_case(sample_id(9)).error().code, Code::not_found);
  EXPECT_EQ(store().find_code(sample_id(9)).error().code, Code::not_found);
  EXPECT_FALSE(must(store().find_case_by_code("NONE-NONE")));
  EXPECT_FALSE(must(store().has_secret(sample_id(9), digest_of(1))));
}

TEST_P(EventStoreContract, ACodeAndASecretOpenOneNoticeOnly) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  ASSERT_TRUE(append_one(store(), opening(2)).ok());
  Append second = following(first, {received_event()});
  second.secret_digest = digest_of(77);
  second.notice_no = 2;
  ASSERT_TRUE(append_one(store(), second).ok());
  EXPECT_EQ(must(store().find_case_by_code("CODE-1001")), sample_id(1));
  EXPECT_EQ(must(store().find_code(sample_id(1))), "CODE-1001");
  EXPECT_EQ(must(store().find_event_count(sample_id(1))), must(store().load_case(sample_id(1))).size());
  EXPECT_EQ(must(store().find_event_count(sample_id(9))), 0U);
  EXPECT_EQ(must(store().find_notice_by_secret(sample_id(1), digest_of(1))), 1);
  EXPECT_EQ(must(store().find_notice_by_secret(sample_id(1), digest_of(77))), 2);
  EXPECT_FALSE(must(store().has_secret(sample_id(1), digest_of(2))));
  EXPECT_FALSE(must(store().has_secret(sample_id(2), digest_of(77))));
}

TEST_P(EventStoreContract, AnAnswerIsRememberedByItsKey) {
  Append append = opening(1);
  append.idempotency_key = "notices/abc";
  append.request_digest = digest_of(5);
  append.answer = "the answer";
  ASSERT_TRUE(append_one(store(), append).ok());
  reopen();
  const auto remembered = must(store().find_remembered("notices/abc"));
  ASSERT_TRUE(remembered);
  EXPECT_EQ(remembered->answer, "the answer");
  EXPECT_EQ(remembered->request_digest, digest_of(5));
  EXPECT_FALSE(must(store().find_remembered("notices/abd")));
}

TEST_P(EventStoreContract, OpenCasesAreFoundByTheirItems) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  EXPECT_EQ(must(store().find_cases_by_content("content-1")), std::vector{sample_id(1)});
  EXPECT_EQ(must(store().find_cases_by_url("https://a.example/1")), std::vector{sample_id(1)});
  EXPECT_TRUE(must(store().find_cases_by_url("https://a.example/2")).empty());
  EXPECT_EQ(must(store().find_cases_by_bank_entry(17)), std::vector{sample_id(1)});
  ASSERT_TRUE(append_one(store(), following(first, {{start, {}, cases::Closed{}}})).ok());
  EXPECT_TRUE(must(store().find_cases_by_content("content-1")).empty());
  EXPECT_TRUE(must(store().find_cases_by_bank_entry(17)).empty());
}

TEST_P(EventStoreContract, TheQueueIsOrderedByTimeLeft) {
  for (const std::uint64_t number : {3U, 1U, 2U}) ASSERT_TRUE(append_one(store(), opening(number)).ok());
  const auto queue = must(store().load_queue(2));
  ASSERT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue[0].case_id, sample_id(1));
  EXPECT_EQ(queue[1].case_id, sample_id(2));
  EXPECT_EQ(queue[0].case_code, "CODE-1001");
  EXPECT_EQ(queue[0].leading_duty, "IN-NCII-2H");
  EXPECT_EQ(queue[0].starts_at, start);
  EXPECT_EQ(queue[0].due_at, start + std::chrono::hours{1});
  EXPECT_EQ(queue[0].harm, law::Harm::ncii_synthetic);
  EXPECT_EQ(queue[0].language, "mr") << "as it was written, not as it is answered";
  EXPECT_EQ(queue[0].item_count, 1);
  EXPECT_FALSE(queue[0].is_restricted);
}

TEST_P(EventStoreContract, CountsFollowEveryMove) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  ASSERT_TRUE(append_one(store(), opening(2)).ok());
  Counts counts = must(store().load_counts());
  EXPECT_EQ(counts.open, 2U);
  EXPECT_EQ(counts.clocks_running, 2U);
  EXPECT_EQ(counts.events, 6U);
  const Append ended = following(first, {{start, {}, cases::ClockEnded{1, law::ClockState::met, ""}}});
  ASSERT_TRUE(append_one(store(), ended).ok());
  ASSERT_TRUE(append_one(store(), following(ended, {{start, {}, cases::Closed{}}})).ok());
  counts = must(store().load_counts());
  EXPECT_EQ(counts.open, 1U);
  EXPECT_EQ(counts.closed, 1U);
  EXPECT_EQ(counts.clocks_running, 1U);
  EXPECT_EQ(counts.clocks_met, 1U);
  EXPECT_EQ(counts.events, 8U);
}

TEST_P(EventStoreContract, WakesAndHoldsFollowTheNewestState) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  const auto wakes = [&] {
    std::vector<Instant> found;
    EXPECT_TRUE(store().visit_wakes([&](const Wake& wake) { found.push_back(wake.at); }).ok());
    return found;
  };
  const auto holds = [&] {
    std::vector<Hold> found;
    EXPECT_TRUE(store().visit_holds([&](const Hold& hold) { found.push_back(hold); }).ok());
    return found;
  };
  EXPECT_EQ(wakes(), std::vector{start + std::chrono::hours{1}});
  EXPECT_TRUE(holds().empty());
  const law::Territory india{false, {"IN"}};
  const Append held =
      following(first, {{start, {}, cases::MeasureOrdered{1, cases::MeasureKind::restrict, india, 0, true, "at risk"}},
                        {start, {}, cases::ClockEnded{1, law::ClockState::met, ""}}});
  ASSERT_TRUE(append_one(store(), held).ok());
  reopen();
  EXPECT_TRUE(wakes().empty());
  ASSERT_EQ(holds().size(), 1U);
  EXPECT_EQ(holds()[0].territory, india);
  EXPECT_EQ(holds()[0].case_code, "CODE-1001");
  EXPECT_EQ(holds()[0].urls, sample_item(1).urls);
  EXPECT_TRUE(holds()[0].is_interim);
  ASSERT_TRUE(
      append_one(
          store(),
          following(held,
                    {{start, {}, cases::MeasureOrdered{1, cases::MeasureKind::restore, india, 0, false, "wrong"}}}))
          .ok());
  EXPECT_TRUE(holds().empty());
}

TEST_P(EventStoreContract, ContentsAreFoundByIdAndUrlAndTheNewestCounts) {
  Append append;
  append.contents = {Content{"c1", {"https://a.example/1"}, "u", "IN", "image", "aa", "bb", "cc", 70, start}};
  ASSERT_TRUE(append_one(store(), append).ok());
  append.contents[0].pdq = "dd";
  ASSERT_TRUE(append_one(store(), append).ok());
  reopen();
  EXPECT_EQ(must(store().find_content("c1")), append.contents[0]);
  EXPECT_EQ(must(store().find_content_by_url("https://a.example/1")), append.contents[0]);
  EXPECT_FALSE(must(store().find_content("c2")));
  int count = 0;
  ASSERT_TRUE(store().visit_contents([&](const Content&) { ++count; }).ok());
  EXPECT_EQ(count, 1);
  EXPECT_EQ(must(store().load_after(0, 10)).size(), 2U);
}

TEST_P(EventStoreContract, ReactorsKeepTheirPlaceAndTheirDeliveries) {
  EXPECT_EQ(must(store().load_cursor("webhooks")), 0U);
  Append append;
  append.cursor = CursorMove{"webhooks", 12};
  append.deliveries = {Delivery{"b", "platform", sample_id(1), 2, 0, start + std::chrono::seconds{2}},
                       Delivery{"a", "platform", sample_id(1), 1, 0, start},
                       Delivery{"c", "other", sample_id(1), 1, 0, start}};
  ASSERT_TRUE(append_one(store(), append).ok());
  append.deliveries = {append.deliveries[1]};
  append.deliveries[0].state = DeliveryState::done;
  append.deliveries[0].attempts = 1;
  ASSERT_TRUE(append_one(store(), append).ok());
  reopen();
  EXPECT_EQ(must(store().load_cursor("webhooks")), 12U);
  const auto waiting = must(store().load_waiting("platform", 10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].id, "b");
  EXPECT_EQ(must(store().find_delivery("platform", "a"))->state, DeliveryState::done);
  EXPECT_FALSE(must(store().find_delivery("platform", "z")));
  ASSERT_TRUE(store().save_cursor("webhooks", 13).ok());
  EXPECT_EQ(must(store().load_cursor("webhooks")), 13U);
}

TEST_P(EventStoreContract, ErasingRemovesThePersonAndKeepsTheReplay) {
  const Append first = opening(1);
  const Append other = opening(2);
  ASSERT_TRUE(append_one(store(), first).ok());
  ASSERT_TRUE(append_one(store(), other).ok());
  ASSERT_TRUE(append_one(store(), following(first, {{start, {}, cases::PersonalErased{}}})).ok());
  reopen();
  const auto personal_of = [&](const Id& id) {
    const auto records = must(store().load_case(id));
    return std::get<cases::NoticeReceived>(std::get<cases::Event>(records.at(0).body).body).personal;
  };
  EXPECT_TRUE(personal_of(sample_id(1)).is_empty());
  EXPECT_EQ(personal_of(sample_id(2)).statement, "my words");
  const auto told = [&](std::uint64_t position) {
    const auto record = must(store().load_after(position - 1, 1)).at(0);
    return std::get<cases::NoticeReceived>(std::get<cases::Event>(record.body).body).personal.statement;
  };
  EXPECT_EQ(told(1), "my words") << "the ledger must still commit to it";
  const auto waiting = must(store().load_erasures(10));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].case_id, sample_id(1));
  EXPECT_EQ(waiting[0].position, 7U);
  for (int round = 0; round < 2; ++round) {  // once more does nothing
    ASSERT_TRUE(store().erase_personal(waiting[0]).ok());
    EXPECT_EQ(store().keys().find(waiting[0].slot).error().code, Code::not_found);
    EXPECT_TRUE(must(store().load_erasures(10)).empty());
    EXPECT_EQ(told(1), "");
    EXPECT_EQ(personal_of(sample_id(2)).statement, "my words");
  }
}

TEST_P(EventStoreContract, WhatACaseIsToldAfterAnErasureHasAKeyOfItsOwn) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  const cases::Event answer{start, {}, cases::ClarificationGiven{1, {"my answer", "", ""}}};
  cases::Event asked{start, {}, cases::ClarificationAsked{"which one?"}};
  const Append erased = following(first, {asked, {start, {}, cases::PersonalErased{}}});
  ASSERT_TRUE(append_one(store(), erased).ok());
  reopen();
  const Append later = following(erased, {answer});
  ASSERT_TRUE(append_one(store(), later).ok());
  reopen();
  ASSERT_TRUE(store().erase_personal(must(store().load_erasures(10)).at(0)).ok());
  const auto records = must(store().load_case(sample_id(1)));
  ASSERT_EQ(records.size(), 6U);
  EXPECT_EQ(records[0].key_slot, records[4].key_slot);
  EXPECT_NE(records[4].key_slot, records[5].key_slot);
  EXPECT_EQ(std::get<cases::ClarificationGiven>(std::get<cases::Event>(records[5].body).body).personal.statement,
            "my answer");
  ASSERT_TRUE(append_one(store(), following(later, {{start, {}, cases::PersonalErased{}}})).ok());
  ASSERT_TRUE(store().rebuild(wake_of).ok());
  EXPECT_EQ(must(store().load_erasures(10)).size(), 1U);
  EXPECT_EQ(
      std::get<cases::ClarificationGiven>(std::get<cases::Event>(must(store().load_case(sample_id(1)))[5].body).body)
          .personal.statement,
      "");
}

TEST_P(EventStoreContract, EveryCaseHasAKeyAndEveryRowSaysWhatTheClockWasWorth) {
  Append first = opening(1);
  first.clock_error_ms = 12;
  ASSERT_TRUE(append_one(store(), first).ok());
  ASSERT_TRUE(append_one(store(), opening(2)).ok());
  Append content;
  content.contents = {Content{"c1", {"https://a.example/1"}, "u", "IN", "image", "aa", "bb", "cc", 70, start}};
  content.clock_error_ms = 0;
  ASSERT_TRUE(append_one(store(), content).ok());
  reopen();
  const auto records = must(store().load_after(0, 10));
  ASSERT_EQ(records.size(), 7U);
  EXPECT_EQ(records[2].clock_error_ms, 12U);
  EXPECT_EQ(records[3].clock_error_ms, std::nullopt);
  EXPECT_EQ(records[6].clock_error_ms, 0U);
  EXPECT_EQ(records[6].key_slot, 0U);
  EXPECT_NE(records[0].key_slot, 0U);
  EXPECT_EQ(records[0].key_slot, records[2].key_slot);
  EXPECT_NE(records[0].key_slot, records[3].key_slot);
  const auto salt_key = [&](std::size_t row) { return must(store().keys().find(records[row].key_slot)).salt_key(); };
  EXPECT_NE(salt_key(0), salt_key(3));
  EXPECT_EQ(salt_key(0), salt_key(2));
}

TEST_P(EventStoreContract, RebuildingGivesTheSameTables) {
  const Append first = opening(1);
  ASSERT_TRUE(append_one(store(), first).ok());
  ASSERT_TRUE(append_one(store(), opening(2)).ok());
  const law::Territory india{false, {"IN"}};
  const Append held = following(
      first, {{start, {}, cases::MeasureOrdered{1, cases::MeasureKind::restrict, india, 0, true, "at risk"}}});
  ASSERT_TRUE(append_one(store(), held).ok());
  const Counts before = must(store().load_counts());
  ASSERT_TRUE(store().rebuild(wake_of).ok());
  const Counts after = must(store().load_counts());
  EXPECT_EQ(before.open, after.open);
  EXPECT_EQ(before.clocks_running, after.clocks_running);
  EXPECT_EQ(before.events, after.events);
  EXPECT_EQ(must(store().load_queue(10)).size(), 2U);
  EXPECT_TRUE(must(store().load_queue(10))[0].is_restricted);
  EXPECT_EQ(must(store().find_case_by_code("CODE-1002")), sample_id(2));
  EXPECT_TRUE(must(store().has_secret(sample_id(2), digest_of(2))));
}

TEST_P(EventStoreContract, ARefusedGroupLeavesNothing) {
  Append bad = opening(2);
  bad.events[1].by.name = "\xff";
  const std::vector<Append> group{opening(1), bad};
  const Status refused = store().append(group);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(must(store().find_last_position()), 0U);
  ASSERT_TRUE(append_one(store(), opening(1)).ok());
  EXPECT_EQ(must(store().load_after(0, 10)).at(0).position, 1U);
}

INSTANTIATE_TEST_SUITE_P(Stores, EventStoreContract, testing::Values(Kind::memory, Kind::sqlite),
                         [](const auto& one) { return one.param == Kind::memory ? "Memory" : "Sqlite"; });

}  // namespace
}  // namespace redress::store
