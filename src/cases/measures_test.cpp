// SPDX-License-Identifier: Apache-2.0
// cases/measures_test.cpp — a measure moves forward only; copies follow; what was held is put back.
#include "cases/measures.hpp"

#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

TestCase removed() {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  return one;
}

TEST(Overlap, NamesEachCountryOnceAndInOrder) {
  const auto of = [](std::vector<std::string> codes) { return law::parse_territory(codes).value(); };
  EXPECT_EQ(overlap(of({"US", "IN"}), of({"IN", "BR"})), of({"IN"}));
  EXPECT_EQ(overlap(of({"EU", "IN"}), of({"DE", "IN", "US"})), of({"DE", "IN"}));
  EXPECT_EQ(overlap(law::everywhere(), of({"IN"})), of({"IN"}));
  EXPECT_TRUE(overlap(of({"IN"}), of({"BR"})).is_empty());
}

TEST(Measure, MovesForwardOnly) {
  TestCase one = removed();
  EXPECT_EQ(one.state.measures[0].state, MeasureState::ordered);
  one.send(MoveMeasure{1, MeasureState::dispatched, "webhook"}, platform());
  one.now = sunday_night + minutes{1};
  one.send(MoveMeasure{1, MeasureState::acknowledged, ""}, platform());
  EXPECT_EQ(one.state.measures[0].acknowledged_at, one.now);
  EXPECT_TRUE(one.send(MoveMeasure{1, MeasureState::dispatched, "late"}, platform()).empty());
  EXPECT_TRUE(one.send(MoveMeasure{1, MeasureState::acknowledged, "twice"}, platform()).empty());
  one.now = sunday_night + minutes{2};
  one.send(MoveMeasure{1, MeasureState::verified, "probe"}, platform());
  EXPECT_EQ(one.state.measures[0].verified_at, one.now);
  EXPECT_EQ(one.state.measures[0].acknowledged_at, sunday_night + minutes{1});
}

TEST(Measure, MayBeSeenToHoldBeforeItIsAcknowledged) {
  TestCase one = removed();
  one.send(MoveMeasure{1, MeasureState::verified, "probe"}, platform());
  EXPECT_EQ(one.state.measures[0].acknowledged_at, one.now);
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met");
}

TEST(Measure, OneThatIsSupersededIgnoresLateAcknowledgements) {
  TestCase one = removed();
  one.send(Reverse{"wrong person"});
  ASSERT_EQ(one.state.measures[0].state, MeasureState::superseded);
  EXPECT_TRUE(one.send(MoveMeasure{1, MeasureState::acknowledged, "late"}, platform()).empty());
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_TRUE(one.send(ReportReachable{1, "IN"}, platform()).empty());
}

TEST(Measure, IsSupersededByANewerOneOnly) {
  TestCase one = removed();
  const Error error = one.refuse(MoveMeasure{1, MeasureState::superseded, ""}, platform());
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_NE(error.message.find("report dispatched, acknowledged or verified"), std::string::npos);
  EXPECT_EQ(one.refuse(MoveMeasure{2, MeasureState::verified, ""}, platform()).message,
            "this case has no such measure");
  EXPECT_EQ(one.refuse(ReportReachable{0, "IN"}, platform()).code, Code::conflict);
}

TEST(Measure, StillReachableIsCountedAndSaidFromWhere) {
  TestCase one = removed();
  const auto events = one.send(ReportReachable{1, "IN"}, platform());
  ASSERT_EQ(count_of<FoundReachable>(events), 1);
  EXPECT_EQ(one.state.measures[0].reachable_reports, 1);
}

TEST(Copies, FollowTheItemTheyCopyWithItsMeasureAndDecision) {
  TestCase one = removed();
  one.send(AddItems{{copy_of(1, "2"), copy_of(1, "near", true)}}, Actor{});
  EXPECT_EQ(one.item_status(2), "removed");
  EXPECT_EQ(one.item_status(3), "live");
  EXPECT_EQ(one.state.measures[1].decision_no, 1);
  EXPECT_TRUE(one.state.measures[1].automatic);
  EXPECT_EQ(one.held_in(2), one.held_in(1));
}

TEST(Copies, OfACopyFollowToo) {
  TestCase one = removed();
  one.send(AddItems{{copy_of(1, "2")}}, Actor{});
  one.send(AddItems{{copy_of(2, "3")}}, Actor{});
  EXPECT_EQ(one.item_status(3), "removed");
  one.send(Reverse{"wrong person"});
  EXPECT_EQ(one.item_status(3), "restored");
}

TEST(Copies, FoundBeforeTheDecisionAreHeldByIt) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), copy_of(1, "2")}), reporter());
  Decide first = decision(Outcome::remove, "IN-NCII-2H");
  first.item_nos = {1};
  one.send(first);
  EXPECT_EQ(one.item_status(2), "removed");
  EXPECT_EQ(one.state.phase, Phase::decided);
}

TEST(Copies, OfARestrictedItemAreRestrictedInTheInterim) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.pass(minutes{108});
  one.send(AddItems{{copy_of(1, "2")}}, Actor{});
  EXPECT_EQ(one.item_status(2), "restricted");
  one.pass(hours{24});
  EXPECT_EQ(one.item_status(2), "restored") << "they lift with what they follow";
}

TEST(Copies, OfWhatWasPutBackStayLive) {
  TestCase one = removed();
  one.send(Reverse{"wrong person"});
  one.send(AddItems{{copy_of(1, "2")}}, Actor{});
  EXPECT_EQ(one.item_status(2), "live");
}

TEST(Copies, ThatNameNoItemOfTheCaseFollowNothing) {
  TestCase one = removed();
  one.send(AddItems{{copy_of(4, "2"), copy_of(0, "3"), copy_of(1, "4")}}, Actor{});
  EXPECT_EQ(one.item_status(2), "live") << "a copy comes after what it copies";
  EXPECT_EQ(one.item_status(3), "live");
  EXPECT_EQ(one.item_status(4), "removed");
}

TEST(Restoring, EndsItsClockWhenTheLastItemIsBack) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), item("2")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(Reverse{"wrong person"});
  ASSERT_EQ(one.state.measures.size(), 4U);
  one.send(MoveMeasure{3, MeasureState::acknowledged, ""}, platform());
  EXPECT_EQ(one.clock_state(house_restore), "running");
  one.send(MoveMeasure{4, MeasureState::acknowledged, ""}, platform());
  EXPECT_EQ(one.clock_state(house_restore), "met");
}

}  // namespace
}  // namespace redress::cases::test
