// SPDX-License-Identifier: Apache-2.0
// cases/together_test.cpp — a proposal and its second, a hand-over with its note, a conflict of interest; what was
// weighed, and the law it was read from, stay with the decision.
#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

TestCase reported(SecondPerson when = {}) {
  Policy policy = test_policy();
  policy.second_person = when;
  TestCase one(policy);
  one.send(complaint({"IN"}, {item("1"), item("2")}), reporter());
  return one;
}

constexpr SecondPerson any_removal{false, false, false, true};

TEST(Weighing, StaysWithTheDecisionAndThePackIsPinned) {
  TestCase one = reported();
  Decide command = decision(Outcome::remove, "IN-NCII-2H");
  command.ground.pack_sha256 = "what a caller writes does not count";
  command.weighing = Weighing{{"depicts_person", "no_consent"}, "a label leaves it in sight", {"hi"}};
  one.send(command);
  EXPECT_EQ(one.state.decisions[0].weighing, command.weighing);
  EXPECT_EQ(one.state.decisions[0].ground.pack_sha256, one.clock("IN-NCII-2H")->pack_sha256);
  EXPECT_FALSE(one.clock("IN-NCII-2H")->pack_sha256.empty());
}

TEST(Weighing, AClauseOfTheTermsHasNoPack) {
  TestCase one = reported();
  Decide command = decision(Outcome::remove, "terms/4.2");
  command.ground.kind = GroundKind::contractual;
  one.send(command);
  EXPECT_EQ(one.state.decisions[0].ground.pack_sha256, "");
}

TEST(SecondPerson, AProposalHoldsNothingUntilSomebodyElseSecondsIt) {
  TestCase one = reported(any_removal);
  one.send(Claim{}, reviewer("asha"));
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  ASSERT_TRUE(one.state.proposal.has_value());
  EXPECT_EQ(one.state.proposal->by, "asha");
  EXPECT_FALSE(one.state.claim.has_value()) << "somebody else must be able to take it";
  EXPECT_EQ(one.item_status(1), "live");
  EXPECT_EQ(one.refuse(Second{true, ""}, reviewer("asha")).code, Code::forbidden);
  one.send(Second{true, ""}, reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "removed");
  EXPECT_FALSE(one.state.proposal.has_value());
  EXPECT_EQ(one.state.decisions[0].by, "ben");
  EXPECT_EQ(one.state.decisions[0].proposed_by, "asha");
}

TEST(SecondPerson, IsAskedForOnlyWhereTheRulesSayIt) {
  TestCase labelled = reported(any_removal);
  labelled.send(decision(Outcome::label, "IN-NCII-2H"));
  EXPECT_EQ(labelled.state.decisions.size(), 1U);

  Policy policy = test_policy();
  policy.second_person.minors = policy.second_person.orders = true;
  TestCase ordered(policy);
  ordered.send(indian_order({item("1")}), authority());
  ordered.send(decision(Outcome::reject, "IN-3-1-D"));
  EXPECT_TRUE(ordered.state.proposal.has_value()) << "turning an order down is answering it";

  for (const auto harm : {law::Harm::csam, law::Harm::csam_synthetic, law::Harm::ncii}) {
    TestCase of_child(policy);
    auto notice = complaint({"IN"}, {item("1")});
    notice.facts.harm = harm;
    of_child.send(notice, reporter());
    Decide command = decision(Outcome::remove, "terms/1");
    command.ground.kind = GroundKind::contractual;
    of_child.send(command);
    EXPECT_EQ(of_child.state.proposal.has_value(), harm != law::Harm::ncii);
  }
}

TEST(SecondPerson, LooksAtANearMatchBeforeAnythingFollowsFromIt) {
  TestCase one = reported({false, false, true, false});
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_EQ(one.state.decisions.size(), 1U) << "no near match is in it";
  one.send(AddItems{{copy_of(1, "far", true)}}, Actor{});
  Decide command = decision(Outcome::remove, "IN-NCII-2H");
  command.item_nos = {3};
  one.send(command);
  EXPECT_EQ(one.state.proposal->item_nos, std::vector<int>{3});
  one.send(Second{true, ""}, reviewer("ben"));
  EXPECT_EQ(one.item_status(3), "removed");
}

TEST(SecondPerson, DeclinesWithReasonsAndTheCaseIsOpenAgain) {
  TestCase one = reported(any_removal);
  EXPECT_EQ(one.refuse(Second{true, ""}).code, Code::conflict) << "nothing is proposed";
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  EXPECT_EQ(one.refuse(decision(Outcome::label, "IN-NCII-2H"), reviewer("ben")).code, Code::conflict);
  EXPECT_EQ(one.refuse(Second{false, ""}, reviewer("ben")).code, Code::invalid);
  one.send(Second{false, "it is somebody else"}, reviewer("ben"));
  EXPECT_FALSE(one.state.proposal.has_value());
  EXPECT_EQ(one.state.phase, Phase::open);
  one.send(decision(Outcome::reject, "IN-NCII-2H"), reviewer("ben"));
  EXPECT_EQ(one.state.phase, Phase::decided);
}

TEST(SecondPerson, WhatCouldNotBeDecidedCannotBeProposed) {
  TestCase one = reported(any_removal);
  Decide wide = decision(Outcome::remove, "IN-NCII-2H");
  wide.territory = law::everywhere();
  EXPECT_EQ(one.refuse(wide).code, Code::forbidden);
  Decide bare = decision(Outcome::remove, "IN-NCII-2H");
  bare.reasons = "";
  EXPECT_EQ(one.refuse(bare).code, Code::invalid);
}

TEST(SecondPerson, TheFailSafeDoesNotWaitForOne) {
  TestCase one = reported(any_removal);
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.pass(hours{2});
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_TRUE(one.state.proposal.has_value());
  one.send(Second{true, ""}, reviewer("ben"));
  EXPECT_EQ(one.item_status(1), "removed");
}

TEST(SecondPerson, WhatIsSecondedIsWhatWasProposed) {
  TestCase one = reported(any_removal);
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(AddItems{{item("3")}}, reporter());
  one.send(Second{true, ""}, reviewer("ben"));
  EXPECT_EQ(one.item_status(2), "removed");
  EXPECT_EQ(one.item_status(3), "live") << "nobody had proposed it";
}

TEST(SecondPerson, NeitherOfTheTwoDecidesTheAppeal) {
  TestCase one = reported(any_removal);
  one.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  one.send(Second{true, ""}, reviewer("ben"));
  one.send(Appeal{AppealBy::uploader, {"consent"}, "she agreed"}, uploader());
  const DecideAppeal rejected{1, AppealOutcome::rejected, "no", std::nullopt};
  EXPECT_EQ(one.refuse(rejected, reviewer("asha")).code, Code::forbidden);
  EXPECT_EQ(one.refuse(rejected, reviewer("ben")).code, Code::forbidden);
  one.send(rejected, reviewer("carla"));
}

TEST(HandOver, GivesTheCaseToAColleagueWithANote) {
  TestCase one = reported();
  one.send(Claim{}, reviewer("asha"));
  EXPECT_EQ(one.refuse(HandOver{"carla", "mine now"}, reviewer("ben")).code, Code::conflict);
  EXPECT_EQ(one.refuse(HandOver{"", "note"}, reviewer("asha")).code, Code::invalid);
  EXPECT_EQ(one.refuse(HandOver{"asha", "note"}, reviewer("asha")).code, Code::invalid);
  EXPECT_EQ(one.refuse(HandOver{"ben", ""}, reviewer("asha")).code, Code::invalid);
  one.send(HandOver{"ben", "she wrote twice"}, reviewer("asha"));
  EXPECT_EQ(one.state.claim, (ClaimHold{"ben", sunday_night + minutes{30}, "asha", "she wrote twice"}));
  EXPECT_EQ(one.refuse(Claim{}, reviewer("asha")).code, Code::conflict);
  one.now = one.now + minutes{10};
  one.send(Claim{}, reviewer("ben"));
  EXPECT_EQ(one.state.claim, (ClaimHold{"ben", sunday_night + minutes{40}, "asha", "she wrote twice"}))
      << "renewing keeps the note";
}

TEST(Conflict, WhoeverNamesOneIsOutOfTheCase) {
  TestCase one = reported();
  one.send(Claim{}, reviewer("asha"));
  EXPECT_EQ(one.refuse(Recuse{""}, reviewer("asha")).code, Code::invalid);
  one.send(Recuse{"my cousin"}, reviewer("asha"));
  EXPECT_FALSE(one.state.claim.has_value());
  EXPECT_TRUE(one.send(Recuse{"my cousin"}, reviewer("asha")).empty()) << "said once is said";
  EXPECT_EQ(one.refuse(Claim{}, reviewer("asha")).code, Code::forbidden);
  EXPECT_EQ(one.refuse(decision(Outcome::reject, "IN-NCII-2H"), reviewer("asha")).code, Code::forbidden);
  EXPECT_EQ(one.refuse(HandOver{"asha", "note"}, reviewer("ben")).code, Code::conflict);
  one.send(Claim{}, reviewer("ben"));
  one.send(Recuse{"me too"}, reviewer("carla"));
  EXPECT_EQ(one.state.claim->reviewer, "ben") << "another's hold stays";
}

TEST(Conflict, IsNamedByAHundredAtMost) {
  TestCase one = reported();
  for (int i = 0; i < 100; ++i) one.send(Recuse{"known"}, reviewer("r" + std::to_string(i)));
  EXPECT_EQ(one.refuse(Recuse{"known"}, reviewer("last")).code, Code::exhausted);
}

}  // namespace
}  // namespace redress::cases::test
