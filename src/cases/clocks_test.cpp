// SPDX-License-Identifier: Apache-2.0
// cases/clocks_test.cpp — what time alone brings: escalation, the fail-safe, lifted restrictions, missed clocks.
#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases::test {
namespace {

std::vector<int> steps_of(const std::vector<Event>& events, int clock_no) {
  std::vector<int> steps;
  for (const Event& event : events) {
    const auto* escalated = std::get_if<Escalated>(&event.body);
    if (escalated != nullptr && escalated->clock_no == clock_no) steps.push_back(escalated->step);
  }
  return steps;
}

TEST(Escalation, StepsAtHalfThreeQuartersAndNineTenthsOfAClock) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  const int no = one.clock("IN-NCII-2H")->no;
  for (const auto& [when, step] : {std::pair{minutes{60}, 1}, std::pair{minutes{90}, 2}, std::pair{minutes{108}, 3}}) {
    EXPECT_EQ(find_next_wake(one.state, one.policy), sunday_night + when);
    one.now = sunday_night + when - Milliseconds{1};
    EXPECT_TRUE(one.send(Tick{}, Actor{}).empty()) << "not a moment early";
    one.now = sunday_night + when;
    EXPECT_EQ(steps_of(one.send(Tick{}, Actor{}), no), std::vector<int>{step});
    EXPECT_TRUE(one.send(Tick{}, Actor{}).empty()) << "a second tick finds nothing";
  }
}

TEST(Escalation, CatchesUpInOrderAfterASleep) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  const int no = one.clock("IN-NCII-2H")->no;
  one.now = sunday_night + minutes{110};
  EXPECT_EQ(steps_of(one.send(Tick{}, Actor{}), no), (std::vector<int>{1, 2, 3}));
}

TEST(FailSafe, RestrictsOnlyWhereTheDutyReachesAndWaitsForAPerson) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), copy_of(1, "near", true)}), reporter());
  one.pass(minutes{108} - Milliseconds{1});
  EXPECT_EQ(one.item_status(1), "live");
  one.pass(Milliseconds{1});
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_EQ(one.held_in(1), countries({"IN"}));
  EXPECT_EQ(one.item_status(2), "live") << "a near match is never held automatically";
  EXPECT_TRUE(one.state.measures[0].automatic);
  EXPECT_EQ(one.state.measures[0].kind, MeasureKind::restrict) << "never a silent removal";
  EXPECT_TRUE(one.clock("IN-NCII-2H")->on_risk_applied);
  EXPECT_EQ(one.state.phase, Phase::open);
  EXPECT_EQ(one.clock(house_review)->due_at, sunday_night + minutes{108} + hours{24});
  one.acknowledge();
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met");
}

TEST(FailSafe, LiftsWhenNobodyConfirmedItAndStartsTheClockToPutBack) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.pass(minutes{108});
  one.acknowledge();
  one.pass(hours{24});
  EXPECT_EQ(one.clock_state(house_review), "missed");
  EXPECT_EQ(one.item_status(1), "restored");
  EXPECT_EQ(one.clock_state(house_restore), "running");
  EXPECT_EQ(one.state.phase, Phase::open) << "a person must still decide";
}

TEST(FailSafe, DoesNotActOnWhatIsDecidedOrTurnedDown) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  one.pass(hours{48});
  EXPECT_EQ(one.item_status(1), "live");
  EXPECT_TRUE(one.state.measures.empty());
}

TEST(FailSafe, WidensARestrictionThatReachesLessFarThanTheClockAtRisk) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(Restrict{{}, countries({"IN"}), "interim"});
  one.send(complaint({"BR"}, {item("1")}), reporter());
  one.pass(minutes{108});
  EXPECT_TRUE(one.held_in(1).worldwide) << "the Brazilian duty asks for effect everywhere";
}

TEST(FailSafe, IsNotLostToTheFirstCommandAfterAnOutage) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.now = sunday_night + hours{3};
  const auto events = one.send(AskClarification{"which?"});
  EXPECT_EQ(count_of<OnRiskApplied>(events), 1);
  EXPECT_EQ(one.item_status(1), "restricted");
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "missed");
}

TEST(FailSafe, ActsAtOnceOnANoticeThatWasFoundAfterItsDeadline) {
  TestCase one;
  one.now = sunday_night + hours{6};
  one.send(complaint({"IN"}, {item("1")}, sunday_night), reporter());
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "missed");
  EXPECT_EQ(one.item_status(1), "restricted") << "late is late, and still better than never";
}

TEST(FailSafe, LiftingPutsBackOnlyWhatNobodyDecided) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  one.now = sunday_night + hours{1};
  one.send(complaint({"IN"}, {item("2")}, one.now), reporter());
  ASSERT_EQ(one.state.phase, Phase::open);
  one.pass(hours{30});
  EXPECT_EQ(one.item_status(1), "removed") << "a removal with reasons does not lapse with somebody else's review";
  EXPECT_EQ(one.item_status(2), "restored");
}

TEST(Clock, IsMissedOnlyAfterItsLastInstant) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.now = sunday_night + hours{2};
  one.send(Tick{}, Actor{});
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "running");
  one.now = one.now + Milliseconds{1};
  one.send(Tick{}, Actor{});
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "missed");
  EXPECT_TRUE(one.send(Tick{}, Actor{}).empty());
}

TEST(Clock, IsMetOnlyWhenEveryItemIsDownAndThePlatformSaidSo) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), item("2")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(MoveMeasure{1, MeasureState::acknowledged, ""}, platform());
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "running");
  one.now = sunday_night + minutes{70};
  one.send(MoveMeasure{2, MeasureState::acknowledged, ""}, platform());
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met");
  EXPECT_EQ(one.clock("IN-NCII-2H")->ended_at, one.now);
}

TEST(Clock, OfOneCountryIsNotMetByATakeDownInAnother) {
  TestCase one;
  one.send(complaint({"IN", "US"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met");
  EXPECT_EQ(one.clock_state("US-TIDA-48H"), "running");
}

TEST(Clock, TimeInACaseNeverRunsBackwards) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.now = sunday_night + hours{1};
  one.send(Claim{});
  one.now = sunday_night - hours{24};
  const auto events = one.send(Restrict{{}, {}, "the machine's clock stepped back"});
  EXPECT_EQ(events.front().at, sunday_night + hours{1});
  EXPECT_EQ(one.state.last_at, sunday_night + hours{1});
}

TEST(Clock, OfADutyThatNoPackListsAnyMoreStillEnds) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  auto texts = load_pack_texts();
  texts.erase("statutes/in.yaml");
  const law::Rulebook without = build_test_rulebook(texts);
  one.policy.rulebook = &without;
  one.pass(hours{24 * 8});
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "missed");
  EXPECT_EQ(find_next_wake(one.state, one.policy), std::nullopt);
}

TEST(Clock, StartedByATakeDownGoesOnWhenTheContentIsBack) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  ASSERT_EQ(one.clock_state("IN-PRESERVE-180D"), "running");
  one.send(Reverse{"wrong person"});
  one.acknowledge();
  EXPECT_EQ(one.clock_state("IN-PRESERVE-180D"), "running") << "the evidence of a removal is kept for its whole term";
}

TEST(Clock, StartedByATakeDownIsNotMovedByTheNext) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(Restrict{{}, {}, "interim"});
  one.acknowledge();
  const Instant due = *one.clock("IN-PRESERVE-180D")->due_at;
  one.now = sunday_night + hours{5};
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  EXPECT_EQ(one.clock("IN-PRESERVE-180D")->due_at, due);
}

TEST(Clock, EndedNeverRunsAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(Restrict{{}, {}, "interim"});
  one.acknowledge();
  ASSERT_EQ(one.clock_state("IN-NCII-2H"), "met");
  one.send(decision(Outcome::reject, "IN-NCII-2H"));
  one.acknowledge();
  EXPECT_EQ(one.clock_state("IN-NCII-2H"), "met");
}

TEST(HouseClock, IsNeverLongerThanTheHouseAllows) {
  TestCase one;
  one.send(complaint({"US"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "US-TIDA-48H"));
  one.send(Reverse{"wrong person"});
  EXPECT_EQ(one.clock(house_restore)->due_at, sunday_night + hours{24}) << "48 h to take down, 24 h to put back";
}

TEST(HouseClock, OfARestorationIsMissedWhenThePlatformDoesNotConfirm) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(Reverse{"wrong person"});
  one.pass(hours{2});
  EXPECT_EQ(one.clock_state(house_restore), "running");
  one.pass(Milliseconds{1});
  EXPECT_EQ(one.clock_state(house_restore), "missed");
}

// The old clock is over, though no tick has said so yet: what is ordered back now is not without a clock.
TEST(HouseClock, OfASecondRestorationRunsAnewWhenTheFirstHasLapsed) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1"), item("2")}), reporter());
  for (const int item_no : {1, 2}) {
    Decide removal = decision(Outcome::remove, "IN-NCII-2H");
    removal.item_nos = {item_no};
    one.send(removal);
  }
  one.send(Reverse{"wrong person"});
  one.now = *one.clock(house_restore)->due_at + Milliseconds{1};
  one.send(Reverse{"wrong person here too"});
  std::vector<law::ClockState> states;
  for (const CaseClock& clock : one.state.clocks) {
    if (clock.duty == house_restore) states.push_back(clock.state);
  }
  EXPECT_EQ(states, (std::vector{law::ClockState::missed, law::ClockState::running}));
  EXPECT_EQ(one.state.clocks.back().due_at, one.now + hours{2});
}

TEST(HouseClock, OfARestorationIsVoidWhenTheItemIsHeldAgain) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  one.send(Reverse{"wrong ground"});
  one.send(decision(Outcome::remove, "IN-NCII-2H"));
  EXPECT_EQ(one.clock_state(house_restore), "void");
}

}  // namespace
}  // namespace redress::cases::test
