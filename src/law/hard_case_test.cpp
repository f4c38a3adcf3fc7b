// SPDX-License-Identifier: Apache-2.0
// The hard cases, with dates: each is a story that a court could ask about.
#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

TEST(HardCase, AnEmailToThePublishedAddressAtTwoOnASundayCountsFromTwo) {
  Facts facts = notice("IN", Harm::ncii, Complainant::depicted, "2026-03-01T02:00:00+05:30");
  facts.retrieved_at = at("2026-03-02T09:30:00+05:30");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(render_instant(result.received_at), "2026-02-28T20:30:00Z");
  EXPECT_NE(result.basis.find("on entry"), std::string::npos) << result.basis;
  EXPECT_NE(result.basis.find("section 13(2)"), std::string::npos) << result.basis;
  EXPECT_EQ(due(result, "IN-NCII-2H"), "2026-02-28T22:30:00Z");
  EXPECT_EQ(due(result, "IN-ACK-24H"), "2026-03-01T20:30:00Z");
  EXPECT_EQ(due(result, "IN-3-1-B-36H"), "2026-03-02T08:30:00Z");
  EXPECT_EQ(due(result, "IN-GRIEV-7D"), "2026-03-07T20:30:00Z");
  EXPECT_EQ(leader(result), "IN-NCII-2H");
}

TEST(HardCase, APostTaggingThePlatformCountsFromWhenItIsSeen) {
  Facts facts = notice("IN", Harm::ncii, Complainant::depicted, "2026-03-01T02:00:00Z");
  facts.medium = Medium::other;
  facts.retrieved_at = std::nullopt;
  const auto before = evaluate(shipped(), facts, at("2026-03-01T06:00:00Z"));
  EXPECT_FALSE(before.is_received);
  EXPECT_NE(before.basis.find("Not received yet"), std::string::npos) << before.basis;
  EXPECT_FALSE(finding(before, "IN-NCII-2H").triggered);
  EXPECT_EQ(leader(before), "");

  facts.retrieved_at = at("2026-03-01T08:15:00Z");
  const auto seen = evaluate(shipped(), facts, at("2026-03-01T08:15:00Z"));
  EXPECT_EQ(seen.received_at, at("2026-03-01T08:15:00Z"));
  EXPECT_NE(seen.basis.find("first seen"), std::string::npos) << seen.basis;
  EXPECT_EQ(due(seen, "IN-NCII-2H"), "2026-03-01T10:15:00Z");
}

TEST(HardCase, AnOrderServedOnASubsidiaryInSingaporeCountsFromWhenThePlatformSeesIt) {
  Facts facts = order_to_remove("2026-04-06T04:00:00Z");
  facts.medium = Medium::other;
  facts.entered_at = at("2026-04-06T04:00:00Z");
  facts.retrieved_at = at("2026-04-08T01:00:00Z");
  const auto result = evaluate(shipped(), facts, at("2026-04-08T01:00:00Z"));
  EXPECT_EQ(result.received_at, at("2026-04-08T01:00:00Z"));
  EXPECT_EQ(due(result, "IN-ORDER-3H"), "2026-04-08T04:00:00Z");
  EXPECT_EQ(leader(result), "IN-ORDER-3H");
}

TEST(HardCase, AClarificationAskedInsideTheThreeHoursStopsNothing) {
  Facts facts = order_to_remove("2026-04-06T05:30:00Z");
  facts.then = {happened("2026-04-06T06:30:00Z", HappeningKind::clarification_asked)};
  const auto result = evaluate(shipped(), facts, at("2026-04-06T07:00:00Z"));
  EXPECT_EQ(due(result, "IN-ORDER-3H"), "2026-04-06T08:30:00Z");
  EXPECT_EQ(finding(result, "IN-ORDER-3H").state, ClockState::running);
  EXPECT_TRUE(says(finding(result, "IN-ORDER-3H"), "counts on")) << finding(result, "IN-ORDER-3H").reason;
  const auto later = evaluate(shipped(), facts, at("2026-04-06T08:30:00.001Z"));
  EXPECT_EQ(finding(later, "IN-ORDER-3H").state, ClockState::missed);
}

// Gone from the Indian site, reachable by a global address: the rules are silent on territory, so the duty asks for
// India, and the pack carries the judgment that can ask for more.
TEST(HardCase, TheIndianDutyAsksForIndiaAndThePackNamesTheJudgmentThatCanAskForMore) {
  const auto result = evaluate(shipped(), notice("IN", Harm::ncii, Complainant::depicted, "2026-03-01T02:00:00Z"),
                               at("2026-03-01T02:00:00Z"));
  const auto& territory = finding(result, "IN-NCII-2H").territory;
  EXPECT_TRUE(territory.covers("IN"));
  EXPECT_TRUE(territory.covers("IN-MH"));
  EXPECT_FALSE(territory.covers("SG"));
  const auto& rules = shipped().packs.at("IN").time_rules;
  EXPECT_TRUE(std::any_of(rules.begin(), rules.end(), [](const TimeRule& rule) {
    return rule.id == "IN-RAMDEV" && rule.topic == "territory" && rule.rule.find("global") != std::string::npos;
  }));
}

TEST(HardCase, AStrangerReportingAPoliticiansDeepfakeStartsThirtySixHoursAndNotTwo) {
  const auto facts = notice("IN", Harm::impersonation_synthetic, Complainant::user, "2026-03-02T10:00:00Z");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_FALSE(finding(result, "IN-NCII-2H").triggered);
  EXPECT_TRUE(says(finding(result, "IN-NCII-2H"), "the person depicted or someone acting for the person depicted"));
  EXPECT_EQ(due(result, "IN-3-1-B-36H"), "2026-03-03T22:00:00Z");
  EXPECT_TRUE(says(finding(result, "IN-3-1-B-36H"), "(v) or (vi)")) << finding(result, "IN-3-1-B-36H").reason;
  EXPECT_EQ(due(result, "IN-GRIEV-7D"), "2026-03-09T10:00:00Z");
  EXPECT_EQ(due(result, "IN-ACK-24H"), "2026-03-03T10:00:00Z");
  EXPECT_EQ(leader(result), "IN-ACK-24H");
}

TEST(HardCase, ThePoliticianReportingTheSameStartsTwoHours) {
  const auto facts = notice("IN", Harm::impersonation_synthetic, Complainant::depicted, "2026-03-02T10:00:00Z");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(due(result, "IN-NCII-2H"), "2026-03-02T12:00:00Z");
  EXPECT_EQ(due(result, "IN-3-1-B-36H"), "2026-03-03T22:00:00Z");
  EXPECT_EQ(leader(result), "IN-NCII-2H");
}

TEST(HardCase, AValidOrderStartsThreeHours) {
  const auto facts = order_to_remove("2026-04-06T05:30:00Z");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_TRUE(result.order_defects.empty());
  EXPECT_EQ(due(result, "IN-ORDER-3H"), "2026-04-06T08:30:00Z");
  EXPECT_EQ(due(result, "IN-ORDER-ACK"), "none");
  EXPECT_EQ(finding(result, "IN-REVIEW-1M").bearer, Bearer::regulator);
  EXPECT_EQ(due(result, "IN-REVIEW-1M"), "2026-05-06T05:30:00Z");
  EXPECT_EQ(leader(result), "IN-ORDER-3H");
}

TEST(HardCase, ADefectiveOrderGivesNoKnowledgeAndItsIssuerIsToldWhatItLacks) {
  Facts facts = order_to_remove("2026-04-06T05:30:00Z");
  facts.order->rank = "Under Secretary";
  facts.order->provision = "";
  facts.order->urls.clear();
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  std::vector<std::string> checks;
  for (const auto& defect : result.order_defects) checks.push_back(defect.check);
  EXPECT_EQ(checks, (std::vector<std::string>{"IN-3-1-D/V4", "IN-3-1-D/V6", "IN-3-1-D/V7"}));
  const auto& duty = finding(result, "IN-ORDER-3H");
  EXPECT_FALSE(duty.triggered);
  EXPECT_TRUE(says(duty, "IN-3-1-D/V4")) << duty.reason;
  EXPECT_TRUE(says(duty, "Under Secretary")) << duty.reason;
  EXPECT_TRUE(says(duty, "no URL")) << duty.reason;
  EXPECT_TRUE(finding(result, "IN-ORDER-ACK").triggered);
}

TEST(HardCase, ACourtsOrderNeedsNoRank) {
  Facts facts = order_to_remove("2026-04-06T05:30:00Z");
  facts.order = OrderFacts{};
  facts.order->court = true;
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_TRUE(result.order_defects.empty());
  EXPECT_TRUE(finding(result, "IN-ORDER-3H").triggered);
}

TEST(HardCase, AnOrderWhoseFormWasNotDescribedCountsAndSaysSo) {
  Facts facts = order_to_remove("2026-04-06T05:30:00Z");
  facts.order = std::nullopt;
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_TRUE(finding(result, "IN-ORDER-3H").triggered);
  EXPECT_TRUE(says(finding(result, "IN-ORDER-3H"), "not checked"));
}

TEST(HardCase, AUkReportByAStrangerRunsOnSwiftlyAndNotOnFortyEightHours) {
  const auto facts = notice("GB", Harm::ncii, Complainant::user, "2026-07-01T12:00:00Z");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_FALSE(finding(result, "GB-OSA-NCII-48H").triggered);
  EXPECT_TRUE(says(finding(result, "GB-OSA-NCII-48H"), "20A(2)(b)")) << finding(result, "GB-OSA-NCII-48H").reason;
  const auto& swift = finding(result, "GB-OSA-SWIFT");
  EXPECT_TRUE(swift.triggered);
  EXPECT_TRUE(swift.is_target);
  EXPECT_EQ(due(result, "GB-OSA-SWIFT"), "2026-07-02T12:00:00Z");
  EXPECT_EQ(leader(result), "GB-OSA-SWIFT");
}

TEST(HardCase, TheSubjectsUkReportRunsFortyEightHoursAndEndsOnTheMerits) {
  Facts facts = notice("GB", Harm::ncii, Complainant::agent, "2026-07-01T12:00:00Z");
  EXPECT_EQ(due(evaluate(shipped(), facts, facts.sent_at), "GB-OSA-NCII-48H"), "2026-07-03T12:00:00Z");
  facts.then = {happened("2026-07-02T12:00:00Z", HappeningKind::clarification_asked),
                happened("2026-07-02T18:00:00Z", HappeningKind::exited_on_merits)};
  const auto result = evaluate(shipped(), facts, at("2026-07-09T12:00:00Z"));
  EXPECT_EQ(finding(result, "GB-OSA-NCII-48H").state, ClockState::voided);
  EXPECT_TRUE(says(finding(result, "GB-OSA-NCII-48H"), "counts on"));
  EXPECT_FALSE(finding(result, "GB-OSA-NCII-SEARCH").triggered);
}

TEST(HardCase, ABrazilianTwoHourTakedownContestedRunsTwentyFourHoursFromTheContest) {
  Facts facts = notice("BR", Harm::ncii, Complainant::depicted, "2026-08-01T10:00:00Z");
  facts.then = {happened("2026-08-01T11:20:00Z", HappeningKind::removed),
                happened("2026-08-01T20:00:00Z", HappeningKind::contested)};
  auto result = evaluate(shipped(), facts, at("2026-08-01T21:00:00Z"));
  EXPECT_EQ(finding(result, "BR-NCII-2H").state, ClockState::met);
  EXPECT_EQ(due(result, "BR-NCII-2H"), "2026-08-01T12:00:00Z");
  EXPECT_TRUE(finding(result, "BR-NCII-2H").territory.worldwide);
  EXPECT_EQ(due(result, "BR-CONTEST-24H"), "2026-08-02T20:00:00Z");
  EXPECT_EQ(leader(result), "BR-CONTEST-24H");
  facts.then.push_back(happened("2026-08-02T09:00:00Z", HappeningKind::appeal_decided));
  result = evaluate(shipped(), facts, at("2026-08-03T21:00:00Z"));
  EXPECT_EQ(finding(result, "BR-CONTEST-24H").state, ClockState::met);

  facts.complainant = Complainant::user;
  EXPECT_FALSE(finding(evaluate(shipped(), facts, facts.sent_at), "BR-NCII-2H").triggered);
  facts.then.clear();
  EXPECT_EQ(leader(evaluate(shipped(), facts, facts.sent_at)), "BR-VIOL-6H");
}

Facts terrorist_order(std::string_view when) {
  Facts facts = notice("FR", Harm::terrorist, Complainant::authority, when);
  facts.channel = Channel::government_order;
  return facts;
}

TEST(HardCase, ATcoOrderWithAManifestErrorStartsAgainWhenTheErrorIsMended) {
  Facts facts = terrorist_order("2026-05-04T22:10:00Z");
  EXPECT_EQ(due(evaluate(shipped(), facts, facts.sent_at), "EU-TCO-1H"), "2026-05-04T23:10:00Z");
  facts.then = {happened("2026-05-04T22:30:00Z", HappeningKind::clarification_asked)};
  const auto paused = evaluate(shipped(), facts, at("2026-05-05T08:00:00Z"));
  EXPECT_EQ(finding(paused, "EU-TCO-1H").state, ClockState::paused);
  EXPECT_EQ(due(paused, "EU-TCO-1H"), "none");
  EXPECT_NE(leader(paused), "EU-TCO-1H");
  EXPECT_TRUE(says(finding(paused, "FR-LCEN-24H"), "counts on"));
  facts.then.push_back(happened("2026-05-05T09:00:00Z", HappeningKind::clarification_given));
  const auto again = evaluate(shipped(), facts, at("2026-05-05T09:00:00Z"));
  EXPECT_EQ(finding(again, "EU-TCO-1H").starts_at, at("2026-05-05T09:00:00Z"));
  EXPECT_EQ(due(again, "EU-TCO-1H"), "2026-05-05T10:00:00Z");
  EXPECT_EQ(leader(again), "EU-TCO-1H");
  EXPECT_TRUE(finding(again, "EU-TCO-1H").territory.covers("PL"));
  EXPECT_FALSE(finding(again, "EU-TCO-1H").territory.covers("GB"));
}

TEST(HardCase, ATcoClockNeedsEveryObstacleGoneAndIsNotRevivedAfterItLapsed) {
  Facts facts = terrorist_order("2026-05-04T22:10:00Z");
  facts.then = {happened("2026-05-04T22:20:00Z", HappeningKind::clarification_asked),
                happened("2026-05-04T22:30:00Z", HappeningKind::impossible),
                happened("2026-05-04T23:30:00Z", HappeningKind::clarification_given)};
  EXPECT_EQ(finding(evaluate(shipped(), facts, at("2026-05-05T23:30:00Z")), "EU-TCO-1H").state, ClockState::paused);
  facts.then.push_back(happened("2026-05-05T01:00:00Z", HappeningKind::possible_again));
  EXPECT_EQ(due(evaluate(shipped(), facts, at("2026-05-05T01:30:00Z")), "EU-TCO-1H"), "2026-05-05T02:00:00Z");

  facts.then = {happened("2026-05-04T23:10:00.001Z", HappeningKind::clarification_asked)};
  const auto late = evaluate(shipped(), facts, at("2026-05-05T01:30:00Z"));
  EXPECT_EQ(finding(late, "EU-TCO-1H").state, ClockState::missed);
  EXPECT_TRUE(says(finding(late, "EU-TCO-1H"), "after the clock had lapsed"));
}

// No shipped duty has both: the Indian publishers' one, made to start again, stands for those that will.
TEST(HardCase, AClockThatStartsAgainLeavesAFinishedStageFinished) {
  auto texts = read_statutes();
  std::string& text = texts.at("statutes/in.yaml");
  const std::size_t row = text.find("- id: IN-PUB-15D");
  text.insert(text.find("  clock_kind:", row), "  restart_on: [impossibility]\n");
  OperatorChoices choices;
  choices.enabled = {"IN-PUB-15D"};
  const auto rulebook = build_rulebook(texts, choices);
  ASSERT_TRUE(rulebook.ok()) << rulebook.error().message;
  Facts facts = notice("IN", Harm::ncii_synthetic, Complainant::depicted, "2026-05-04T22:10:00Z");
  facts.then = {happened("2026-05-04T23:00:00Z", HappeningKind::acknowledged),
                happened("2026-05-05T10:00:00Z", HappeningKind::impossible),
                happened("2026-05-06T10:00:00Z", HappeningKind::possible_again)};
  const auto result = evaluate(rulebook.value(), facts, at("2026-05-09T10:00:00Z"));
  EXPECT_EQ(finding(result, "IN-PUB-15D").starts_at, at("2026-05-06T10:00:00Z"));
  EXPECT_EQ(finding(result, "IN-PUB-15D/ack").starts_at, at("2026-05-04T22:10:00Z"));
  EXPECT_EQ(finding(result, "IN-PUB-15D/ack").state, ClockState::met);
}

}  // namespace
}  // namespace redress::law
