// SPDX-License-Identifier: Apache-2.0
// report/fairness_test.cpp — the figures of a few stories; the plain twin is in tests/simulation/figures.cpp.
#include "report/fairness.hpp"

#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::report {
namespace {

namespace test = cases::test;
using cases::Outcome;
using std::chrono::hours;
using std::chrono::minutes;
using test::TestCase;

void count(Fairness& fairness, const std::vector<cases::Event>& events) {
  cases::Case state;
  for (const auto& event : events) {
    fairness.add(state, event);
    state = cases::apply(std::move(state), event);
  }
}

Month count(const TestCase& one) {
  Fairness fairness;
  count(fairness, one.events);
  return fairness.sum();
}

TestCase reported() {
  TestCase one;
  auto notice = test::complaint({"IN"}, {test::item("1"), test::item("2")});
  notice.facts.language = "hi-IN";
  one.send(notice, test::reporter());
  return one;
}

TestCase removed_and_put_back() {
  TestCase one = reported();
  one.pass(minutes{30});
  one.send(test::decision(Outcome::remove, "IN-NCII-2H"));
  one.pass(minutes{10});
  one.acknowledge();
  one.pass(minutes{35});
  one.send(cases::Appeal{cases::AppealBy::uploader, {"consent"}, "she agreed", 0}, test::uploader());
  one.send(cases::DecideAppeal{1, cases::AppealOutcome::upheld, "heard", std::nullopt}, test::reviewer("ben"));
  one.pass(minutes{15});
  one.acknowledge();
  return one;
}

TEST(Fairness, ARemovalThatFellIsCountedFromTheOrderToThePlatformsWord) {
  const auto month = count(removed_and_put_back());
  const Group& all = month.all;
  EXPECT_EQ(all.decisions, 1U);
  EXPECT_EQ(all.appealed, 1U);
  EXPECT_EQ(all.upheld, 1U);
  EXPECT_EQ(all.reversed, 1U);
  EXPECT_EQ(all.taken_down, 2U);
  EXPECT_EQ(all.put_back, 2U);
  EXPECT_EQ(all.speed.find_rank(0.5), minutes{40}) << "from receipt to the first confirmed measure";
  EXPECT_EQ(all.down.find_rank(0.5), minutes{60}) << "10 + 35 + 15";
  EXPECT_EQ(all.down.count_within(hours{1}), 2U);
  EXPECT_EQ(all.territorial, 2U);
}

TEST(Fairness, GroupsComeFromTheNoticeThatOpenedTheCaseAndThePersonFromTheDecision) {
  const auto month = count(removed_and_put_back());
  EXPECT_EQ(month.harms.at("ncii"), month.all);
  EXPECT_EQ(month.languages.at("hi"), month.all) << "without the region";
  EXPECT_EQ(month.regimes.at("IN"), month.all);
  EXPECT_EQ(month.reviewers.size(), 1U) << "ben decided an appeal, not a case";
  EXPECT_EQ(month.reviewers.at("asha").reversed, 1U);
  EXPECT_EQ(month.reviewers.at("asha").down.count(), 2U);
}

TEST(Fairness, WhatFallsLaterCountsInTheMonthOfTheDecision) {
  TestCase one = reported();
  one.send(test::decision(Outcome::remove, "IN-NCII-2H"));
  one.acknowledge();
  one.pass(hours{24 * 10});  // from 22 November
  one.send(cases::Reverse{"wrong person"});
  one.acknowledge();
  Fairness fairness;
  count(fairness, one.events);
  const auto november = fairness.sum(parse_month("2026-11"));
  EXPECT_EQ(november.all.reversed, 1U);
  EXPECT_EQ(november.all.put_back, 2U);
  EXPECT_EQ(november.all.down.find_longest(), hours{240});
  EXPECT_EQ(fairness.sum(parse_month("2026-12")), Month{});
}

TEST(Fairness, ARestrictionThatNobodyConfirmedIsCountedAsLifted) {
  TestCase one = reported();
  one.pass(hours{30});
  one.acknowledge();
  const auto all = count(one).all;
  EXPECT_EQ(all.on_risk, 2U) << "of the two hours, and of the day";
  EXPECT_EQ(all.interim, 1U);
  EXPECT_EQ(all.interim_lifted, 1U);
  EXPECT_EQ(all.interim_decided, 0U);
  EXPECT_EQ(all.put_back, 2U);
  EXPECT_EQ(all.decisions, 0U);
}

TEST(Fairness, AnOrderIsToldByItsIssuerWithDefectsAndOutcome) {
  TestCase one;
  auto order = test::indian_order({test::item("1")});
  order.facts.order->reasons.clear();
  one.policy.act_on_defective_orders = true;
  one.send(order, test::authority());
  one.send(test::decision(Outcome::remove, one.state.clocks.front().duty));
  one.send(cases::Reverse{"no"});
  const auto orders = count(one).issuers.at("Ministry of Home Affairs");
  EXPECT_EQ(orders.received, 1U);
  EXPECT_EQ(orders.defective, 1U);
  EXPECT_FALSE(orders.defects.empty());
  EXPECT_EQ(orders.returned, 0U);
  EXPECT_EQ(orders.followed, 1U);
  EXPECT_EQ(orders.reversed, 1U);
}

TEST(Fairness, SecondLooksAreCountedInTheMonthOfTheDecision) {
  TestCase one;
  one.policy.second_look_every = 1;
  one.send(test::complaint({"IN"}, {test::item("1")}), test::reporter());
  one.send(test::decision(Outcome::remove, "IN-NCII-2H"));
  one.send(cases::LookAgain{1, false, "read again", test::decision(Outcome::reject, "IN-NCII-2H")},
           test::reviewer("ben"));
  const auto month = count(one);
  EXPECT_EQ(month.all.looks_picked, 1U);
  EXPECT_EQ(month.all.looks_disagreed, 1U);
  EXPECT_EQ(month.reviewers.at("asha").looks_disagreed, 1U);
  EXPECT_EQ(month.reviewers.at("ben").decisions, 1U);
  EXPECT_EQ(month.all.reversed, 1U);
}

TEST(Fairness, SecondLooksAreKeptByWhatWasDecidedFirstAndThen) {
  const auto look_at = [](Outcome outcome, const cases::LookAgain& look) {
    TestCase one;
    one.policy.second_look_every = 1;
    one.send(test::complaint({"IN"}, {test::item("1")}), test::reporter());
    one.send(test::decision(outcome, "IN-NCII-2H"));
    one.send(look, test::reviewer("ben"));
    return count(one);
  };
  const auto agreed = look_at(Outcome::remove, {1, true, "", {}});
  EXPECT_EQ(agreed.all.looks.count(Outcome::remove, Outcome::remove), 1U);
  EXPECT_EQ(agreed.all.looks.count(), 1U);
  const auto other = look_at(Outcome::remove, {1, false, "read again", test::decision(Outcome::reject, "IN-NCII-2H")});
  EXPECT_EQ(other.all.looks.count(Outcome::remove, Outcome::reject), 1U);
  EXPECT_EQ(other.reviewers.at("asha").looks, other.all.looks);
  EXPECT_EQ(other.reviewers.at("ben").looks.count(), 0U) << "the figures are of whoever decided first";
  const auto elsewhere =
      look_at(Outcome::restrict, {1, false, "another ground", test::decision(Outcome::restrict, "IN-NCII-2H")});
  EXPECT_EQ(elsewhere.all.looks.count(Outcome::restrict, Outcome::restrict), 1U) << "the same outcome on other reasons";
  EXPECT_EQ(elsewhere.all.looks_disagreed, 1U);
}

TEST(Fairness, IsBoundedInGroupsAndMonths) {
  Fairness fairness;
  const TestCase one = reported();
  for (int i = 0; i < 300; ++i) {
    cases::Case state = one.state;
    state.notices.front().facts.language = "x" + std::to_string(i);
    fairness.add(state, {one.now, test::reviewer("r" + std::to_string(i)), cases::Decided{}});
  }
  const auto& month = fairness.months().begin()->second;
  EXPECT_EQ(month.languages.size(), Fairness::group_count_max + 1);
  EXPECT_EQ(month.languages.at(std::string(others)).decisions, 300 - Fairness::group_count_max);
  EXPECT_EQ(month.reviewers.size(), Fairness::group_count_max + 1);
  for (int i = 0; i < 300; ++i) {
    fairness.add(one.state, {one.now + hours{24 * 31 * i}, test::reviewer(), cases::Decided{}});
  }
  EXPECT_EQ(fairness.months().size(), Fairness::month_count_max);
  EXPECT_EQ(fairness.sum().all.decisions, 600U) << "nothing is lost";
}

TEST(Month, IsAYearAndAMonthInUtc) {
  EXPECT_EQ(render_month(month_of(test::at("2026-12-31T23:59:59Z"))), "2026-12");
  EXPECT_EQ(render_month(month_of(test::at("2027-01-01T00:00:00+05:30"))), "2026-12");
  EXPECT_EQ(parse_month("2026-11"), month_of(test::sunday_night));
  for (const auto* wrong : {"", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026/11", "2026-+1", "-026-11"}) {
    EXPECT_FALSE(parse_month(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace redress::report
