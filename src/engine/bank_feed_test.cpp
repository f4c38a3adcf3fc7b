// SPDX-License-Identifier: Apache-2.0
#include "engine/bank_feed.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

namespace redress::engine {
namespace {

using match::ExchangeEntry;
using match::ExchangePage;
using match::Opinion;
using match::SignalKind;
using store::EntryRole;

class BankFeedTest : public testing::Test {
 protected:
  BankFeedTest() : folder_(std::filesystem::temp_directory_path() / ("feed-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    banks_ = store::BankStore::open(folder_).value();
    store::BankPolicy policy;
    policy.name = "B";
    policy.territory = law::everywhere();
    EXPECT_TRUE(banks_->make_bank(policy, {"test", now_}).ok());
  }
  ~BankFeedTest() override { std::filesystem::remove_all(folder_); }

  static ExchangeEntry entry(const std::string& ref, SignalKind kind, char digit, int at = 1) {
    ExchangeEntry made;
    made.source_ref = ref;
    made.kind = kind;
    made.signal = std::string(kind == SignalKind::md5 ? 32 : 64, digit);
    made.opinion = Opinion::positive;
    made.changed_at = Instant{std::int64_t{at} * 1'000};
    return made;
  }
  static ExchangeEntry withdrawal(const std::string& ref, int at = 1) {
    ExchangeEntry made;
    made.source_ref = ref;
    made.is_withdrawn = true;
    made.changed_at = Instant{std::int64_t{at} * 1'000};
    return made;
  }
  FeedReport take(std::vector<ExchangeEntry> entries, bool is_in_order = true,
                  std::optional<Instant> full_since = std::nullopt) {
    ExchangePage page;
    page.entries = std::move(entries);
    page.is_in_order = is_in_order;
    page.checkpoint = "at " + std::to_string(now_.ms);
    FeedReport report;
    const Status done = take_page(*banks_, "B", "exchange", page, full_since, {"exchange", now_}, report);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message);
    now_ = now_ + Milliseconds{10};
    return report;
  }
  [[nodiscard]] std::map<std::string, store::BankEntry> all() const {
    std::map<std::string, store::BankEntry> held;
    const auto entries = banks_->load_entries("B", 0, 10'000).value();
    for (const auto& one : entries) held[one.source_ref] = one;
    return held;
  }

  const std::filesystem::path folder_;
  Instant now_{1'000'000};
  std::unique_ptr<store::BankStore> banks_;
};

TEST_F(BankFeedTest, SeveralHashesOfOneEntryAreOneAndTheOpinionIsItsRole) {
  auto first = entry("1", SignalKind::md5, 'a');
  first.feedback_ref = "55";
  auto second = entry("1", SignalKind::pdq, 'b');
  second.feedback_ref = "55";
  take({first, second, entry("1", SignalKind::photodna, 'c')});
  auto held = all();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held["1"].md5, std::string(32, 'a'));
  EXPECT_EQ(held["1"].pdq, std::string(64, 'b'));
  EXPECT_EQ(held["1"].role, EntryRole::confirmed);
  EXPECT_EQ(held["1"].feedback_ref, "55");
  auto disputed = entry("1", SignalKind::md5, 'a', 2);
  disputed.opinion = Opinion::disputed;
  take({disputed});
  held = all();
  EXPECT_EQ(held["1"].role, EntryRole::candidate);
  EXPECT_EQ(held["1"].pdq, "") << "no longer part of the snapshot";
  EXPECT_EQ(banks_->load_exchange("exchange").value().checkpoint, "at 1000010");
}

TEST_F(BankFeedTest, OnlyAPositiveOpinionConfirms) {
  const std::map<Opinion, EntryRole> roles{{Opinion::positive, EntryRole::confirmed},
                                           {Opinion::none, EntryRole::candidate},
                                           {Opinion::seed, EntryRole::candidate},
                                           {Opinion::disputed, EntryRole::candidate},
                                           {Opinion::negative, EntryRole::negative}};
  for (const auto& [opinion, role] : roles) {
    auto one = entry(std::string(match::render(opinion)), SignalKind::pdq, 'a');
    one.opinion = opinion;
    take({one});
    EXPECT_EQ(all()[one.source_ref].role, role) << one.source_ref;
  }
}

TEST_F(BankFeedTest, WhatIsWithdrawnIsGoneAndOnlyTheExchangeBringsItBack) {
  take({entry("1", SignalKind::pdq, 'a'), entry("2", SignalKind::pdq, 'b')});
  take({withdrawal("1")});
  EXPECT_FALSE(all().contains("1"));
  EXPECT_TRUE(all().contains("2"));
  take({entry("1", SignalKind::pdq, 'a', 3)});
  EXPECT_TRUE(all().contains("1"));
}

TEST_F(BankFeedTest, AnOlderPageThatComesLaterBringsNothingBack) {
  take({entry("1", SignalKind::pdq, 'a', 1)}, false);
  take({withdrawal("1", 5)}, false);
  take({entry("1", SignalKind::pdq, 'a', 3)}, false);
  EXPECT_TRUE(all().empty());
  take({entry("1", SignalKind::pdq, 'c', 7)}, false);
  EXPECT_EQ(all()["1"].pdq, std::string(64, 'c'));
}

TEST_F(BankFeedTest, AFetchOfEverythingDropsWhatItDidNotNameButNotWhereItNamedNothing) {
  take({entry("1", SignalKind::pdq, 'a'), entry("2", SignalKind::pdq, 'b')});
  const Instant since = now_;
  take({}, true, since);
  EXPECT_EQ(all().size(), 2U) << "an empty answer is not believed";
  take({entry("2", SignalKind::pdq, 'b')}, true, since);
  EXPECT_EQ(all().size(), 1U);
  EXPECT_TRUE(all().contains("2"));
}

// Pages in any order, in lots of any size: the newest word on each reference is what the bank has.
TEST_F(BankFeedTest, TheNewestWordCountsWhateverTheOrderOfThePages) {
  unsigned dice = 20'261'122;
  const auto roll = [&](unsigned below) { return (dice = dice * 1'103'515'245U + 12'345U) / 65'536U % below; };
  std::map<std::string, ExchangeEntry> newest;
  for (int round = 0; round < 80; ++round) {
    std::vector<ExchangeEntry> page;
    for (unsigned i = roll(8); i > 0; --i) {
      const auto ref = std::to_string(roll(12));
      // No two words of one instant: what they would mean together is exchange_changes_test's business.
      const int at = static_cast<int>(roll(1'000'000)) * 100 + round;
      page.push_back(roll(4) == 0 ? withdrawal(ref, at) : entry(ref, SignalKind::pdq, "abcdef"[roll(6)], at));
      auto& known = newest[ref];
      if (known.changed_at < page.back().changed_at) known = page.back();
    }
    take(std::move(page), false);
    std::map<std::string, std::string> expected;
    for (const auto& [ref, one] : newest) {
      if (!one.is_withdrawn) expected[ref] = one.signal;
    }
    std::map<std::string, std::string> held;
    for (const auto& [ref, one] : all()) held[ref] = one.pdq;
    ASSERT_EQ(held, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace redress::engine
