// SPDX-License-Identifier: Apache-2.0
#include "provenance/verdict.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace redress::provenance {
namespace {

const std::string terms = "http://cv.iptc.org/newscodes/digitalsourcetype/";

ProvenanceReport no_manifest() { return {}; }

ProvenanceReport claim(const std::string& action, const std::string& term, ManifestState state) {
  ProvenanceReport report;
  report.state = state;
  ManifestReport& manifest = report.manifests.emplace_back();
  manifest.actions.push_back({action, terms + term, true, ""});
  return report;
}

ProvenanceReport trusted_claim(const std::string& term) { return claim("c2pa.created", term, ManifestState::trusted); }

Signal mark(Making making, Strength strength) { return {"A tool", making, strength, "EXIF Software", 7, "a value"}; }

Origin judge(const ProvenanceReport& report, const std::vector<Signal>& signals) {
  return judge_file(report, signals).origin;
}

bool says(const OriginVerdict& verdict, std::string_view words) {
  return std::ranges::any_of(verdict.reasons,
                             [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

TEST(FileVerdict, MetadataDecidesWhereNoClaimDoes) {
  const struct {
    Making making;
    Strength strength;
    Origin origin;
  } table[] = {
      {Making::ai_generated, Strength::states, Origin::ai_generated},
      {Making::ai_edited, Strength::states, Origin::ai_edited},
      {Making::possible, Strength::states, Origin::ai_suspected},
      {Making::ai_generated, Strength::suggests, Origin::ai_suspected},
      {Making::ai_edited, Strength::suggests, Origin::ai_suspected},
      {Making::captured, Strength::states, Origin::unknown},
      {Making::captured, Strength::suggests, Origin::unknown},
      {Making::other, Strength::states, Origin::unknown},
  };
  for (const auto& row : table) {
    EXPECT_EQ(judge(no_manifest(), {mark(row.making, row.strength)}), row.origin)
        << static_cast<int>(row.making) << ' ' << static_cast<int>(row.strength);
  }
}

TEST(FileVerdict, AbsenceAndAnUnsignedCameraAreNoEvidence) {
  EXPECT_EQ(judge(no_manifest(), {}), Origin::unknown);
  const auto verdict = judge_file(no_manifest(), {mark(Making::captured, Strength::states)});
  EXPECT_EQ(verdict.origin, Origin::unknown);
  EXPECT_TRUE(says(verdict, "counts for nothing"));
}

TEST(FileVerdict, TheStrongestMarkDecidesAndEachIsAReason) {
  const auto verdict = judge_file(
      no_manifest(), {mark(Making::ai_generated, Strength::suggests), mark(Making::ai_edited, Strength::states)});
  EXPECT_EQ(verdict.origin, Origin::ai_edited);
  EXPECT_TRUE(says(verdict, "EXIF Software suggests that AI made it"));
  EXPECT_TRUE(says(verdict, "EXIF Software states that AI edited it"));
}

TEST(FileVerdict, ASignedClaimOutranksMetadataAndDisagreementIsSaid) {
  const auto edited =
      judge_file(trusted_claim("compositeWithTrainedAlgorithmicMedia"), {mark(Making::ai_generated, Strength::states)});
  EXPECT_EQ(edited.origin, Origin::ai_edited);
  EXPECT_TRUE(says(edited, "they disagree"));
  const auto captured = judge_file(trusted_claim("digitalCapture"), {mark(Making::ai_generated, Strength::suggests)});
  EXPECT_EQ(captured.origin, Origin::captured);
  EXPECT_TRUE(says(captured, "they disagree"));
  const auto agreed =
      judge_file(trusted_claim("trainedAlgorithmicMedia"), {mark(Making::ai_generated, Strength::states)});
  EXPECT_EQ(agreed.origin, Origin::ai_generated);
  EXPECT_FALSE(says(agreed, "they disagree"));
}

TEST(FileVerdict, AClaimThatDecidesNothingLeavesItToTheMetadata) {
  const auto silent = claim("c2pa.edited", "humanEdits", ManifestState::trusted);
  EXPECT_EQ(judge(silent, {mark(Making::ai_generated, Strength::states)}), Origin::ai_generated);
  EXPECT_EQ(judge(silent, {}), Origin::unknown);
  const auto vague = trusted_claim("composite");
  EXPECT_EQ(judge(vague, {mark(Making::ai_generated, Strength::states)}), Origin::ai_generated);
  EXPECT_EQ(judge(vague, {}), Origin::ai_suspected);
}

TEST(FileVerdict, AClaimThatDoesNotHoldIsNoMoreThanMetadata) {
  const auto expired = claim("c2pa.created", "compositeWithTrainedAlgorithmicMedia", ManifestState::invalid);
  EXPECT_EQ(judge(expired, {mark(Making::ai_generated, Strength::states)}), Origin::ai_generated);
  EXPECT_EQ(judge(expired, {}), Origin::ai_edited);
}

TEST(FileVerdict, TamperedStaysTamperedWhateverTheMetadataSays) {
  auto report = trusted_claim("digitalCapture");
  report.state = ManifestState::invalid;
  report.manifests.front().statuses.fail("assertion.dataHash.mismatch", "", "the file was changed");
  const auto verdict = judge_file(report, {mark(Making::ai_generated, Strength::states)});
  EXPECT_EQ(verdict.origin, Origin::tampered);
  EXPECT_TRUE(says(verdict, "states that AI made it"));
}

TEST(FileVerdict, AToolThatSignsWithoutASourceTypeMakesSuspect) {
  auto report = claim("c2pa.created", "", ManifestState::valid);
  report.manifests.front().generator = "Dreamina/1.0";
  report.manifests.front().actions.front().software = "Adobe Firefly";
  report.manifests.front().actions.push_back(report.manifests.front().actions.front());
  const auto signals = read_claim_signals(report);
  ASSERT_EQ(signals.size(), 2U);
  EXPECT_EQ(signals[0].producer, "Dreamina");
  EXPECT_EQ(signals[0].field, "C2PA claim generator");
  EXPECT_EQ(signals[1].field, "C2PA softwareAgent");
  EXPECT_EQ(judge(report, signals), Origin::ai_suspected);
  report.manifests.front().generator = "Adobe Photoshop 26.0";
  report.manifests.front().actions.clear();
  EXPECT_TRUE(read_claim_signals(report).empty());
}

TEST(Declaration, IsOneOfThreeWords) {
  for (const auto* const word : {"ai", "ai-edited", "not-ai"}) {
    const auto parsed = parse_declaration(word);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(declaration_name(parsed.value()), word);
  }
  EXPECT_FALSE(parse_declaration("").ok());
  EXPECT_FALSE(parse_declaration("AI").ok());
}

TEST(Declaration, IsHeldAgainstWhatIsFound) {
  using enum Agreement;
  constexpr Agreement table[3][6] = {// unknown, captured, suspected, edited, generated, tampered
                                     {unproven, contradicted, unproven, confirmed, confirmed, unproven},  // ai
                                     {unproven, contradicted, unproven, confirmed, confirmed, unproven},  // ai-edited
                                     {unproven, confirmed, doubted, contradicted, contradicted, unproven}};  // not-ai
  for (int declared = 0; declared < 3; ++declared) {
    for (int found = 0; found < 6; ++found) {
      const auto verdict = check_declaration(static_cast<Declaration>(declared), static_cast<Origin>(found));
      EXPECT_EQ(verdict.agreement, table[declared][found]) << declared << ' ' << found;
      EXPECT_TRUE(verdict.reason.starts_with("declared ")) << verdict.reason;
    }
  }
}

}  // namespace
}  // namespace redress::provenance
