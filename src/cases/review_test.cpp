// SPDX-License-Identifier: Apache-2.0
// cases/review_test.cpp — a reviewer claims, restricts, decides, reverses, closes; refusals say what to do instead.
#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

TestCase reported(std::vector<std::string> where = {"IN"}) {
  TestCase one;
  one.send(complaint(std::move(where), {item("1"), item("2")}), reporter());
  return one;
}

Decide about(Decide command, std::vector<int> item_nos) {
  command.item_nos = std::move(item_nos);
  return command;
}

TEST(Claim, HoldsACaseForItsLeaseAndLapses) {
  TestCase one = reported();
  one.send(Claim{}, reviewer("asha"));
  EXPECT_EQ(one.state.claim->until, sunday_night + minutes{30});
  const Error error = one.refuse(Claim{}, reviewer("ben"));
  EXPECT_EQ(error.code, Code::conflict);
  EXPECT_NE(error.message.find("2026-11-22T02:30:00Z"), std::string::npos) << error.message;
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H"), reviewer("ben")).code, Code::conflict);
  EXPECT_EQ(one.refuse(Restrict{}, reviewer("ben")).code, Code::conflict);
  one.now = sunday_night + minutes{20};
  one.send(Claim{}, reviewer("asha"));
  EXPECT_EQ(one.state.claim->until, sunday_night + minutes{50}) << "the same reviewer renews it";
  one.now = sunday_night + minutes{50};
  one.send(Claim{}, reviewer("ben"));
  EXPECT_EQ(one.state.claim->reviewer, "ben");
}

TEST(Claim, IsReleasedByItsHolderOrByAnOfficer) {
  TestCase one = reported();
  EXPECT_TRUE(one.send(Release{}).empty()) << "nothing to release changes nothing";
  one.send(Claim{}, reviewer("asha"));
  EXPECT_EQ(one.refuse(Release{}, reviewer("ben")).code, Code::conflict);
  EXPECT_EQ(one.refuse(Release{}, reporter()).code, Code::forbidden);
  one.send(Release{}, officer());
  EXPECT_FALSE(one.state.claim.has_value());
}

TEST(Claim, IsForStaffAndNotForAClosedCase) {
  TestCase one = reported();
  EXPECT_EQ(one.refuse(Claim{}, uploader()).message, "only a reviewer or an officer may do this");
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  one.send(Close{});
  EXPECT_EQ(one.refuse(Claim{}).message, "this case is closed: a new notice opens a new one");
}

TEST(Restrict, HoldsWhatIsLiveWhereTheDutiesReachAndStartsItsReview) {
  TestCase one = reported();
  one.send(Restrict{{}, {}, "looks like what she says"});
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_EQ(one.held_in(2), countries({"IN"}));
  EXPECT_EQ(one.clock(house_review)->due_at, sunday_night + hours{24});
  EXPECT_EQ(one.state.measures[0].decision_no, 0);
  EXPECT_FALSE(one.state.measures[0].automatic);
  EXPECT_TRUE(one.send(Restrict{{}, {}, "again"}).empty()) << "the very same measure is not ordered twice";
}

TEST(Restrict, GoesNoFurtherThanTheDutiesThatRun) {
  TestCase one = reported();
  EXPECT_EQ(one.refuse(Restrict{{}, law::everywhere(), "?"}).code, Code::forbidden);
  EXPECT_EQ(one.refuse(Restrict{{}, countries({"FR"}), "?"}).code, Code::forbidden);
  EXPECT_EQ(one.refuse(Restrict{{9}, {}, "?"}).message, "this case has no item 9");
  EXPECT_EQ(one.refuse(Restrict{{0}, {}, "?"}).code, Code::invalid);
  EXPECT_EQ(one.refuse(Restrict{}, reporter()).code, Code::forbidden);
}

TEST(Restrict, CanBeRepeatedAfterAnEarlierOneLifted) {
  TestCase one = reported();
  one.send(Restrict{{}, {}, "interim"});
  one.acknowledge();
  one.pass(hours{24});
  ASSERT_EQ(one.item_status(1), "restored");
  one.send(Restrict{{}, {}, "seen again, more time is needed"});
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_EQ(one.clock_state(house_review), "running");
}

TEST(Restrict, NeedsAnItemATerritoryAndAnOpenCase) {
  TestCase empty;
  empty.send(complaint({"IN"}, {}), reporter());
  EXPECT_EQ(empty.refuse(Restrict{}).message, "there is nothing to restrict: ask the reporter for a link");
  TestCase nowhere;
  ReceiveNotice order = indian_order({item("1")});
  order.facts.order->rank = "Under Secretary";
  nowhere.send(order, authority());
  EXPECT_EQ(nowhere.refuse(Restrict{}).message,
            "no duty of this case asks for anything to be taken down: decide it instead");
  TestCase one = reported();
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  EXPECT_EQ(one.refuse(Restrict{}).message, "this case is decided: reverse the decision or decide the appeal instead");
}

TEST(Decide, RemovesWhereItsGroundReachesAndNoFurther) {
  TestCase one = reported({"IN", "US"});
  Decide wide = decision(Outcome::remove, "IN-NCII-2H");
  wide.territory = countries({"IN", "US"});
  const Error error = one.refuse(wide);
  EXPECT_EQ(error.code, Code::forbidden);
  EXPECT_NE(error.message.find("narrow it"), std::string::npos);
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_EQ(one.held_in(1), countries({"IN"}));
  EXPECT_EQ(one.state.decisions[0].by, "asha");
  EXPECT_EQ(one.state.phase, Phase::decided);
}

TEST(Decide, OnAClauseOfTheTermsMayReachEverywhere) {
  TestCase one = reported();
  Decide remove = decision(Outcome::remove, "terms/4.2");
  remove.ground.kind = GroundKind::contractual;
  one.send(remove);
  EXPECT_TRUE(one.held_in(1).worldwide);
}

TEST(Decide, NamesItsGroundFactsAndReasons) {
  TestCase one = reported();
  Decide command = decision(Outcome::remove, "IN-NCII-2H");
  command.facts = "";
  EXPECT_EQ(one.refuse(command).message, "write the facts the decision rests on");
  command = decision(Outcome::remove, "IN-NCII-2H");
  command.reasons = "";
  EXPECT_EQ(one.refuse(command).message, "write the reasons: the uploader and the reporter will read them");
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "")).message,
            "name the ground: the duty or clause, and the provision as it is cited");
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H", "")).code, Code::invalid);
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "GB-OSA-NCII-48H")).message,
            "the ground must be a duty that a notice of this case started, or a clause of the terms");
  EXPECT_EQ(one.refuse(about(decision(Outcome::remove, "IN-NCII-2H"), {3})).message, "this case has no item 3");
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H"), reporter()).code, Code::forbidden);
}

TEST(Decide, WithNothingToActOnCanOnlyReject) {
  TestCase one;
  one.send(complaint({"IN"}, {}), reporter());
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H")).message,
            "there is nothing to act on: ask the reporter for a link, or reject with reasons");
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  EXPECT_EQ(one.state.phase, Phase::decided);
}

TEST(Decide, OnceOnly) {
  TestCase one = reported();
  one.send(Claim{});
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_FALSE(one.state.claim.has_value()) << "deciding releases the case";
  EXPECT_EQ(one.refuse(decision(Outcome::reject, "IN-NCII-2H")).message,
            "this case is decided already: reverse the decision or decide the appeal instead");
}

TEST(Decide, LabelsWithoutTakingDown) {
  TestCase one = reported();
  one.send(decision(Outcome::label, "IN-NCII-2H"));
  EXPECT_EQ(one.item_status(1), "labelled");
  one.acknowledge();
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "running") << "a label is no take-down";
}

TEST(Decide, APartLeavesTheRestOpenAndItsClocksRunning) {
  TestCase one = reported();
  one.send(about(decision(Outcome::remove, "IN-NCII-2H"), {1}));
  one.acknowledge();
  EXPECT_EQ(one.state.phase, Phase::open);
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "running");
  one.pass(minutes{109});
  EXPECT_EQ(one.item_status(1), "removed");
  EXPECT_EQ(one.item_status(2), "restricted") << "the fail-safe covers what nobody decided";
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  EXPECT_EQ(one.state.phase, Phase::decided);
  EXPECT_EQ(one.item_status(1), "removed") << "turning down the second says nothing about the first";
  EXPECT_EQ(one.item_status(2), "restored");
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met") << "all that was to come down is down";
}

TEST(Decide, APartEndsTheReviewOfNoOtherItem) {
  TestCase one = reported();
  one.send(Restrict{{}, {}, "interim"});
  one.send(about(decision(Outcome::remove, "IN-NCII-2H"), {1}));
  EXPECT_EQ(one.clock_state(house_review), "running");
  one.pass(hours{24});
  EXPECT_EQ(one.clock_state(house_review), "missed");
  EXPECT_EQ(one.item_status(1), "removed") << "what was decided stays";
  EXPECT_EQ(one.item_status(2), "restored") << "what nobody confirmed lifts";
}

TEST(Decide, ANearMatchFoundAfterwardsCanStillBeDecided) {
  TestCase one = reported();
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(AddItems{{copy_of(1, "near", true)}}, Actor{});
  ASSERT_EQ(one.item_status(3), "live");
  one.send(about(decision(Outcome::remove, "IN-NCII-2H"), {3}));
  EXPECT_EQ(one.item_status(3), "removed");
  EXPECT_EQ(one.state.phase, Phase::decided);
  EXPECT_EQ(one.refuse(about(decision(Outcome::remove, "IN-NCII-2H"), {3})).code, Code::conflict);
}

TEST(Decide, TwoThatStandCannotAskForDifferentThings) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.now = sunday_night + hours{1};
  one.send(complaint({"US"}, {item("1")}, one.now), reporter());
  EXPECT_EQ(one.refuse(decision(Outcome::label, "US-TIDA-48H")).message,
            "decision 1 stands and says remove for item 1: reverse it first, or decide the same");
}

TEST(Reject, RestoresWhatWasHeldInTheInterimAndVoidsTheTakeDown) {
  TestCase one = reported();
  one.send(Restrict{{}, {}, "interim"});
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_TRUE(one.held_in(1).is_empty());
  EXPECT_EQ(one.clock_state(house_review), "met");
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "void");
  EXPECT_EQ(one.clock(house_restore)->due_at, sunday_night + hours{2}) << "as fast as it was taken down";
}

TEST(Reverse, PutsBackWithAClockAndLeavesRoomForANewDecision) {
  TestCase one = reported();
  EXPECT_EQ(one.refuse(Reverse{"wrong person"}).message,
            "no decision that holds anything stands: there is nothing to reverse");
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_EQ(one.refuse(Reverse{""}).message, "write why the decision is taken back");
  EXPECT_EQ(one.refuse(Reverse{"wrong person"}, uploader()).code, Code::forbidden);
  one.send(Reverse{"wrong person"});
  EXPECT_TRUE(one.state.decisions[0].is_reversed);
  EXPECT_EQ(one.item_status(2), "restored");
  EXPECT_EQ(one.clock_state(house_restore), "running");
  one.send(decision(Outcome::label, "IN-NCII-2H"));
  EXPECT_EQ(one.item_status(2), "labelled");
}

TEST(Reverse, OfOneDecisionLeavesTheOtherInForce) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.now = sunday_night + hours{1};
  one.send(complaint({"US"}, {item("1"), item("2")}, one.now), reporter());
  one.send(decision(Outcome::remove, "US-TIDA-48H"));
  ASSERT_EQ(one.held_in(1), countries({"IN", "US"}));
  one.send(Reverse{"consent was shown for the United States"});
  EXPECT_EQ(one.item_status(1), "removed");
  EXPECT_EQ(one.held_in(1), countries({"IN"}));
  EXPECT_EQ(one.item_status(2), "restored");
}

TEST(Close, NeedsADecisionNoAppealAndConfirmedMeasures) {
  TestCase one = reported();
  EXPECT_EQ(one.refuse(Close{}).message, "decide the case before closing it");
  EXPECT_EQ(one.refuse(Close{}, reporter()).code, Code::forbidden);
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_EQ(one.refuse(Close{}).message,
            "a measure is not acknowledged yet: close the case when the platform has confirmed it");
  one.acknowledge();
  one.send(Appeal{AppealBy::uploader, {"consent"}, "she agreed"}, uploader());
  EXPECT_EQ(one.refuse(Close{}).message, "an appeal is waiting: decide it first");
  one.send(DecideAppeal{1, AppealOutcome::rejected, "she did not", std::nullopt}, reviewer("ben"));
  one.send(Close{});
  EXPECT_EQ(one.state.closed_at, one.now);
  EXPECT_TRUE(one.send(Close{}).empty());
  EXPECT_EQ(one.refuse(Reverse{"late"}).code, Code::conflict);
  EXPECT_EQ(one.refuse(AskClarification{"late?"}).code, Code::conflict);
  EXPECT_EQ(one.refuse(Restrict{}).code, Code::conflict);
  EXPECT_EQ(one.refuse(decision(Outcome::remove, "IN-NCII-2H")).code, Code::conflict);
}

TEST(Close, AWithdrawnComplaintNeedsNoDecision) {
  TestCase one = reported();
  one.send(WithdrawNotice{1}, reporter());
  one.send(Close{});
  EXPECT_EQ(one.state.phase, Phase::closed);
}

TEST(Erase, IsRememberedOnce) {
  TestCase one = reported();
  one.send(ErasePersonal{}, reporter());
  EXPECT_TRUE(one.state.personal_erased);
  EXPECT_TRUE(one.send(ErasePersonal{}, reporter()).empty());
}

TEST(Erase, WhatIsSaidAfterItCanBeErasedAsWell) {
  TestCase one = reported();
  one.send(AskClarification{"which one?"});
  one.send(ErasePersonal{"asked by letter"}, officer());
  EXPECT_EQ(std::get<PersonalErased>(one.events.back().body).reason, "asked by letter");
  one.send(GiveClarification{1, "the left one"}, reporter());
  EXPECT_FALSE(one.state.personal_erased);
  EXPECT_EQ(one.send(ErasePersonal{}, reporter()).size(), 1U);
}

TEST(Restrict, OnlyAKnownPictureIsHeldBeforeAnybodyLookedAndNoFurtherThanADutyReaches) {
  const Actor system{ActorKind::system, ""};
  const auto open = [](std::optional<int> entry_no) {
    TestCase one;
    ReceiveNotice notice = complaint({"IN"}, {item("1")});
    notice.facts.bank_entry_no = entry_no;
    one.send(notice);
    return one;
  };
  TestCase complained = open(std::nullopt);
  EXPECT_EQ(complained.refuse(Restrict{{1}, law::everywhere(), "known"}, system).code, Code::forbidden);
  TestCase known = open(17);
  known.send(Restrict{{1}, law::everywhere(), "known"}, system);
  ASSERT_EQ(known.state.measures.size(), 1U);
  EXPECT_TRUE(known.state.measures[0].automatic);
  EXPECT_EQ(known.state.measures[0].territory, countries({"IN"}));
  TestCase elsewhere = open(17);
  EXPECT_FALSE(elsewhere.refuse(Restrict{{1}, countries({"FR"}), "known"}, system).message.empty());
  EXPECT_TRUE(elsewhere.state.measures.empty());
}

}  // namespace
}  // namespace redress::cases::test
