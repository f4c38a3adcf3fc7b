// SPDX-License-Identifier: Apache-2.0
// cases/appeal_test.cpp — both sides may appeal, once; another person decides; what is upheld is put right at once.
#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

TestCase decided(Outcome outcome, std::vector<std::string> where = {"IN"}, std::string duty = "IN-NCII-2H") {
  TestCase one;
  one.send(complaint(std::move(where), {item("1"), item("2")}), reporter());
  one.send(decision(outcome, std::move(duty)), reviewer("asha"));
  one.acknowledge();
  return one;
}

const Appeal by_uploader{AppealBy::uploader, {"consent"}, "she agreed"};
const Appeal by_complainant{AppealBy::complainant, {}, "that is me"};

DecideAppeal upheld(int no, std::optional<Decide> instead = std::nullopt) {
  return DecideAppeal{no, AppealOutcome::upheld, "heard and found right", std::move(instead)};
}

TEST(Appeal, ByTheUploaderRunsAClockAsShortAsTheRemovalsAndRestores) {
  TestCase one = decided(Outcome::remove);
  one.now = sunday_night + hours{3};
  one.send(by_uploader, uploader());
  EXPECT_EQ(one.clock(house_appeal)->due_at, one.now + hours{2});
  one.send(upheld(1), reviewer("ben"));
  EXPECT_EQ(one.clock_state(house_appeal), "met");
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_EQ(one.item_status(2), "restored");
  EXPECT_TRUE(one.state.decisions[0].is_reversed);
  EXPECT_EQ(one.clock(house_restore)->due_at, one.now + hours{2});
  one.acknowledge();
  EXPECT_EQ(one.clock_state(house_restore), "met");
}

TEST(Appeal, IsDecidedBySomebodyElse) {
  TestCase one = decided(Outcome::remove);
  one.send(by_uploader, uploader());
  const Error error = one.refuse(upheld(1), reviewer("asha"));
  EXPECT_EQ(error.code, Code::forbidden);
  EXPECT_NE(error.message.find("somebody else must decide"), std::string::npos);
  EXPECT_EQ(one.refuse(upheld(1), Actor{ActorKind::officer, "asha"}).code, Code::forbidden) << "whatever her office";
  EXPECT_EQ(one.refuse(upheld(1), uploader()).code, Code::forbidden);
}

TEST(Appeal, OfOneSideAgainstOneDecisionIsHeardOnce) {
  TestCase one = decided(Outcome::remove);
  one.send(by_uploader, uploader());
  EXPECT_EQ(one.refuse(by_uploader, uploader()).message, "this appeal is waiting for its decision already");
  one.send(DecideAppeal{1, AppealOutcome::rejected, "no consent is shown", std::nullopt}, reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "removed");
  EXPECT_NE(one.refuse(by_uploader, uploader()).message.find("the next instance is named"), std::string::npos);
  EXPECT_EQ(one.refuse(upheld(1), reviewer("ben")).message, "this appeal is decided already");
}

TEST(Appeal, NeedsADecisionThatWentAgainstTheOneWhoAppeals) {
  TestCase open;
  open.send(complaint({"IN"}, {item("1")}), reporter());
  EXPECT_EQ(open.refuse(by_uploader, uploader()).message, "there is no decision to appeal against yet");
  EXPECT_EQ(decided(Outcome::reject).refuse(by_uploader, uploader()).message,
            "nothing is held: there is nothing to put back");
  EXPECT_EQ(decided(Outcome::remove).refuse(by_complainant, reporter()).message,
            "the decision removed what was reported: there is nothing more to ask for");
  TestCase closed = decided(Outcome::reject);
  closed.send(Close{});
  EXPECT_EQ(closed.refuse(by_complainant, reporter()).code, Code::conflict);
}

TEST(Appeal, ItsDecisionIsUpheldOrRejectedWithReasons) {
  TestCase one = decided(Outcome::remove);
  EXPECT_EQ(one.refuse(upheld(1), reviewer("ben")).message, "this case has no such appeal");
  one.send(by_uploader, uploader());
  EXPECT_EQ(one.refuse(DecideAppeal{1, AppealOutcome::pending, "?", std::nullopt}, reviewer("ben")).message,
            "an appeal is upheld or rejected");
  EXPECT_EQ(one.refuse(DecideAppeal{1, AppealOutcome::upheld, "", std::nullopt}, reviewer("ben")).message,
            "write the reasons: the person who appealed will read them");
}

TEST(Appeal, ByTheComplainantNeedsTheDecisionThatReplacesTheOneAppealed) {
  TestCase one = decided(Outcome::reject);
  one.send(by_complainant, reporter());
  EXPECT_EQ(one.refuse(upheld(1), reviewer("ben")).message,
            "upholding this appeal needs the decision that replaces the one appealed");
  EXPECT_EQ(one.refuse(upheld(1, decision(Outcome::remove, "")), reviewer("ben")).code, Code::invalid)
      << "a replacing decision is checked like any other, and nothing happens when it fails";
  one.send(upheld(1, decision(Outcome::remove, "IN-NCII-2H")), reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "removed");
  EXPECT_EQ(one.state.decisions.size(), 2U);
  EXPECT_EQ(one.state.decisions[1].by, "ben");
  EXPECT_TRUE(one.state.decisions[0].is_reversed);
  EXPECT_EQ(one.state.phase, Phase::decided);
}

TEST(Appeal, ItsReplacementSpeaksOfAllThatTheOldDecisionHeld) {
  TestCase one = decided(Outcome::label);
  one.send(by_complainant, reporter());
  Decide instead = decision(Outcome::remove, "IN-NCII-2H");
  instead.item_nos = {2};
  EXPECT_NE(one.refuse(upheld(1, instead), reviewer("ben")).message.find("must speak of item 1 too"),
            std::string::npos);
}

TEST(Appeal, TheNextOneIsDecidedByAThirdPersonWhoHadNoPartInEither) {
  TestCase one = decided(Outcome::reject);
  one.send(by_complainant, reporter());
  one.send(upheld(1, decision(Outcome::remove, "IN-NCII-2H")), reviewer("ben"));
  one.send(by_uploader, uploader());
  EXPECT_EQ(one.state.appeals[1].decision_no, 2);
  EXPECT_EQ(one.refuse(upheld(2), reviewer("ben")).code, Code::forbidden) << "it is his own decision";
  EXPECT_EQ(one.refuse(upheld(2), reviewer("asha")).code, Code::forbidden) << "he overturned hers";
  one.send(upheld(2), reviewer("chen"));
  EXPECT_EQ(one.item_status(1), "restored");
}

TEST(Appeal, OneUpheldAfterTheDecisionWasTakenBackStillBringsItsReplacement) {
  TestCase one = decided(Outcome::label);
  one.send(by_complainant, reporter());
  one.send(Reverse{"the label was wrong"}, reviewer("asha"));
  one.send(upheld(1, decision(Outcome::remove, "IN-NCII-2H")), reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "removed");
}

TEST(Appeal, WhatItPutBackIsNotTakenDownAgainWithoutANewNotice) {
  TestCase one = decided(Outcome::remove);
  one.send(by_uploader, uploader());
  one.send(upheld(1), reviewer("ben"));
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha")).message,
            "an appeal settled item 1: only a new notice opens it again");
  one.send(complaint({"IN"}, {item("1")}, one.now + hours{1}), reporter());
  one.now = one.now + hours{1};
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha")).message,
            "somebody else must decide this now: decision 1 by asha was reviewed, or an appeal against it waits");
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("chen"));
  EXPECT_EQ(one.item_status(1), "removed");
}

TEST(Appeal, CanNameTheDecisionItIsAgainst) {
  TestCase one = decided(Outcome::remove);
  one.send(AddItems{{copy_of(1, "near", true)}}, Actor{});
  Decide near = decision(Outcome::remove, "IN-NCII-2H");
  near.item_nos = {3};
  one.send(near);
  Appeal first = by_uploader;
  first.decision_no = 1;
  one.send(first, uploader());
  one.send(upheld(1), reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_EQ(one.item_status(3), "removed") << "another decision, another appeal";
  Appeal unknown = by_uploader;
  unknown.decision_no = 9;
  EXPECT_EQ(one.refuse(unknown, uploader()).message, "there is no decision to appeal against yet");
}

TEST(Appeal, OfABrazilianRemovalIsAnsweredWithinADay) {
  TestCase one = decided(Outcome::remove, {"BR"}, "BR-NCII-2H");
  one.now = sunday_night + hours{5};
  one.send(by_uploader, uploader());
  ASSERT_EQ(one.clock_state("BR-CONTEST-24H"), "running");
  EXPECT_EQ(one.clock("BR-CONTEST-24H")->due_at, one.now + hours{24});
  EXPECT_EQ(one.clock(house_appeal)->due_at, one.now + hours{2}) << "and the house answers faster";
  one.now = one.now + hours{1};
  one.send(upheld(1), reviewer("ben"));
  EXPECT_EQ(one.clock_state("BR-CONTEST-24H"), "met");
}

}  // namespace
}  // namespace redress::cases::test
