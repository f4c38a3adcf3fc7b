// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_client.hpp"

#include <gtest/gtest.h>

#include <map>

#include "engine/test_exchange.hpp"
#include "match/exchange_changes.hpp"

namespace redress::engine {
namespace {

using match::ExchangeEntry;
using match::ExchangePage;

// What the store behind take_page does: a page's changes and its checkpoint at once.
struct Bank {
  std::map<std::string, std::vector<ExchangeEntry>> held;
  std::string checkpoint;
  std::vector<ExchangePage> pages;
  std::size_t fails_at_page = 0;  // counted from 1; 0: never

  Status take(const ExchangePage& page) {
    if (pages.size() + 1 == fails_at_page) return Error{Code::unavailable, "the power is gone"};
    const auto changes = match::apply_page(page, [&](const std::string& ref) { return held[ref]; });
    for (const auto& list : {changes.withdrawn, changes.replaced}) {
      for (const ExchangeEntry& one : list) {
        std::erase_if(held[one.source_ref], [&](const ExchangeEntry& old) { return old.signal == one.signal; });
      }
    }
    for (const auto& list : {changes.replaced, changes.added}) {
      for (const ExchangeEntry& one : list) held[one.source_ref].push_back(one);
    }
    for (const ExchangeEntry& mark : changes.marks) held[mark.source_ref] = {mark};
    checkpoint = page.checkpoint;
    pages.push_back(page);
    return Done{};
  }
  [[nodiscard]] std::size_t live_count() const {
    std::size_t count = 0;
    for (const auto& [ref, list] : held) {
      for (const ExchangeEntry& one : list) count += one.is_withdrawn ? 0 : 1;
    }
    return count;
  }
};

Result<SyncReport> sync(const Exchange& exchange, const ExchangeDoor& door, Bank& bank) {
  return sync_exchange(exchange, door, bank.checkpoint, [&](const ExchangePage& page) { return bank.take(page); });
}

void expect_no_secret(const Error& error) {
  EXPECT_EQ(error.message.find("SECRET"), std::string::npos) << error.message;
  EXPECT_EQ(error.message.find("U0VDUkVU"), std::string::npos) << error.message;
  EXPECT_TRUE(error.message.starts_with("exchange 'test': ")) << error.message;
}

std::int64_t since_of(const Bank& bank) { return parse_checkpoint(bank.checkpoint).value().since_s; }

class StopNcii : public testing::Test {
 protected:
  StopNciiModel model;
  TestExchange server{[this](const Asked& asked) { return model.answer(asked); }};
  TestHours hours;
  Exchange exchange = test_exchange(ExchangeKind::stopncii, server.url());
  Bank bank;

  void fill(int count) {
    for (int i = 0; i < count; ++i) model.add({i, "Active", ""});
  }
};

TEST_F(StopNcii, IsReadPageByPageToItsEndAndThenFromThere) {
  fill(5);
  const auto report = sync(exchange, hours.door(server), bank);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE(report.value().is_complete);
  EXPECT_EQ(report.value().page_count, 3U);
  EXPECT_EQ(report.value().entry_count, 5U);
  EXPECT_EQ(report.value().checkpoint, bank.checkpoint);
  EXPECT_EQ(bank.live_count(), 5U);
  const auto asked = server.asked();
  EXPECT_EQ(asked[0].target, "/FetchHashes?startTimestamp=10&pageSize=800");
  EXPECT_EQ(asked[1].target, "/FetchHashes?startTimestamp=10&pageSize=800&nextPageToken=p2");
  EXPECT_TRUE(bank.pages[0].is_full && bank.pages[2].is_last);
  EXPECT_EQ(since_of(bank), 105);
  fill(1);
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_EQ(server.asked().back().target, "/FetchHashes?startTimestamp=105&pageSize=800");
  EXPECT_FALSE(bank.pages.back().is_full);
}

TEST_F(StopNcii, AfterACrashBetweenPagesItGoesOnFromThePageItReached) {
  fill(6);
  bank.fails_at_page = 2;
  EXPECT_EQ(sync(exchange, hours.door(server), bank).error().message, "the power is gone");
  EXPECT_EQ(bank.live_count(), 2U);
  EXPECT_EQ(since_of(bank), 0) << "half a fetch moves nothing";
  bank.fails_at_page = 0;
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_EQ(server.asked()[2].target, "/FetchHashes?startTimestamp=10&pageSize=800&nextPageToken=p2");
  EXPECT_EQ(bank.live_count(), 6U);
  EXPECT_EQ(since_of(bank), 106);
}

TEST_F(StopNcii, WithdrawnEntriesDisappearAndComeBackWhenTheyDo) {
  fill(2);
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  model.add({0, "Withdrawn", ""});
  model.add({1, "Deleted", ""});
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_EQ(bank.live_count(), 0U);
  model.add({0, "Active", ""});
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_EQ(bank.live_count(), 1U);
}

TEST_F(StopNcii, AHostileEntryStopsNothing) {
  fill(1);
  model.add({0, "Active", "not a hash"});
  model.add({0, "Active", std::string(64, '0')});
  model.add({0, "Active", std::string(100'000, 'a')});
  model.add({0, "\\u0000", ""});
  fill(3);
  const auto report = sync(exchange, hours.door(server), bank);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(bank.live_count(), 3U);
  EXPECT_EQ(report.value().fault_count, 4U);
}

TEST_F(StopNcii, AfterThirtyDaysWithoutAFetchItIsReadFromTheBeginning) {
  fill(1);
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  hours.at = hours.at + std::chrono::days(30);
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_FALSE(bank.pages.back().is_full);
  hours.at = hours.at + std::chrono::days(31);
  ASSERT_TRUE(sync(exchange, hours.door(server), bank).ok());
  EXPECT_TRUE(bank.pages.back().is_full);
  EXPECT_EQ(server.asked().back().target, "/FetchHashes?startTimestamp=10&pageSize=800");
}

TEST_F(StopNcii, WrongKeysAreSaidAndNotTriedAgain) {
  exchange.secrets.subscription_key = "SECRET-but-wrong";
  const auto report = sync(exchange, hours.door(server), bank);
  EXPECT_EQ(report.error().code, Code::forbidden);
  expect_no_secret(report.error());
  EXPECT_EQ(server.asked().size(), 1U);
  EXPECT_TRUE(hours.waits_s.empty());
}

// Servers that misbehave, over StopNCII's schema.

struct Storm {
  TestHours hours;
  Bank bank;
  std::unique_ptr<TestExchange> server;
  Exchange exchange;

  explicit Storm(TestExchange::Answer answer)
      : server(std::make_unique<TestExchange>(std::move(answer))),
        exchange(test_exchange(ExchangeKind::stopncii, server->url())) {}
  Result<SyncReport> run() { return sync(exchange, hours.door(*server), bank); }
};

const std::string good_page = stopncii_answer(StopNciiRecord{1, "Active", ""}.render(5), 1, 99, "");

TEST(ExchangeClient, A429Or500IsWaitedOutAndAskedAgain) {
  int count = 0;
  Storm storm([&](const Asked&) {
    ++count;
    if (count == 1) return mail::http_answer(429, "", "Retry-After: 7\r\n");
    return count == 2 ? mail::http_answer(503, "SECRET words of theirs") : good_page;
  });
  ASSERT_TRUE(storm.run().ok());
  EXPECT_EQ(storm.hours.waits_s, (std::vector<std::int64_t>{7, 2}));
  EXPECT_EQ(storm.bank.live_count(), 1U);
}

TEST(ExchangeClient, AStormEndsAndMovesNothing) {
  for (const int status : {429, 500, 502, 503, 504}) {
    Storm storm([&](const Asked&) { return mail::http_answer(status, "SECRET words of theirs"); });
    const auto report = storm.run();
    EXPECT_EQ(report.error().code, status == 429 ? Code::exhausted : Code::unavailable);
    expect_no_secret(report.error());
    EXPECT_EQ(storm.server->asked().size(), 5U) << status;
    EXPECT_EQ(storm.hours.waits_s, (std::vector<std::int64_t>{1, 2, 5, 15}));
    EXPECT_TRUE(storm.bank.checkpoint.empty() && storm.bank.pages.empty());
  }
}

TEST(ExchangeClient, AskedToWaitTooLongItLeavesItToTheNextFetch) {
  Storm storm([&](const Asked&) { return mail::http_answer(429, "", "Retry-After: 3600\r\n"); });
  EXPECT_EQ(storm.run().error().code, Code::exhausted);
  EXPECT_EQ(storm.server->asked().size(), 1U);
}

TEST(ExchangeClient, ToldToStopItStops) {
  Storm storm([&](const Asked&) { return mail::http_answer(503); });
  storm.hours.may_wait = false;
  EXPECT_EQ(storm.run().error().code, Code::unavailable);
  EXPECT_EQ(storm.server->asked().size(), 1U);
}

TEST(ExchangeClient, PagesThatNameOneAnotherEnd) {
  for (const int length : {1, 2, 5}) {
    int count = 0;
    Storm storm([&](const Asked&) {
      const std::string token = "t" + std::to_string(count++ % length);
      return stopncii_answer(StopNciiRecord{count, "Active", ""}.render(5), 1, 99, token);
    });
    for (int run = 0; run < 3; ++run) {
      const auto report = storm.run();
      EXPECT_EQ(report.error().code, Code::invalid);
      expect_no_secret(report.error());
      EXPECT_LE(storm.server->asked().size(), static_cast<std::size_t>((run + 1) * (length + 1)));
    }
    EXPECT_EQ(since_of(storm.bank), 0);
  }
}

TEST(ExchangeClient, RedirectsAreNotFollowed) {
  TestExchange inner([](const Asked&) { return good_page; });
  for (const int status : {301, 302, 307, 308}) {
    Storm storm([&](const Asked&) { return mail::http_answer(status, "", "Location: " + inner.url("/x") + "\r\n"); });
    const auto report = storm.run();
    ASSERT_FALSE(report.ok());
    expect_no_secret(report.error());
    EXPECT_EQ(storm.server->asked().size(), 1U);
  }
  EXPECT_TRUE(inner.asked().empty());
}

TEST(ExchangeClient, SlowCutAndSwollenAnswersAreErrorsAndMoveNothing) {
  const std::string half = good_page.substr(0, good_page.size() - 30);
  const std::vector<TestExchange::Answer> answers = {
      [&](const Asked&) { return half; },
      [](const Asked&) { return std::string(); },
      [](const Asked&) { return std::string("SSH-2.0-x\r\n"); },
      [](const Asked&) { return mail::http_answer(200, "<html>"); },
      [](const Asked&) { return mail::http_answer(200); },
      [](const Asked&) { return mail::http_answer(200, std::string(match::page_bytes_max + 1, ' ')); },
      [](const Asked&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(400));
        return good_page;
      }};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    SCOPED_TRACE(i);
    Storm storm(answers[i]);
    ExchangeDoor door = storm.hours.door(*storm.server);
    if (i + 1 == answers.size()) door.timeout = std::chrono::milliseconds(100);
    const auto report = sync(storm.exchange, door, storm.bank);
    ASSERT_FALSE(report.ok());
    expect_no_secret(report.error());
    EXPECT_TRUE(storm.bank.pages.empty() && storm.bank.checkpoint.empty());
  }
}

TEST(ExchangeClient, AForgottenPageBeginsTheFetchAgainOnce) {
  const auto answer = [](const Asked& asked) {
    if (asked.target.find("nextPageToken=old") != std::string::npos) return mail::http_answer(410);
    return good_page;
  };
  Storm storm(answer);
  const ExchangeCheckpoint under_way{50, 1'699'998'000, 1'699'999'000, 70, "old"};
  storm.bank.checkpoint = render_checkpoint(under_way);
  ASSERT_TRUE(storm.run().ok());
  EXPECT_EQ(storm.server->asked()[1].target, "/FetchHashes?startTimestamp=50&pageSize=800");
  EXPECT_EQ(since_of(storm.bank), 99);
  Storm never([](const Asked&) { return mail::http_answer(410); });
  never.bank.checkpoint = render_checkpoint(under_way);
  EXPECT_EQ(never.run().error().code, Code::unavailable);
  EXPECT_EQ(never.server->asked().size(), 2U);
  Storm late(answer);
  late.bank.checkpoint = render_checkpoint(under_way);
  late.hours.at = late.hours.at + std::chrono::hours(13);
  ASSERT_TRUE(late.run().ok());
  EXPECT_EQ(late.server->asked()[0].target, "/FetchHashes?startTimestamp=50&pageSize=800") << "12 hours are over";
}

TEST(ExchangeClient, ADamagedCheckpointIsSaid) {
  Storm storm([](const Asked&) { return good_page; });
  storm.bank.checkpoint = "{";
  EXPECT_EQ(storm.run().error().code, Code::corrupt);
  EXPECT_TRUE(storm.server->asked().empty());
}

TEST(ExchangeClient, ADoorThatIsNotOursIsNotOpened) {
  Storm storm([](const Asked&) { return good_page; });
  storm.exchange.settings.url = "http://169.254.169.254/latest";
  const auto report = storm.run();
  EXPECT_EQ(report.error().code, Code::forbidden);
  expect_no_secret(report.error());
}

}  // namespace
}  // namespace redress::engine
