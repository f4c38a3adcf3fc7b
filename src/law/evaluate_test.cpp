// SPDX-License-Identifier: Apache-2.0
// The hard cases, with dates: each is a story that a court could ask about.
#include "law/evaluate.hpp"

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

Facts order_to_remove(std::string_view when) {
  Facts facts = notice("IN", Harm::ncii_synthetic, Complainant::authority, when);
  facts.channel = Channel::government_order;
  facts.order = OrderFacts{.issuer = "Ministry of Home Affairs",
                           .rank = "Joint Secretary",
                           .authorised_in_writing = true,
                           .court = false,
                           .legal_basis = "Section 79(3)(b), Information Technology Act 2000",
                           .provision = "Section 66E",
                           .reasons = "Intimate images published without consent.",
                           .urls = {"https://host/p/1"}};
  return facts;
}

Happening happened(std::string_view when, HappeningKind what) { return {at(when), what, std::nullopt}; }

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

// Gone from the Indian site, reachable by a global address: the rules are silent on territory, so the duty asks for India,
// and the pack carries the judgment that can ask for more.
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

TEST(Evaluate, MalaysiaRunsInStages) {
  Facts facts = notice("MY", Harm::csam, Complainant::user, "2026-03-02T00:00:00Z");
  auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(due(result, "MY-ACK-1H"), "2026-03-02T01:00:00Z");
  EXPECT_EQ(due(result, "MY-ASSESS-12H"), "2026-03-02T12:00:00Z");
  EXPECT_EQ(due(result, "MY-PRIORITY-24H"), "2026-03-03T00:00:00Z");
  EXPECT_FALSE(finding(result, "MY-PRIORITY-24H/then").triggered);
  EXPECT_EQ(leader(result), "MY-ACK-1H");
  facts.then = {happened("2026-03-02T00:00:01Z", HappeningKind::acknowledged),
                happened("2026-03-02T05:00:00Z", HappeningKind::restricted),
                happened("2026-03-02T09:00:00Z", HappeningKind::decided)};
  result = evaluate(shipped(), facts, at("2026-03-02T09:10:00Z"));
  EXPECT_EQ(finding(result, "MY-ACK-1H").state, ClockState::met);
  EXPECT_EQ(finding(result, "MY-PRIORITY-24H").state, ClockState::met);
  EXPECT_EQ(due(result, "MY-PRIORITY-24H/then"), "2026-03-02T10:00:00Z");
  EXPECT_EQ(leader(result), "MY-PRIORITY-24H/then");
}

TEST(Evaluate, EffectiveDatesCountInTheZoneOfTheLaw) {
  // 20 February 2026 begins in India at 18:30 UTC of the 19th.
  const auto before = notice("IN", Harm::ncii, Complainant::depicted, "2026-02-19T18:29:59Z");
  const auto result = evaluate(shipped(), before, before.sent_at);
  EXPECT_FALSE(finding(result, "IN-NCII-2H").triggered);
  EXPECT_TRUE(says(finding(result, "IN-NCII-2H"), "20 February 2026")) << finding(result, "IN-NCII-2H").reason;
  EXPECT_TRUE(says(finding(result, "IN-NCII-2H"), "PT24H"));
  const auto after = notice("IN", Harm::ncii, Complainant::depicted, "2026-02-19T18:30:00Z");
  EXPECT_TRUE(finding(evaluate(shipped(), after, after.sent_at), "IN-NCII-2H").triggered);
}

TEST(Evaluate, ARepealedActAppliesToNoticesOfItsOwnTime) {
  const auto then = notice("DE", Harm::hate, Complainant::user, "2024-05-13T21:59:59Z");
  const auto result = evaluate(shipped(), then, then.sent_at);
  EXPECT_EQ(due(result, "DE-NETZDG-24H"), "2024-05-14T21:59:59Z");
  EXPECT_TRUE(result.packs.count("EU") == 1 && result.packs.count("DE") == 1);
  const auto now = notice("DE", Harm::hate, Complainant::user, "2024-05-13T22:00:00Z");
  EXPECT_FALSE(finding(evaluate(shipped(), now, now.sent_at), "DE-NETZDG-24H").triggered);
}

TEST(Evaluate, DraftsStayOffUntilTheOperatorSwitchesThemOn) {
  const auto facts = notice("DK", Harm::impersonation_synthetic, Complainant::depicted, "2026-06-01T00:00:00Z");
  EXPECT_TRUE(says(finding(evaluate(shipped(), facts, facts.sent_at), "DK-73A"), "has not switched it on"));
  OperatorChoices choices;
  choices.enabled = {"DK-73A"};
  choices.disabled = {"EU-DSA-6"};
  choices.targets["DK-73A"] = std::chrono::hours{6};
  const auto result = evaluate(load_shipped(choices), facts, facts.sent_at);
  EXPECT_EQ(due(result, "DK-73A"), "2026-06-01T06:00:00Z");
  EXPECT_TRUE(finding(result, "DK-73A").is_target);
  EXPECT_EQ(leader(result), "DK-73A");
  EXPECT_TRUE(says(finding(result, "EU-DSA-6"), "switched this duty off"));
}

TEST(Evaluate, AMisspeltChoiceIsRefused) {
  OperatorChoices choices;
  choices.disabled = {"IN-NCII-2"};
  const auto rulebook = build_rulebook(read_statutes(), choices);
  ASSERT_FALSE(rulebook.ok());
  EXPECT_NE(rulebook.error().message.find("IN-NCII-2"), std::string::npos);
}

TEST(Evaluate, ATargetNeverLeadsOverAHardClock) {
  OperatorChoices choices;
  choices.targets["*"] = std::chrono::minutes{5};
  const auto facts = notice("IN", Harm::ncii_synthetic, Complainant::depicted, "2026-03-02T10:00:00Z");
  const auto result = evaluate(load_shipped(choices), facts, facts.sent_at);
  EXPECT_EQ(due(result, "IN-SGI-AWARE"), "2026-03-02T10:05:00Z");
  EXPECT_EQ(leader(result), "IN-NCII-2H");
}

TEST(Evaluate, TheStrictestOfSeveralCountriesLeadsAndTheOthersRunOn) {
  Facts facts = notice("US-CA", Harm::ncii, Complainant::depicted, "2026-08-01T10:00:00Z");
  facts.jurisdictions = {"US-CA", "GB", "IN", "BR", "XX", "IN"};
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(result.packs.size(), 5U);  // US-CA brings US
  EXPECT_EQ(due(result, "US-TIDA-48H"), "2026-08-03T10:00:00Z");
  EXPECT_EQ(due(result, "GB-OSA-NCII-48H"), "2026-08-03T10:00:00Z");
  EXPECT_EQ(leader(result), "IN-NCII-2H");
  EXPECT_EQ(std::count_if(result.duties.begin(), result.duties.end(),
                          [](const DutyFinding& duty) { return duty.id == "IN-NCII-2H"; }),
            1);
}

TEST(Evaluate, OnlyTheCommissionerLengthensAnAustralianClock) {
  Facts facts = notice("AU", Harm::ncii, Complainant::authority, "2026-03-02T00:00:00Z");
  facts.channel = Channel::regulator_notice;
  facts.then = {{at("2026-03-02T20:00:00Z"), HappeningKind::extension_granted, at("2026-03-04T00:00:00Z")}};
  EXPECT_EQ(due(evaluate(shipped(), facts, facts.sent_at), "AU-IBA-24H"), "2026-03-04T00:00:00Z");
  facts.jurisdictions = {"IN"};
  facts.channel = Channel::user_complaint;
  facts.complainant = Complainant::depicted;
  const auto india = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(due(india, "IN-NCII-2H"), "2026-03-02T02:00:00Z");
  EXPECT_EQ(due(india, "IN-3-1-B-36H"), "2026-03-03T12:00:00Z");
  EXPECT_TRUE(says(finding(india, "IN-3-1-B-36H"), "knows none"));
}

TEST(Evaluate, TheJapaneseExtensionEndsAtTheStatutoryMaximum) {
  Facts facts = notice("JP", Harm::defamation, Complainant::depicted, "2026-03-02T00:00:00Z");
  facts.then = {{at("2026-03-05T00:00:00Z"), HappeningKind::extension_granted, at("2026-04-30T00:00:00Z")}};
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(due(result, "JP-7D"), "2026-03-16T00:00:00Z");
  EXPECT_TRUE(says(finding(result, "JP-7D"), "the most the law allows"));
  facts.then[0].at = at("2026-03-09T00:00:00.001Z");
  EXPECT_EQ(due(evaluate(shipped(), facts, facts.sent_at), "JP-7D"), "2026-03-09T00:00:00Z");
}

TEST(Evaluate, ADmcaCounterNoticeRunsFourteenBusinessDaysOverAHoliday) {
  Facts facts = notice("US", Harm::copyright, Complainant::user, "2026-11-01T15:00:00Z");
  facts.then = {happened("2026-11-17T15:00:00Z", HappeningKind::appealed)};  // Tuesday 10:00 in New York
  const auto result = evaluate(shipped(), facts, at("2026-11-17T15:00:00Z"));
  // Thanksgiving, 26 November, is no business day: 18,19,20,23,24,25,27,30,1,2,3,4,7,8.
  EXPECT_EQ(due(result, "US-DMCA-RESTORE"), "2026-12-08T15:00:00Z");
  EXPECT_EQ(leader(result), "US-DMCA-RESTORE");
}

TEST(Evaluate, MeasuresStartTheDutiesThatFollowThem) {
  Facts facts = notice("EU", Harm::ncii, Complainant::depicted, "2026-03-02T10:00:00Z");
  facts.jurisdictions = {"EU", "IN"};
  EXPECT_FALSE(finding(evaluate(shipped(), facts, facts.sent_at), "EU-DSA-17").triggered);
  facts.then = {happened("2026-03-02T11:00:00Z", HappeningKind::restricted),
                happened("2026-03-02T11:30:00Z", HappeningKind::informed),
                happened("2026-03-03T11:00:00Z", HappeningKind::removed),
                happened("2026-08-31T12:00:00Z", HappeningKind::appealed)};
  const auto result = evaluate(shipped(), facts, at("2026-03-04T00:00:00Z"));
  EXPECT_EQ(finding(result, "EU-DSA-17").state, ClockState::met);
  EXPECT_EQ(due(result, "EU-DSA-20"), "2026-09-02T10:30:00Z");  // 11:30 UTC is 12:30, in September 12:30 is 10:30 UTC
  EXPECT_EQ(due(result, "IN-PRESERVE-180D"), "2026-08-30T11:00:00Z");  // from the last removal
  EXPECT_EQ(finding(result, "IN-GAC-FILE-30D").bearer, Bearer::complainant);
  EXPECT_EQ(finding(result, "IN-GAC-FILE-30D").state, ClockState::missed);
  EXPECT_EQ(finding(result, "IN-GAC-DECIDE-30D").bearer, Bearer::regulator);
  for (const auto& duty : result.duties) EXPECT_FALSE(duty.leads && duty.bearer != Bearer::provider) << duty.id;
}

TEST(Evaluate, ContentThatIsAlreadyDownMeetsATakeDownAtOnce) {
  Facts facts = notice("IN", Harm::ncii, Complainant::depicted, "2026-03-02T10:00:00Z");
  facts.then = {happened("2026-03-01T10:00:00Z", HappeningKind::removed)};
  EXPECT_EQ(finding(evaluate(shipped(), facts, facts.sent_at), "IN-NCII-2H").state, ClockState::met);
  facts.then.push_back(happened("2026-03-02T09:00:00Z", HappeningKind::restored));
  EXPECT_EQ(finding(evaluate(shipped(), facts, facts.sent_at), "IN-NCII-2H").state, ClockState::running);
  facts.then.push_back(happened("2026-03-02T12:00:00Z", HappeningKind::removed));
  EXPECT_EQ(finding(evaluate(shipped(), facts, facts.sent_at), "IN-NCII-2H").state, ClockState::met);
  facts.then.back().at = at("2026-03-02T12:00:00.001Z");
  EXPECT_EQ(finding(evaluate(shipped(), facts, facts.sent_at), "IN-NCII-2H").state, ClockState::missed);
}

TEST(Evaluate, GivenLimbsWinOverTheHarmMap) {
  Facts facts = notice("IN", Harm::ncii, Complainant::user, "2026-03-02T10:00:00Z");
  facts.limbs = {"3(1)(b)(iv)"};
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_FALSE(finding(result, "IN-3-1-B-36H").triggered);
  EXPECT_TRUE(says(finding(result, "IN-3-1-B-36H"), "(iv)")) << finding(result, "IN-3-1-B-36H").reason;
  EXPECT_TRUE(finding(result, "IN-GRIEV-7D").triggered);
  for (const auto* limb : {"ii", "iii", "v", "vi", "vii", "viii", "ix", "x"}) {
    facts.limbs = {"3(1)(b)(" + std::string(limb) + ")"};
    EXPECT_TRUE(finding(evaluate(shipped(), facts, facts.sent_at), "IN-3-1-B-36H").triggered) << limb;
  }
}

TEST(Evaluate, EveryFindingHasAReasonASourceAndAProvision) {
  Facts facts = notice("IN", Harm::ncii_synthetic, Complainant::depicted, "2026-08-02T10:00:00Z");
  facts.jurisdictions.clear();
  for (const auto& [jurisdiction, pack] : shipped().packs) facts.jurisdictions.push_back(jurisdiction);
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_EQ(result.packs.size(), 22U);
  EXPECT_FALSE(result.tz_version.empty());
  for (const auto& duty : result.duties) {
    EXPECT_FALSE(duty.reason.empty() || duty.provision.empty() || duty.source.empty()) << duty.id;
    EXPECT_EQ(duty.reason.back(), '.') << duty.id << ": " << duty.reason;
    EXPECT_EQ(duty.triggered, duty.starts_at.has_value()) << duty.id;
  }
}

}  // namespace
}  // namespace redress::law
