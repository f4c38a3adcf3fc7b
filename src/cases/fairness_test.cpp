// SPDX-License-Identifier: Apache-2.0
// cases/fairness_test.cpp — what random histories once found broken, each told again by itself.
#include <gtest/gtest.h>

#include <algorithm>

#include "cases/test_case.hpp"

namespace redress::cases {
namespace {

using namespace test;

bool orders(const std::vector<Event>& events, MeasureKind kind) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) {
    const auto* ordered = std::get_if<MeasureOrdered>(&event.body);
    return ordered != nullptr && ordered->kind == kind;
  });
}

TEST(Fairness, AReviewThatLapsedWhileNobodyTickedLiftsBeforeAFailSafeHoldsAnew) {
  TestCase one;
  one.send(complaint({"BR"}, {item("1")}), reporter());
  one.send(complaint({"GB"}, {item("1")}), reporter());
  one.send(Restrict{{}, countries({"BR"}), "in the interim"});
  one.pass(hours{3});
  one.now = one.now + hours{42};  // the server was down; the British fail-safe is due as well
  const auto events = one.send(Tick{}, Actor{});
  ASSERT_TRUE(orders(events, MeasureKind::restrict)) << "the other clock is close";
  EXPECT_TRUE(orders(events, MeasureKind::restore)) << "nobody confirmed the first restriction";
}

TEST(Fairness, AnInterimMeasureThatALaterNoticeAskedForStaysWhenTheDecisionFalls) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  one.acknowledge();
  one.now = one.now + hours{1};
  one.send(complaint({"GB"}, {item("1")}, one.now), reporter());
  one.send(Restrict{{}, countries({"GB"}), "in the interim"}, reviewer("chen"));
  ASSERT_EQ(one.held_in(1), countries({"GB", "IN"}));
  one.send(Reverse{"the wrong person"}, reviewer("ben"));
  EXPECT_EQ(one.held_in(1), countries({"GB"})) << "India is given back, Britain waits for its review";
  EXPECT_EQ(one.clock_state(house_review), "running");
  EXPECT_EQ(one.clock_state(house_restore), "running");
  one.pass(hours{25});
  EXPECT_EQ(one.clock_state(house_review), "missed");
}

TEST(Fairness, AFailSafeDoesNotBringBackWhatIsLabelledElsewhere) {
  TestCase one;
  one.send(complaint({"GB"}, {item("1")}), reporter());
  one.send(decision(Outcome::label, "GB-OSA-NCII-48H"));
  one.acknowledge();
  one.now = one.now + hours{1};
  one.send(complaint({"IN"}, {item("1")}, one.now), reporter());
  one.pass(hours{2});
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_EQ(one.held_in(1), countries({"GB", "IN"}));
  one.pass(hours{25});
  EXPECT_EQ(one.item_status(1), "labelled") << "nobody confirmed it: the decision that stands holds again";
  EXPECT_EQ(one.held_in(1), countries({"GB"}));
}

TEST(Fairness, ARestorationReachesWhateverThePlatformMayStillHold) {
  TestCase one;
  one.send(complaint({"IN", "GB"}, {item("1")}), reporter());
  one.send(Restrict{{}, {}, "in the interim"}, reviewer("asha"));
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  one.send(Reverse{"the wrong person"}, reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_EQ(one.state.measures.back().territory, countries({"GB", "IN"})) << "nothing was ever confirmed";
}

TEST(Fairness, AProposalFallsWithTheConflictOfWhoMadeIt) {
  Policy policy = test_policy();
  policy.second_person.removals = true;
  TestCase one(policy);
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  ASSERT_TRUE(one.state.proposal.has_value());
  one.send(Recuse{"a cousin"}, reviewer("asha"));
  EXPECT_FALSE(one.state.proposal.has_value());
  EXPECT_EQ(one.refuse(Second{true, ""}, reviewer("ben")).message, "no decision waits for a second person");
  EXPECT_EQ(one.refuse(Restrict{{}, {}, "in the interim"}, reviewer("asha")).code, Code::forbidden);
}

TEST(Fairness, AnAppealIsNotMadeMootByDecidingTheSameAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  one.send(Appeal{AppealBy::uploader, {"consent"}, "it was agreed"}, uploader());
  one.send(Reverse{"to be worded otherwise"}, reviewer("asha"));
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha")).code, Code::forbidden);
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("ben"));
}

TEST(Fairness, AnOwnMistakeThatNobodyReviewedIsMendedByWhoMadeIt) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  one.send(Reverse{"the wrong button"}, reviewer("asha"));
  one.send(decision(Outcome::label, "IN-NCII-2H"), reviewer("asha"));
  EXPECT_EQ(one.item_status(1), "labelled");
}

TEST(Fairness, ACopyThatWasDecidedOtherwiseIsNotEasedThroughItsOriginal) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(AddItems{{copy_of(1, "copy")}}, Actor{});
  Decide hide = decision(Outcome::restrict, "IN-NCII-2H");
  hide.item_nos = {2};
  one.send(hide);
  Decide label = decision(Outcome::label, "IN-NCII-2H");
  label.item_nos = {1};
  EXPECT_EQ(one.refuse(label).code, Code::conflict);
  EXPECT_EQ(one.item_status(2), "restricted");
}

TEST(Fairness, TheAnswerToAnAppealReachesNoFurtherThanWhatWasAppealed) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), item("2")}), reporter());
  Decide first = decision(Outcome::remove, "IN-NCII-2H");
  first.item_nos = {1};
  one.send(first, reviewer("asha"));
  one.send(Reverse{"the wrong person"}, reviewer("ben"));
  Decide second = decision(Outcome::reject, "IN-NCII-2H");
  second.item_nos = {2};
  one.send(second, reviewer("ben"));
  one.send(Appeal{AppealBy::complainant, {"consent"}, ""}, reporter());
  Decide instead = decision(Outcome::remove, "IN-NCII-2H");
  instead.item_nos = {1, 2};
  const DecideAppeal wide{1, AppealOutcome::upheld, "heard", instead};
  EXPECT_EQ(one.refuse(wide, reviewer("asha")).code, Code::forbidden) << "she was overturned on the first";
  instead.item_nos = {};
  one.send(DecideAppeal{1, AppealOutcome::upheld, "heard", instead}, reviewer("asha"));
  EXPECT_EQ(one.state.decisions.back().item_nos, std::vector<int>{2});
}

}  // namespace
}  // namespace redress::cases
