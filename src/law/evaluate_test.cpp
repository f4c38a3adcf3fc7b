// SPDX-License-Identifier: Apache-2.0
#include "law/evaluate.hpp"

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

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

TEST(Evaluate, APlaceWithoutAPackGivesAReceiptAndNoDuty) {
  const auto facts = notice("XX", Harm::ncii, Complainant::depicted, "2026-08-02T10:00:00Z");
  const auto result = evaluate(shipped(), facts, facts.sent_at);
  EXPECT_TRUE(result.packs.empty() && result.duties.empty() && result.is_received);
  EXPECT_EQ(result.received_at, facts.sent_at);
  EXPECT_EQ(result.basis.find("()"), std::string::npos) << result.basis;
}

// The law counts from what happened, not from the order in which it was told.
TEST(Evaluate, TheOrderInWhichHappeningsAreToldDoesNotMatter) {
  Facts facts = notice("EU", Harm::terrorist, Complainant::authority, "2026-05-04T22:10:00Z");
  facts.channel = Channel::government_order;
  facts.then = {happened("2026-05-05T09:00:00Z", HappeningKind::clarification_given),
                happened("2026-05-04T22:30:00Z", HappeningKind::clarification_asked)};
  EXPECT_EQ(due(evaluate(shipped(), facts, facts.sent_at), "EU-TCO-1H"), "2026-05-05T10:00:00Z");
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
