// SPDX-License-Identifier: Apache-2.0
// cases/notice_abuse_test.cpp — a warning before a limit, a limit that ends, and those whom no limit reaches.
#include "cases/notice_abuse.hpp"

#include <gtest/gtest.h>

#include "cases/test_case.hpp"

namespace redress::cases {
namespace {

using namespace test;

constexpr hours day{24};
const NotifierRules rules;

// Sent at noon of each of these days, decided an hour later.
std::vector<UnfoundedNotice> unfounded_on(std::initializer_list<int> days) {
  std::vector<UnfoundedNotice> list;
  for (const int no : days) list.push_back({sunday_night + day * no, sunday_night + day * no + hours{1}});
  return list;
}
NotifierFacts facts(std::initializer_list<int> days, std::optional<int> warned_on = std::nullopt,
                    std::size_t notice_count = 10) {
  NotifierFacts known{notice_count, unfounded_on(days), std::nullopt, std::nullopt};
  if (warned_on) known.warned_at = sunday_night + day * *warned_on;
  return known;
}
NotifierStanding on(int no, const NotifierFacts& known) {
  return judge_notifier(known, rules, sunday_night + day * no);
}

TEST(NoticeAbuse, TwoUnfoundedNoticesAreNothingThreeAreAWarning) {
  EXPECT_EQ(on(5, facts({1, 2})).step, NotifierStep::none);
  EXPECT_EQ(on(5, facts({1, 2, 3})).step, NotifierStep::warned);
}

TEST(NoticeAbuse, AFewInAFloodOfGoodOnesAreErrors) {
  EXPECT_EQ(on(5, facts({1, 2, 3}, {}, 15)).step, NotifierStep::warned);
  EXPECT_EQ(on(5, facts({1, 2, 3}, {}, 16)).step, NotifierStep::none);
}

TEST(NoticeAbuse, NoLimitComesBeforeTheWarningWasTold) {
  EXPECT_EQ(on(20, facts({1, 2, 3, 4, 5, 6, 7, 8})).step, NotifierStep::warned);
  EXPECT_EQ(on(20, facts({1, 2, 3, 4, 5, 6, 7, 8}, 9)).step, NotifierStep::warned) << "all were sent before it";
  EXPECT_EQ(on(20, facts({1, 2, 3, 10, 11}, 9)).step, NotifierStep::warned) << "two since";
  EXPECT_EQ(on(20, facts({1, 2, 3, 10, 11, 12}, 9)).step, NotifierStep::limited);
}

TEST(NoticeAbuse, ALimitEndsByItself) {
  const auto limited = facts({1, 2, 3, 10, 11, 12}, 9);
  const auto standing = on(20, limited);
  EXPECT_EQ(standing.daily_max, rules.limited_daily_max);
  EXPECT_EQ(standing.until, sunday_night + day * 42 + hours{1});
  EXPECT_EQ(judge_notifier(limited, rules, *standing.until - Milliseconds{1}).step, NotifierStep::limited);
  EXPECT_EQ(judge_notifier(limited, rules, *standing.until).step, NotifierStep::warned);
}

TEST(NoticeAbuse, TheSecondLimitRestsOnWhatCameAfterTheFirst) {
  EXPECT_EQ(on(30, facts({1, 2, 3, 10, 11, 12, 12}, 9)).step, NotifierStep::limited) << "sent before the limit began";
  const auto slowed = on(30, facts({1, 2, 3, 10, 11, 12, 20, 21, 22}, 9));
  EXPECT_EQ(slowed.step, NotifierStep::slowed);
  EXPECT_EQ(slowed.daily_max, rules.slowed_daily_max);
  EXPECT_EQ(slowed.until, sunday_night + day * 112 + hours{1});
}

TEST(NoticeAbuse, AnAppealThatNobodyAnswersLiftsTheLimit) {
  auto limited = facts({1, 2, 3, 10, 11, 12}, 9);
  limited.appealed_at = sunday_night + day * 14;
  EXPECT_EQ(judge_notifier(limited, rules, sunday_night + day * 15 - Milliseconds{1}).step, NotifierStep::limited);
  EXPECT_EQ(judge_notifier(limited, rules, sunday_night + day * 15).step, NotifierStep::warned);
}

TEST(NoticeAbuse, WhoReportsHerselfOrAChildOrHasAuthorityIsNeverLimited) {
  NoticeFacts notice;
  notice.complainant = law::Complainant::agent;
  notice.harm = law::Harm::ncii;
  EXPECT_FALSE(is_never_limited(notice, true));
  notice.harm = law::Harm::child_harm;
  EXPECT_TRUE(is_never_limited(notice, true));
  notice.harm = law::Harm::ncii;
  notice.complainant = law::Complainant::depicted;
  EXPECT_TRUE(is_never_limited(notice, true));
  notice.complainant = law::Complainant::user;
  EXPECT_FALSE(is_never_limited(notice, true));
  notice.kind = NoticeKind::order;
  EXPECT_TRUE(is_never_limited(notice, true));
  notice.kind = NoticeKind::flag;
  EXPECT_TRUE(is_never_limited(notice, false));
  EXPECT_FALSE(is_never_limited(notice, true)) << "its coordinator knows";
}

Decide unfounded() {
  Decide reject = decision(Outcome::reject, "IN-NCII-2H");
  reject.weighing = Weighing{{}, "", {"en"}, "a landscape without anybody in it"};
  return reject;
}

TEST(NoticeAbuse, OnlyAReviewersWordsMakeANoticeUnfounded) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  EXPECT_EQ(find_unfounded(one.state, 1), nullptr);
  TestCase plain = one;
  plain.send(decision(Outcome::reject, "IN-NCII-2H"));
  EXPECT_EQ(find_unfounded(plain.state, 1), nullptr) << "a rejection alone says nothing of the kind";
  one.send(unfounded());
  ASSERT_NE(find_unfounded(one.state, 1), nullptr);
  EXPECT_EQ(find_unfounded(one.state, 1)->by, "asha");
  EXPECT_EQ(find_unfounded(one.state, 2), nullptr);
}

TEST(NoticeAbuse, WhatIsAppealedOrOverturnedIsNotCounted) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(unfounded());
  one.send(Appeal{AppealBy::complainant, {}, "look again"}, reporter());
  EXPECT_EQ(find_unfounded(one.state, 1), nullptr) << "not while it is under review";
  TestCase confirmed = one;
  confirmed.send(DecideAppeal{1, AppealOutcome::rejected, "nobody is shown", std::nullopt}, reviewer("ben"));
  EXPECT_NE(find_unfounded(confirmed.state, 1), nullptr);
  one.send(DecideAppeal{1, AppealOutcome::upheld, "she is", decision(Outcome::remove, "IN-NCII-2H")}, reviewer("ben"));
  EXPECT_EQ(find_unfounded(one.state, 1), nullptr);
}

TEST(NoticeAbuse, ANoticeThatJoinsLaterIsNotMeant) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  one.send(unfounded());
  one.now = one.now + hours{1};
  one.send(complaint({"IN"}, {item("1")}, one.now), reporter());
  EXPECT_EQ(find_unfounded(one.state, 2), nullptr);
}

TEST(NoticeAbuse, OnlyARejectionCanSayThatANoticeIsUnfounded) {
  TestCase one;
  one.send(complaint({"IN"}, {item("1")}), reporter());
  Decide remove = unfounded();
  remove.outcome = Outcome::remove;
  EXPECT_EQ(one.refuse(remove).message, "only a rejection can say that a notice is manifestly unfounded");
}

}  // namespace
}  // namespace redress::cases
