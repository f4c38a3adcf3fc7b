// SPDX-License-Identifier: Apache-2.0
#include "engine/eraser.hpp"

#include <algorithm>

#include "engine/test_engine.hpp"
#include "law/test_rulebook.hpp"
#include "store/case_keys.hpp"
#include "store/ledger_store.hpp"

namespace redress::engine::test {
namespace {

class EraserTest : public EngineTest {
 protected:
  EraserTest() {
    options_.forget_pictures = [this](const std::vector<std::string>& sha256s) {
      forgotten_.write([&](auto& all) { all.insert(all.end(), sha256s.begin(), sha256s.end()); });
      return forgets_ ? Status(Done{}) : Status(Error{Code::unavailable, "the disk"});
    };
  }
  [[nodiscard]] bool is_done() const { return store_->load_erasures(10).value().empty(); }
  [[nodiscard]] std::size_t count_forgotten() const {
    return forgotten_.read([](const auto& all) { return all.size(); });
  }
  NoticeAnswer send_picture(const std::string& name, char digit) {
    check(picture(name, digit));
    cases::ItemFacts item;
    item.content_id = name;
    return must_send(notice({item}));
  }
  [[nodiscard]] std::string statement_of(const Id& id) const {
    const auto records = store_->load_case(id);
    EXPECT_TRUE(records.ok());
    return std::get<cases::NoticeReceived>(std::get<cases::Event>(records.value().at(0).body).body).personal.statement;
  }

  Guarded<std::vector<std::string>> forgotten_;
  std::atomic<bool> forgets_{true};
};

TEST_F(EraserTest, TheKeyGoesAndWithItTheWordsAndThePictures) {
  start();
  const NoticeAnswer filed = send_picture("one", '1');
  const store::KeySlot slot = store_->load_case(filed.case_id).value().at(0).key_slot;
  ASSERT_FALSE(statement_of(filed.case_id).empty());
  ASSERT_TRUE(act(filed.case_id, cases::ErasePersonal{"asked by letter"}, cases::test::officer()).ok());
  EXPECT_EQ(statement_of(filed.case_id), "") << "hidden from the commit on";
  ASSERT_TRUE(wait_until([&] { return is_done(); }));
  EXPECT_EQ(store_->keys().find(slot).error().code, Code::not_found);
  EXPECT_EQ(count_forgotten(), 1U);
  EXPECT_TRUE(store_->verify().ok());
}

TEST_F(EraserTest, APictureThatAnotherCaseWorksOnStays) {
  start();
  const NoticeAnswer one = send_picture("one", '1');
  const NoticeAnswer two = send_picture("two", '1');  // the same bytes: "one" joins this case as a copy
  ASSERT_NE(one.case_id, two.case_id);
  EXPECT_TRUE(list_own_pictures(*store_, one.case_id).value().empty());
  EXPECT_TRUE(list_own_pictures(*store_, two.case_id).value().empty());
  ASSERT_TRUE(act(one.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  ASSERT_TRUE(wait_until([&] { return is_done(); }));
  EXPECT_EQ(count_forgotten(), 0U);
  EXPECT_EQ(list_own_pictures(*store_, two.case_id).value().size(), 1U) << "an erased case holds nothing back";
}

TEST_F(EraserTest, WhatFailsOrIsCutShortIsDoneAtTheNextStart) {
  forgets_ = false;
  start();
  const NoticeAnswer filed = send_picture("one", '1');
  ASSERT_TRUE(act(filed.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  ASSERT_TRUE(wait_until([&] { return count_forgotten() > 0; }));
  EXPECT_FALSE(is_done());
  stop();
  forgets_ = true;
  start();
  EXPECT_TRUE(wait_until([&] { return is_done(); }));
  EXPECT_EQ(statement_of(filed.case_id), "");
}

TEST_F(EraserTest, TheLedgerCommitsToTheWordsBeforeTheirSaltGoes) {
  options_.ledger.is_on = true;
  for (const auto& [path, text] : law::read_statutes()) {
    options_.ledger.pack_texts.emplace(render_hex(sha256(text)), text);
  }
  options_.ledger.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  options_.ledger.tick = std::chrono::milliseconds{300};
  options_.ledger.watches_clock = false;
  start();
  const NoticeAnswer filed = send_picture("one", '1');
  const std::uint64_t position = store_->load_case(filed.case_id).value().at(0).position;
  ASSERT_TRUE(act(filed.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  ASSERT_TRUE(wait_until([&] { return is_done(); }));
  stop();
  store::LedgerStoreOptions ledger;
  ledger.path = folder_ / "ledger.db";
  ledger.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  const auto sealed = store::LedgerStore::open(std::move(ledger));
  ASSERT_TRUE(sealed.ok());
  const auto index = sealed.value()->find_index(position);
  ASSERT_TRUE(index.ok() && index.value());
  const auto rows = sealed.value()->load_rows(*index.value(), 1);
  ASSERT_TRUE(rows.ok());
  // Code and digest each: statement (1) is among them.
  const Bytes& kept = rows.value().at(0).kept;
  ASSERT_EQ(kept.size() % 33, 0U);
  ASSERT_FALSE(kept.empty());
  EXPECT_EQ(kept[0], 1U);
}

TEST_F(EraserTest, ALedgerThatStandsStillHoldsAnErasureUpForAnHourAtMost) {
  options_.ledger.is_on = true;
  for (const auto& [path, text] : law::read_statutes()) {
    options_.ledger.pack_texts.emplace(render_hex(sha256(text)), text);
  }
  options_.ledger.tick = Milliseconds{30};
  options_.ledger.watches_clock = false;
  options_.ledger.on_commit_failure = [](const std::string& why) { FAIL() << why; };
  start();
  cases::ItemFacts item;
  item.urls = {"https://host.example/zero"};
  must_send(notice({item}));
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().size > 0; }));
  stop();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "ledger/tile/0")) {
    if (file.is_regular_file()) std::filesystem::resize_file(file.path(), 16);
  }
  start();
  const NoticeAnswer filed = send_picture("one", '1');
  ASSERT_TRUE(act(filed.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  ASSERT_TRUE(wait_until([&] { return engine_->ledger_state().sealing == Sealing::stopped; }));
  std::this_thread::sleep_for(Milliseconds{300});
  ASSERT_FALSE(is_done());
  EXPECT_EQ(statement_of(filed.case_id), "");
  clock_.move(std::chrono::minutes{61});
  EXPECT_TRUE(wait_until([&] { return is_done(); }));
}

}  // namespace
}  // namespace redress::engine::test
