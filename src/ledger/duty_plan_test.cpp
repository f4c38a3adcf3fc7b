// SPDX-License-Identifier: Apache-2.0
#include "ledger/duty_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "law/test_rulebook.hpp"
#include "ledger/test_entries.hpp"

namespace redress::ledger {
namespace {

LoadedRulebook loaded(law::OperatorChoices choices = {}) {
  return {law::load_shipped(std::move(choices)), HouseLengths{}, law::tz_version()};
}

// Everything that is off by itself switched on, so that every row of every pack can start.
law::OperatorChoices everything_on() {
  law::OperatorChoices choices;
  for (const law::Duty* duty : law::list_duties(law::shipped())) {
    if (!law::is_on(*duty)) choices.enabled.push_back(duty->id);
  }
  return choices;
}

law::OrderFacts draw_order(Draws& draws) {
  const std::vector<std::string> ranks{"Joint Secretary", "Constable", "", "Director General of Police"};
  const std::vector<std::string> bases{"Regulation (EU) 2021/784", "Section 79(3)(b), Information Technology Act 2000",
                                       ""};
  law::OrderFacts order;
  order.issuer = "an authority";
  order.rank = ranks[draws.below(ranks.size())];
  order.authorised_in_writing = draws.happens(70);
  order.court = draws.happens(20);
  order.legal_basis = bases[draws.below(bases.size())];
  order.provision = draws.happens(60) ? "Article 3" : "";
  if (draws.happens(70)) order.reasons.assign(1, 'x');
  if (draws.happens(70)) order.urls.emplace_back(1, 'x');
  return order;
}

law::Facts draw_facts(Draws& draws) {
  const std::vector<std::string> places{"IN", "EU", "DE", "US-CA", "GB", "KR", "JP", "MY", "BR", "AU", "ZZ", "US"};
  law::Facts facts;
  facts.channel = draws.word<law::Channel>(6);
  facts.complainant = draws.word<law::Complainant>(6);
  facts.harm = draws.word<law::Harm>(23);
  facts.medium = draws.word<law::Medium>(2);
  for (std::uint64_t i = 0; i < 1 + draws.below(3); ++i) facts.jurisdictions.push_back(places[draws.below(12)]);
  facts.limbs = draws.happens(20) ? draws.words({"vi", "ii", std::string(unknown_limb)}) : facts.limbs;
  facts.sent_at = Instant{1'700'000'000'000 + static_cast<std::int64_t>(draws.below(150'000'000'000))};
  if (draws.happens(70)) facts.entered_at = facts.sent_at + Milliseconds{draws.below(100'000)};
  if (draws.happens(70)) facts.retrieved_at = facts.sent_at + Milliseconds{draws.below(10'000'000)};
  if (draws.happens(40)) facts.order = draw_order(draws);
  return facts;
}

std::vector<law::Happening> draw_story(Draws& draws, Instant from) {
  std::vector<law::Happening> then;
  Instant at = from;
  for (std::uint64_t i = draws.below(6); i > 0; --i) {
    at = at + Milliseconds{draws.below(draws.happens(50) ? 3'600'000 : 2'000'000'000)};
    then.push_back({at, draws.word<law::HappeningKind>(16), std::nullopt});
    if (then.back().what == law::HappeningKind::extension_granted) {
      then.back().until = at + Milliseconds{draws.below(1'000'000'000)};
    }
  }
  return then;
}

NoticeView view_of(const law::Facts& facts) {
  NoticeView view;
  view.facts = facts;
  view.facts.then.clear();
  view.has_order = facts.order.has_value();
  view.order_is_whole = view.has_order;
  return view;
}

void compare(const law::Evaluation& plain, const NoticeLaw& read, std::span<const law::Happening> then, Instant now,
             std::uint64_t seed) {
  ASSERT_EQ(plain.duties.size(), read.plan->duties.size()) << "seed " << seed;
  EXPECT_EQ(plain.received_at, read.received_at) << "seed " << seed;
  std::vector<std::string> defects;
  for (const auto& defect : plain.order_defects) defects.push_back(defect.check);
  EXPECT_EQ(defects, read.defects) << "seed " << seed;
  for (std::size_t i = 0; i < plain.duties.size(); ++i) {
    const law::DutyFinding& wanted = plain.duties[i];
    const PlanDuty& planned = read.plan->duties[i];
    const Ruling ruling = rule_duty(read, i, then, now);
    ASSERT_EQ(wanted.id, planned.id) << "seed " << seed;
    ASSERT_EQ(wanted.triggered, ruling.triggered) << "seed " << seed << " " << wanted.id << ": " << wanted.reason;
    EXPECT_EQ(wanted.step, planned.step());
    EXPECT_EQ(law::render_territory(wanted.territory), planned.countries);
    if (!wanted.triggered) continue;
    EXPECT_EQ(wanted.starts_at, ruling.starts_at) << "seed " << seed << " " << wanted.id;
    EXPECT_EQ(wanted.due_at, ruling.due_at) << "seed " << seed << " " << wanted.id;
    EXPECT_EQ(wanted.state, ruling.state) << "seed " << seed << " " << wanted.id;
    EXPECT_EQ(wanted.is_target, planned.is_target()) << wanted.id;
  }
}

void compare_many(LawBook& book, std::uint64_t first_seed, int count) {
  for (std::uint64_t seed = first_seed; seed < first_seed + static_cast<std::uint64_t>(count); ++seed) {
    Draws draws(seed);
    law::Facts facts = draw_facts(draws);
    const NoticeLaw read = book.read_notice(view_of(facts));
    facts.then = draw_story(draws, facts.sent_at - Milliseconds{1'000'000});
    std::stable_sort(facts.then.begin(), facts.then.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    const Instant now = facts.sent_at + Milliseconds{draws.below(20'000'000'000)};
    compare(law::evaluate(book.rulebook().rulebook, facts, now), read, facts.then, now, seed);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(DutyPlan, RulesAsTheLawEvaluates) {
  LawBook book(loaded());
  compare_many(book, 1, 1500);
}

TEST(DutyPlan, RulesAsTheLawEvaluatesWithEveryDutySwitchedOn) {
  LawBook book(loaded(everything_on()));
  compare_many(book, 100'000, 1500);
}

TEST(DutyPlan, LeavesOpenWhatHangsOnHiddenWords) {
  LawBook book(loaded());
  law::Facts facts = law::order_to_remove("2026-11-22T02:00:00Z");
  NoticeView view = view_of(facts);
  view.order_is_whole = false;
  const NoticeLaw read = book.read_notice(view);
  EXPECT_TRUE(std::any_of(read.plan->duties.begin(), read.plan->duties.end(),
                          [](const PlanDuty& duty) { return !duty.is_certain; }));
}

}  // namespace
}  // namespace redress::ledger
