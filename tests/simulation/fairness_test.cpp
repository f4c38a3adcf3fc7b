// SPDX-License-Identifier: Apache-2.0
// simulation/fairness_test.cpp — each promise finds a history that breaks it: true stories first, then the same ones
// forged in a single place.
#include "simulation/fairness.hpp"

#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::simulation {
namespace {

using namespace cases;
using namespace cases::test;

using Check = std::string (*)(const Step&);

// The last command of a story, open to be forged.
struct Told {
  Case before;
  std::vector<Event> events;
  Case after;
  Policy policy;
  Instant now;

  [[nodiscard]] std::string ask(Check check) const {
    const Command command = Tick{};
    return check(Step{before, command, events, after, policy, now});
  }
};

Told tell(TestCase& story, const Command& command, const Actor& actor) {
  Told told{story.state, {}, {}, story.policy, story.now};
  told.events = story.send(command, actor);
  told.after = story.state;
  return told;
}

TestCase reported(int copies = 2) {
  TestCase story;
  ReceiveNotice notice = complaint({"IN"}, {item("p1")});
  notice.personal = Personal{"her-own-words", "her-initials", "her-address@host.example"};
  story.send(notice, reporter());
  for (int no = 0; no < copies; ++no) {
    story.send(AddItems{{copy_of(1, "copy-" + std::to_string(no))}}, Actor{});
  }
  return story;
}

TestCase removed(const std::string& by = "asha") {
  TestCase story = reported();
  story.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer(by));
  story.acknowledge();
  return story;
}

DecideAppeal upheld(int no = 1) { return DecideAppeal{no, AppealOutcome::upheld, "consent was given", std::nullopt}; }

TEST(Promises, AnAppealIsDecidedByOneWhoHadNoPartInTheDecision) {
  TestCase story = removed();
  story.send(Appeal{AppealBy::uploader, {"consent"}, "his-words"}, uploader());
  Told told = tell(story, upheld(), reviewer("ben"));
  EXPECT_EQ(told.ask(check_other_eyes), "");
  Told proposer = told;
  proposer.after.decisions[0].proposed_by = "ben";
  EXPECT_EQ(proposer.ask(check_other_eyes), "somebody decided an appeal against their own decision");
  Told recused = told;
  recused.before.recused.push_back("ben");
  EXPECT_EQ(recused.ask(check_other_eyes), "somebody decided an appeal in spite of a conflict of interest");
  Told renamed = told;
  renamed.after.appeals[0].decided_by = "chen";
  EXPECT_EQ(renamed.ask(check_other_eyes), "an appeal was decided in another's name");
}

TEST(Promises, WhatWasReviewedIsDecidedAnewByOthers) {
  TestCase story = removed("asha");
  story.send(Reverse{"the wrong person"}, reviewer("ben"));
  Told told = tell(story, decision(Outcome::label, "IN-NCII-2H"), reviewer("chen"));
  EXPECT_EQ(told.ask(check_other_eyes), "");
  Told again = told;
  again.after.decisions.back().by = "asha";
  EXPECT_EQ(again.ask(check_other_eyes), "somebody decided anew what was reviewed against them");
  Told own = again;
  own.before.decisions[0].reversed_by = "asha";
  EXPECT_EQ(own.ask(check_other_eyes), "") << "who corrects an own mistake decides again";
  Told proposed = told;
  proposed.after.decisions.back().proposed_by = "asha";
  EXPECT_EQ(proposed.ask(check_other_eyes), "somebody decided anew what was reviewed against them");
  Told alone = told;
  alone.after.decisions.back().proposed_by = "chen";
  EXPECT_EQ(alone.ask(check_other_eyes), "somebody seconded their own proposal");
  Told conflicted = told;
  conflicted.before.recused.push_back("chen");
  EXPECT_EQ(conflicted.ask(check_other_eyes), "chen decided in spite of a conflict of interest");
}

TEST(Promises, WhatAnotherConfirmedIsNotTakenBackAlone) {
  TestCase story = removed("asha");
  story.send(Appeal{AppealBy::uploader, {"consent"}, "his-words"}, uploader());
  story.send(DecideAppeal{1, AppealOutcome::rejected, "no consent was shown", std::nullopt}, reviewer("ben"));
  EXPECT_EQ(story.refuse(Reverse{"second thoughts"}, reviewer("asha")).code, Code::forbidden);
  Told told = tell(story, Reverse{"new facts"}, reviewer("chen"));
  EXPECT_EQ(told.ask(check_other_eyes), "");
  for (Event& event : told.events) event.by.name = "asha";
  EXPECT_EQ(told.ask(check_other_eyes), "somebody took back alone what another had confirmed on appeal");
}

TEST(Promises, AnInterimRestrictionIsNeverLeftPastItsClock) {
  TestCase story = reported();
  Told told = tell(story, Restrict{{}, {}, "in the interim"}, reviewer());
  EXPECT_EQ(told.ask(check_reviewed), "");
  Told late = told;
  late.now = late.now + hours{24};
  EXPECT_EQ(late.ask(check_reviewed), "item 1 is held unreviewed past its clock");
  Told clockless = told;
  for (CaseClock& clock : clockless.after.clocks) {
    if (clock.duty == house_review) clock.state = law::ClockState::met;
  }
  EXPECT_EQ(clockless.ask(check_reviewed), "item 1 is held before any decision and no clock runs");
  Told longer = told;
  for (CaseClock& clock : longer.after.clocks) {
    if (clock.duty == house_review) clock.due_at = *clock.due_at + minutes{1};
  }
  EXPECT_EQ(longer.ask(check_reviewed), "item 1 is held unreviewed for longer than the house allows itself");
}

TEST(Promises, RestoringGivesBackEveryCopyEverywhere) {
  TestCase story = removed();
  Told told = tell(story, Reverse{"the wrong person"}, reviewer("ben"));
  EXPECT_EQ(told.ask(check_held), "");
  EXPECT_EQ(told.ask(check_put_back), "");
  Told fewer = told;
  fewer.after.items[2] = fewer.before.items[2];
  fewer.after.measures.pop_back();
  fewer.after.measures[2].state = MeasureState::acknowledged;
  EXPECT_EQ(fewer.ask(check_held), "item 3 is still held on a ground that has fallen");
  Told narrower = told;
  narrower.after.measures.back().territory = countries({"GB"});
  EXPECT_EQ(narrower.ask(check_held), "item 3 is put back in fewer places than it was held");
}

TEST(Promises, RestoringLeavesWhatAnotherGroundHolds) {
  TestCase story;
  story.send(complaint({"IN", "BR"}, {item("p1")}), reporter());
  story.send(decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  Told first = tell(story, Tick{}, Actor{});
  EXPECT_EQ(first.ask(check_held), "");
  Told wider = first;
  wider.after.items[0].held_in = law::everywhere();
  EXPECT_EQ(wider.ask(check_held), "item 1 is still held where its ground has fallen");
  Told gone = first;
  gone.after.items[0].held_in = {};
  gone.after.items[0].status = ItemStatus::restored;
  EXPECT_EQ(gone.ask(check_held), "item 1 is up where a decision that stands holds it");
  Told eased = first;
  eased.after.items[0].status = ItemStatus::labelled;
  EXPECT_EQ(eased.ask(check_held), "item 1 is held otherwise than was decided");
}

TEST(Promises, APrecautionReachesNoFurtherThanItsDuties) {
  TestCase story = reported(0);
  Told told = tell(story, Restrict{{}, {}, "in the interim"}, reviewer());
  EXPECT_EQ(told.ask(check_held), "");
  told.after.items[0].held_in = law::everywhere();
  EXPECT_EQ(told.ask(check_held), "item 1 is held before any decision where no duty asks for it");
}

TEST(Promises, ARestorationHasAClock) {
  TestCase story = removed();
  Told told = tell(story, Reverse{"the wrong person"}, reviewer("ben"));
  EXPECT_EQ(told.ask(check_put_back), "");
  Told clockless = told;
  clockless.after.clocks = clockless.before.clocks;
  EXPECT_EQ(clockless.ask(check_put_back), "item 1 is given back and no clock runs for it");
  Told slow = told;
  slow.after.clocks.back().due_at = slow.after.clocks.back().starts_at + hours{25};
  EXPECT_EQ(slow.ask(check_put_back), "item 1 is given back too slowly");
  Told over = told;
  over.now = over.now + hours{25};
  EXPECT_EQ(over.ask(check_put_back), "item 1 is given back by a clock that is over");
  Told waiting = clockless;
  waiting.before = waiting.after;
  EXPECT_EQ(waiting.ask(check_put_back), "item 1 waits to be put back and has had no clock since that was ordered");
}

TEST(Promises, SoHasAMeasureThatOnlyShrinks) {
  TestCase story;
  story.send(complaint({"IN", "BR"}, {item("p1")}), reporter());
  story.send(Restrict{{}, {}, "in the interim"}, reviewer("asha"));
  story.acknowledge();
  Told told = tell(story, decision(Outcome::remove, "IN-NCII-2H"), reviewer("asha"));
  EXPECT_EQ(story.held_in(1), countries({"IN"}));
  EXPECT_EQ(story.clock_state(house_restore), "running") << "Brazil is to see it again, and soon";
  EXPECT_EQ(told.ask(check_put_back), "");
  story.acknowledge();
  EXPECT_EQ(story.clock_state(house_restore), "met");
  std::erase_if(told.after.clocks, [](const CaseClock& clock) { return clock.duty == house_restore; });
  EXPECT_EQ(told.ask(check_put_back), "item 1 is given back and no clock runs for it");
}

TEST(Promises, NothingThatAPersonWroteIsSaidToAnother) {
  TestCase story = reported();
  Decide quoting = decision(Outcome::remove, "IN-NCII-2H");
  Told told = tell(story, quoting, reviewer());
  EXPECT_EQ(told.ask(check_silence), "");

  TestCase leaking = reported();
  quoting.reasons = "she wrote: her-own-words";
  const Told quoted = tell(leaking, quoting, reviewer());
  EXPECT_EQ(quoted.ask(check_silence), "the message to the platform says what a person wrote");
  Told statement = quoted;
  statement.before = statement.after;
  statement.events = {quoted.events.back()};
  for (const Event& event : quoted.events) {
    if (std::holds_alternative<MeasureOrdered>(event.body)) statement.events = {event};
  }
  std::get<MeasureOrdered>(statement.events[0].body).reason = "why";
  EXPECT_EQ(statement.ask(check_silence), "the statement to the uploader says what a person wrote");

  TestCase order;
  Told returned{order.state, {}, {}, order.policy, order.now};
  ReceiveNotice defective = indian_order({item("p1")});
  defective.facts.order->reasons.clear();
  returned.events = order.send(defective, authority());
  EXPECT_EQ(returned.ask(check_silence), "");
  std::get<NoticeReceived>(returned.events[0].body).defects[0].detail = "her-own-words are missing";
  EXPECT_EQ(returned.ask(check_silence), "a letter says what a person wrote");

  Told public_one{order.state, {}, {}, order.policy, order.now};
  public_one.events = {returned.events[0]};
  auto& received = std::get<NoticeReceived>(public_one.events[0].body);
  received.defects.clear();
  received.facts.order->issuer = "her-own ministry";
  EXPECT_EQ(public_one.ask(check_silence), "the public ledger says what a person wrote");
}

}  // namespace
}  // namespace redress::simulation
