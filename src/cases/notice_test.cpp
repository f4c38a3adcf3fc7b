// SPDX-License-Identifier: Apache-2.0
// cases/notice_test.cpp — notices and items join a case; orders are checked; what the law is told moves its clocks.
#include <gtest/gtest.h>

#include "cases/moves.hpp"
#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

TEST(Notice, TheFirstOneOpensTheCaseAndStartsItsClocks) {
  TestCase one;
  const auto events = one.send(complaint({"IN"}, {item("1")}), reporter());
  EXPECT_EQ(one.state.phase, Phase::open);
  ASSERT_EQ(one.state.notices.size(), 1U);
  EXPECT_EQ(one.state.notices[0].received_at, sunday_night);
  EXPECT_FALSE(one.state.notices[0].basis.empty());
  ASSERT_EQ(one.state.items.size(), 1U);
  EXPECT_EQ(one.item_status(1), "live");
  ASSERT_NE(one.clock("IN-NCII-2H"), nullptr);
  EXPECT_EQ(one.clock("IN-NCII-2H")->due_at, sunday_night + hours{2});
  EXPECT_EQ(find_leading_clock(one.state)->duty, "IN-NCII-2H");
  EXPECT_FALSE(one.clock("IN-NCII-2H")->pack_sha256.empty());
  EXPECT_FALSE(one.clock("IN-NCII-2H")->tz_version.empty());
  EXPECT_EQ(one.clock_state("IN-ACK-24H"), "met") << "the receipt is the acknowledgement";
  EXPECT_EQ(count_of<NoticeReceived>(events), 1);
}

TEST(Notice, NothingElseHappensInACaseThatIsNotThere) {
  const TestCase one;
  EXPECT_EQ(one.refuse(Tick{}, Actor{}).code, Code::not_found);
  EXPECT_EQ(one.refuse(Claim{}).message, "there is no such case");
}

TEST(Notice, ASecondOneJoinsWithClocksOfItsOwn) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.now = sunday_night + minutes{30};
  one.send(complaint({"US"}, {item("1"), item("2")}, one.now), reporter());
  ASSERT_EQ(one.state.notices.size(), 2U);
  EXPECT_EQ(one.state.items.size(), 2U) << "an item that is known already is not added twice";
  EXPECT_EQ(one.clock("US-TIDA-48H", 2)->due_at, one.now + hours{48});
  EXPECT_EQ(one.clock("IN-NCII-2H", 1)->due_at, sunday_night + hours{2});
  EXPECT_EQ(find_leading_clock(one.state)->duty, "IN-NCII-2H") << "the strictest leads, the others keep running";
}

TEST(Notice, OneThatNamesTheSameLinkTwiceAddsOneItem) {
  TestCase one;
  ItemFacts by_url_only;
  by_url_only.urls = item("1").urls;
  one.send(complaint({"IN"}, {item("1"), item("1"), by_url_only}), reporter());
  EXPECT_EQ(one.state.items.size(), 1U);
}

TEST(Notice, MoreThanTwoHundredItemsAreRefusedWithAWayOn) {
  TestCase one;
  std::vector<ItemFacts> items;
  for (std::size_t i = 0; i <= item_count_max; ++i) items.push_back(item(std::to_string(i)));
  const Error error = one.refuse(complaint({"IN"}, items), reporter());
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_NE(error.message.find("split it into several"), std::string::npos);
  items.pop_back();
  one.send(complaint({"IN"}, items), reporter());
  EXPECT_EQ(one.state.items.size(), item_count_max);
}

TEST(Notice, ACaseHoldsTenThousandItemsAndNoMore) {
  TestCase one;
  one.send(complaint({"IN"}, {item("first")}), reporter());
  std::vector<ItemFacts> rest;
  for (std::size_t i = 1; i < case_item_count_max; ++i) {
    ItemFacts facts;
    facts.origin = ItemOrigin::copy;
    facts.content_id = std::to_string(i);
    rest.push_back(std::move(facts));
  }
  // One by one would compare each with each: the fixture's state is filled as a fold would fill it.
  one.state = apply(std::move(one.state), Event{one.now, Actor{}, ItemsAdded{std::move(rest)}});
  const Error error = one.refuse(AddItems{{item("one too many")}}, Actor{});
  EXPECT_EQ(error.code, Code::exhausted);
  EXPECT_NE(error.message.find("open another"), std::string::npos);
}

TEST(Notice, AClosedCaseTakesNoneAndSaysToSendItAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {}), reporter());
  Decide reject = decision(Outcome::reject, "IN-NCII-2H");
  one.send(reject);
  one.send(Close{});
  EXPECT_EQ(one.refuse(complaint({"IN"}, {item("1")}), reporter()).message,
            "this case is closed: send the notice again and it will open a new one");
  EXPECT_EQ(one.refuse(AddItems{{item("1")}}, Actor{}).code, Code::conflict);
}

TEST(Notice, WithdrawingEndsItsClocksAndNobodyElses) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(complaint({"US"}, {item("1")}), reporter());
  one.send(WithdrawNotice{1}, reporter());
  EXPECT_EQ(one.clock_state("IN-NCII-2H", 1), "void");
  EXPECT_EQ(one.clock_state("US-TIDA-48H", 2), "running");
  EXPECT_TRUE(one.send(WithdrawNotice{1}, reporter()).empty()) << "again changes nothing";
  EXPECT_EQ(one.refuse(WithdrawNotice{3}, reporter()).message, "this case has no such notice");
  EXPECT_EQ(one.refuse(WithdrawNotice{0}, reporter()).code, Code::conflict);
}

TEST(Notice, WithdrawingLeavesTheEvidenceKeptForItsTerm) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  ASSERT_EQ(one.clock_state("IN-PRESERVE-180D"), "running");
  one.send(WithdrawNotice{1}, reporter());
  EXPECT_EQ(one.clock_state("IN-PRESERVE-180D"), "running");
  one.pass(hours{24 * 181});
  EXPECT_EQ(one.clock_state("IN-PRESERVE-180D"), "met");
}

TEST(Notice, OneAboutWhatIsHeldAlreadyIsAnsweredByTheDecisionThatStands) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  one.now = sunday_night + hours{20};
  one.send(complaint({"IN"}, {item("1")}, one.now), reporter());
  EXPECT_EQ(one.state.phase, Phase::decided);
  EXPECT_EQ(one.clock_state("IN-NCII-2H", 2), "met");
  EXPECT_EQ(one.clock("IN-NCII-2H", 2)->ended_at, one.now);
}

TEST(Notice, OneFromACountryWhereNothingIsHeldOpensTheCaseAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  ASSERT_EQ(one.held_in(1), countries({"IN"}));
  one.now = sunday_night + hours{20};
  one.send(complaint({"US"}, {item("1")}, one.now), reporter());
  EXPECT_EQ(one.state.phase, Phase::open) << "removed in India is not removed in the United States";
  EXPECT_EQ(one.clock_state("US-TIDA-48H", 2), "running");
  one.send(decision(Outcome::remove, "US-TIDA-48H"));
  EXPECT_EQ(one.held_in(1), countries({"IN", "US"})) << "the second decision takes nothing back from the first";
  EXPECT_EQ(one.clock_state("US-TIDA-48H", 2), "running") << "until the platform has confirmed it";
  one.acknowledge();
  EXPECT_EQ(one.clock_state("US-TIDA-48H", 2), "met");
}

TEST(Notice, AfterARejectionANewOneOpensTheCaseAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  ASSERT_EQ(one.state.phase, Phase::decided);
  one.now = sunday_night + hours{1};
  one.send(complaint({"IN"}, {item("1")}, one.now), reporter());
  EXPECT_EQ(one.state.phase, Phase::open);
  EXPECT_EQ(one.clock_state("IN-NCII-2H", 2), "running");
}

TEST(Notice, AnotherLinkOpensADecidedCaseAndACopyDoesNot) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(AddItems{{copy_of(1, "2")}}, Actor{});
  EXPECT_EQ(one.state.phase, Phase::decided);
  one.send(AddItems{{item("3")}}, reporter());
  EXPECT_EQ(one.state.phase, Phase::open);
  EXPECT_TRUE(one.send(AddItems{{item("3")}}, reporter()).empty()) << "again changes nothing";
}

TEST(Order, AValidOneStartsThreeHours) {
  TestCase one;
  one.send(indian_order({item("1")}), authority());
  EXPECT_TRUE(one.state.notices[0].defects.empty());
  EXPECT_EQ(one.clock("IN-ORDER-3H")->due_at, sunday_night + hours{3});
}

TEST(Order, ADefectiveOneIsSentBackAndActsOnNothing) {
  TestCase one;
  ReceiveNotice order = indian_order({item("1")});
  order.facts.order->rank = "Under Secretary";
  one.send(order, authority());
  ASSERT_FALSE(one.state.notices[0].defects.empty());
  EXPECT_FALSE(one.state.notices[0].acted_on);
  EXPECT_FALSE(one.state.notices[0].defects[0].detail.empty()) << "the issuer is told what is missing";
  EXPECT_TRUE(one.state.clocks.empty());
  EXPECT_EQ(find_next_wake(one.state, one.policy), std::nullopt);
  one.send(Close{});
  EXPECT_EQ(one.state.phase, Phase::closed);
}

TEST(Order, ADefectiveOneTheOperatorActsOnRunsAHouseClockAndKeepsItsDefects) {
  Policy policy = test_policy();
  policy.act_on_defective_orders = true;
  TestCase one(policy);
  ReceiveNotice order = indian_order({item("1")});
  order.facts.order->provision = "";
  one.send(order, authority());
  EXPECT_TRUE(one.state.notices[0].acted_on);
  EXPECT_FALSE(one.state.notices[0].defects.empty());
  EXPECT_EQ(one.clock_state(house_order), "running");
  Decide remove = decision(Outcome::remove, "terms/4.2");
  remove.ground.kind = GroundKind::contractual;
  one.send(remove);
  one.acknowledge();
  EXPECT_EQ(one.clock_state(house_order), "met");
}

TEST(Order, WithdrawingADefectiveOneEndsItsHouseClock) {
  Policy policy = test_policy();
  policy.act_on_defective_orders = true;
  TestCase one(policy);
  ReceiveNotice order = indian_order({item("1")});
  order.facts.order->reasons = "";
  one.send(order, authority());
  one.send(WithdrawNotice{1}, authority());
  EXPECT_EQ(one.clock_state(house_order), "void");
}

TEST(Clarification, MovesNothingInAThreeHourClock) {
  TestCase one;
  one.send(indian_order({item("1")}), authority());
  const Instant due = *one.clock("IN-ORDER-3H")->due_at;
  one.now = sunday_night + hours{1};
  EXPECT_EQ(count_of<ClockMoved>(one.send(AskClarification{"which of the two pictures?"})), 0);
  EXPECT_EQ(one.clock_state("IN-ORDER-3H"), "running");
  one.now = sunday_night + hours{2};
  EXPECT_EQ(count_of<ClockMoved>(one.send(GiveClarification{1, "the first"}, authority())), 0);
  EXPECT_EQ(one.clock("IN-ORDER-3H")->due_at, due);
}

TEST(Clarification, RestartsTheHourOfATerroristContentOrder) {
  TestCase one;
  one.send(removal_order({item("1")}), authority());
  EXPECT_EQ(one.clock("EU-TCO-1H")->due_at, sunday_night + hours{1});
  one.now = sunday_night + minutes{20};
  one.send(AskClarification{"the address leads to an empty page: which file is meant?"});
  EXPECT_EQ(one.clock_state("EU-TCO-1H"), "paused");
  one.now = sunday_night + hours{5};
  const auto events = one.send(GiveClarification{1, "the file of the same name"}, authority());
  EXPECT_EQ(one.clock_state("EU-TCO-1H"), "running");
  EXPECT_EQ(one.clock("EU-TCO-1H")->starts_at, one.now);
  EXPECT_EQ(one.clock("EU-TCO-1H")->due_at, one.now + hours{1});
  for (const Event& event : events) {
    const auto* moved = std::get_if<ClockMoved>(&event.body);
    EXPECT_TRUE(moved == nullptr || !moved->reason.empty());
  }
}

TEST(Clarification, IsAskedByStaffInWordsAndAnsweredOnce) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  EXPECT_EQ(one.refuse(AskClarification{"which?"}, reporter()).code, Code::forbidden);
  EXPECT_EQ(one.refuse(AskClarification{""}).message, "write the question");
  EXPECT_EQ(one.refuse(GiveClarification{1, "this"}, reporter()).message, "this case has no such question");
  one.send(AskClarification{"which?"});
  EXPECT_EQ(one.refuse(GiveClarification{1, ""}, reporter()).message, "write the answer");
  one.send(GiveClarification{1, "the second"}, reporter());
  EXPECT_EQ(one.refuse(GiveClarification{1, "the third"}, reporter()).message,
            "this question has been answered already");
}

TEST(Extension, ByTheAuthorityMovesTheClockItWasGrantedForAndNoOther) {
  TestCase one;
  ReceiveNotice notice = complaint({"AU"}, {item("1")});
  notice.facts.channel = law::Channel::regulator_notice;
  notice.facts.complainant = law::Complainant::authority;
  one.send(notice, authority());
  one.send(complaint({"IN"}, {item("1")}), reporter());
  const Instant until = sunday_night + hours{40};
  const auto events = one.send(GrantExtension{"AU-IBA-24H", until, "letter of the Commissioner, no. 7"}, authority());
  EXPECT_EQ(one.clock("AU-IBA-24H")->due_at, until);
  EXPECT_EQ(one.clock("IN-NCII-2H")->due_at, sunday_night + hours{2});
  ASSERT_EQ(count_of<ClockMoved>(events), 1);
  EXPECT_FALSE(std::get<ClockMoved>(events.back().body).reason.empty());
}

TEST(Extension, IsRefusedWhereTheLawKnowsNone) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  const GrantExtension wish{"IN-NCII-2H", sunday_night + hours{9}, "a letter"};
  const Error error = one.refuse(wish, officer());
  EXPECT_EQ(error.code, Code::forbidden);
  EXPECT_EQ(error.message.find("the law does not let this clock be extended"), 0U);
}

TEST(Extension, NeedsADutyALaterInstantEvidenceAndSomebodyWhoMay) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  const Instant later = sunday_night + hours{9};
  EXPECT_EQ(one.refuse(GrantExtension{"IN-NCII-2H", later, ""}, officer()).message,
            "say where the extension is written down");
  EXPECT_EQ(one.refuse(GrantExtension{"AU-IBA-24H", later, "a letter"}, officer()).message,
            "no running clock of this case has that duty");
  EXPECT_EQ(one.refuse(GrantExtension{"IN-NCII-2H", sunday_night, "a letter"}, officer()).message,
            "an extension must end after the present deadline");
  EXPECT_EQ(one.refuse(GrantExtension{"IN-NCII-2H", later, "a letter"}, uploader()).code, Code::forbidden);
}

TEST(Impossibility, PausesOnlyWhereTheRegimeSaysSo) {
  TestCase one;
  one.send(removal_order({item("1")}), authority());
  one.send(complaint({"IN"}, {item("1")}), reporter());
  EXPECT_EQ(one.refuse(DeclareImpossible{""}).message, "say what makes it impossible");
  EXPECT_EQ(one.refuse(DeclareImpossible{"fire"}, uploader()).code, Code::forbidden);
  one.now = sunday_night + minutes{10};
  one.send(DeclareImpossible{"the data centre has no power"});
  EXPECT_EQ(one.clock_state("EU-TCO-1H"), "paused");
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "running");
  one.now = sunday_night + minutes{40};
  one.send(DeclarePossible{});
  EXPECT_EQ(one.clock("EU-TCO-1H")->due_at, one.now + hours{1});
}

}  // namespace
}  // namespace redress::cases::test
