// SPDX-License-Identifier: Apache-2.0
#include "law/pack.hpp"

#include <gtest/gtest.h>

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

// One small pack; tests change a line of it.
constexpr std::string_view small_pack = R"(pack:
  jurisdiction: ZZ
  title: Nowhere
  as_at: 2026-11-22
  zone: Europe/London
  weekend: [saturday, sunday]
  territory: [ZZ]
  receipt: {designated: entered, other: retrieved, provision: "section 1", source: [A]}
  standards: [promptly]
sources:
  A: {title: Act, url: "https://example.org"}
duties:
- id: ZZ-1
  instrument: Act
  provision: s.1
  status: in_force
  duty_bearer: provider
  applies_to: {channel: [user_complaint], content: [any], actor: anyone}
  trigger: {channels: [user_complaint]}
  action_required: remove
  step: take_down
  clock: PT2H
  clock_kind: hard_max
  calendar: continuous
  starts_at: receipt
  pausable: silent
  territorial_scope: silent
  appeal: {route: null, clock: null}
  penalty: []
  in_force_from: 2026-01-01
  in_force_until: null
  source: [A]
  confidence: high
)";

std::string with(std::string_view line, std::string_view replacement) {
  std::string text(small_pack);
  const auto at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), replacement);
}

std::string faults_of(const std::string& text) {
  const auto pack = parse_pack("zz.yaml", text);
  return pack.ok() ? "" : pack.error().message;
}

TEST(PackParser, ReadsTheSmallPack) {
  const auto pack = parse_pack("zz.yaml", small_pack);
  ASSERT_TRUE(pack.ok()) << pack.error().message;
  const auto& duty = pack.value().duties.at(0);
  EXPECT_EQ(duty.id, "ZZ-1");
  EXPECT_EQ(duty.on_risk, OnRisk::restrict);
  EXPECT_EQ(duty.ends_on, bit_of(HappeningKind::restricted) | bit_of(HappeningKind::removed));
  EXPECT_EQ(pack.value().sha256.size(), 64U);
}

struct FaultCase {
  std::string_view line, replacement, expected;
};

TEST(PackParser, EachFaultIsToldWithItsLineAndWhatToDo) {
  const FaultCase cases[] = {
      {"  step: take_down", "  step: take_down\n  clok: PT2H", "zz.yaml:22: unknown key 'clok' in a duty"},
      {"  provision: s.1\n", "", "zz.yaml:13: a duty lacks the key 'provision'; add it"},
      {"  provision: s.1\n", "  provision: s.1\n  provision: s.2\n", "is written twice in a duty"},
      {"clock: PT2H", "clock: 2 hours", "zz.yaml:22: '2 hours' is no ISO 8601 duration"},
      {"clock_kind: hard_max", "clock_kind: standard", "is not among the pack's standards"},
      {"clock_kind: hard_max", "clock_kind: soft", "is not a kind of clock; write one of: hard_max"},
      {"calendar: continuous", "calendar: calendar_days", "hours cannot be counted in days"},
      {"clock: PT2H", "clock: P2D", "days, months and years need calendar"},
      {"in_force_from: 2026-01-01", "in_force_from: 2026-02-30", "zz.yaml:30: '2026-02-30' is no date"},
      {"in_force_from: 2026-01-01", "in_force_from: null", "needs its first day"},
      {"in_force_until: null", "in_force_until: 2025-12-30", "it ends before it begins"},
      {"{channels: [user_complaint]}", "{channels: [letter]}", "'letter' is not a channel"},
      {"{channels: [user_complaint]}", "{harms: [rudeness]}", "'rudeness' is not a harm"},
      {"{channels: [user_complaint]}", "{complainants: [cat]}", "'cat' is not a complainant"},
      {"{channels: [user_complaint]}", "{starts_on: [dawn]}", "'dawn' is not a happening"},
      {"{channels: [user_complaint]}", "{limbs: [ii]}", "names the limb 'ii'"},
      {"{channels: [user_complaint]}", "{}", "has no condition"},
      {"{channels: [user_complaint]}", "{never: x, channels: [user_complaint]}", "beside conditions"},
      {"{channels: [user_complaint]}", "{harms: [ncii], harms_except: [csam]}", "keep one"},
      {"{channels: [user_complaint]}", "{checklist: Q}", "names the validity list 'Q'"},
      {"penalty: []", "penalty: [FINE]", "names the penalty 'FINE'"},
      {"source: [A]\n  confidence", "source: [B]\n  confidence", "'B' is not in the table of sources"},
      {"source: [A]\n  confidence", "source: []\n  confidence", "without a source"},
      {"confidence: high", "confidence: sure", "'sure' is not a confidence"},
      {"zone: Europe/London", "zone: Mars/Olympus", "is no time zone"},
      {"weekend: [saturday, sunday]", "weekend: [caturday]", "is no weekday"},
      {"territory: [ZZ]", "territory: [zz]", "is no territory"},
      {"duty_bearer: provider", "duty_bearer: nobody", "is not a duty bearer"},
      {"status: in_force", "status: maybe", "is not a status"},
      {"jurisdiction: ZZ", "jurisdiction: [ZZ]", "is a list or a map"},
      {"as_at: 2026-11-22", "as_at: soon", "'soon' is no date"},
      {"penalty: []", "penalty: &x [*x]", "an alias (*name) is not allowed"},
      {"title: Nowhere", "title: {a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: 1}}}}}}}}}}}}", "nested deeper"},
      {"title: Nowhere", "title: [unclosed", "no YAML"},
  };
  for (const auto& one : cases) {
    const std::string faults = faults_of(with(one.line, one.replacement));
    EXPECT_NE(faults.find(one.expected), std::string::npos) << one.replacement << "\n→ " << faults;
    EXPECT_EQ(faults.rfind("zz.yaml:", 0), 0U) << faults;
  }
}

TEST(PackParser, SeveralFaultsAreToldTogetherAndTheirNumberIsBounded) {
  std::string text = with("clock: PT2H", "clock: soon");
  text.replace(text.find("status: in_force"), 16, "status: perhaps");
  const std::string faults = faults_of(text);
  EXPECT_NE(faults.find("'soon'"), std::string::npos);
  EXPECT_NE(faults.find("'perhaps'"), std::string::npos);

  std::string many(small_pack);
  for (int i = 0; i < 200; ++i) many += "  key" + std::to_string(i) + ": 1\n";
  const std::string bounded = faults_of(many);
  EXPECT_EQ(std::count(bounded.begin(), bounded.end(), '\n'), static_cast<std::ptrdiff_t>(faults_max));
  EXPECT_NE(bounded.find("and 150 more"), std::string::npos);
}

TEST(PackParser, RowsOfOneDutyMayFollowButNotOverlap) {
  const std::string row(small_pack.substr(small_pack.find("- id:")));
  std::string later = row;
  later.replace(later.find("2026-01-01"), 10, "2026-07-01");
  const std::string overlapping = std::string(small_pack) + later;
  EXPECT_NE(faults_of(overlapping).find("zz.yaml:34: the dates of 'ZZ-1' overlap with its row on line 13"),
            std::string::npos)
      << faults_of(overlapping);

  std::string ended(small_pack);
  ended.replace(ended.find("in_force_until: null"), 20, "in_force_until: 2026-06-30");
  later.replace(later.find("PT2H"), 4, "PT1H");
  auto rulebook = build_rulebook({{"zz.yaml", ended + later}}, {});
  ASSERT_TRUE(rulebook.ok()) << rulebook.error().message;
  // The first of July begins in London at 23:00 UTC of the day before.
  const auto june = notice("ZZ", Harm::ncii, Complainant::depicted, "2026-06-30T22:59:59Z");
  const auto july = notice("ZZ", Harm::ncii, Complainant::depicted, "2026-06-30T23:00:00Z");
  const auto before = evaluate(rulebook.value(), june, june.sent_at);
  ASSERT_EQ(before.duties.size(), 1U);
  EXPECT_EQ(before.duties[0].clock, "PT2H");
  EXPECT_EQ(evaluate(rulebook.value(), july, july.sent_at).duties.at(0).clock, "PT1H");
}

TEST(PackParser, AFileLargerThanTheBoundIsRefusedUnread) {
  std::string text(small_pack);
  text.append(pack_bytes_max - text.size(), '#');
  EXPECT_EQ(faults_of(text), "");
  text += '#';
  EXPECT_NE(faults_of(text).find("larger than 1 MiB"), std::string::npos);
}

TEST(Rulebook, WantsAtLeastOnePackAndEachJurisdictionAndDutyOnce) {
  EXPECT_EQ(build_rulebook({}, {}).error().code, Code::not_found);
  const auto twice = build_rulebook({{"a.yaml", std::string(small_pack)}, {"b.yaml", std::string(small_pack)}}, {});
  ASSERT_FALSE(twice.ok());
  EXPECT_NE(twice.error().message.find("b.yaml:13: duty 'ZZ-1' is also in a.yaml"), std::string::npos);
  EXPECT_NE(twice.error().message.find("jurisdiction ZZ already has the pack a.yaml"), std::string::npos);
}

TEST(Rulebook, FaultsOfEveryFileAreTold) {
  const auto both = build_rulebook({{"a.yaml", "pack: 1"}, {"b.yaml", "]"}}, {});
  ASSERT_FALSE(both.ok());
  EXPECT_NE(both.error().message.find("a.yaml:1: "), std::string::npos);
  EXPECT_NE(both.error().message.find("b.yaml:1: "), std::string::npos);
}

}  // namespace
}  // namespace redress::law
