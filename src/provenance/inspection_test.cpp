// SPDX-License-Identifier: Apache-2.0
#include "provenance/inspection.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redress::provenance {
namespace {

using nlohmann::json;

Inspection full() {
  Inspection inspection;
  inspection.verdict = {Origin::ai_edited, {"a reason", "another \"one\"\n"}};
  inspection.mime = "image/jpeg";
  inspection.state = ManifestState::valid;
  inspection.summary = "intact, signed by somebody";
  inspection.is_intact = true;
  inspection.trusted_by = {false, true, false};
  inspection.signed_before = Instant{1'790'000'000'000};
  inspection.failures = {{"signingCredential.untrusted", "", "on no list"}};
  inspection.signals = {
      {"Midjourney", Making::ai_generated, Strength::suggests, "text Description", 1ULL << 40U, "a harbour"}};
  inspection.remarks = {"a wrong CRC"};
  return inspection;
}

TEST(Inspection, IsTheSameBehindTheWorkersDoor) {
  for (const Inspection& before : {full(), Inspection{}}) {
    const std::string text = render_inspection(before);
    const auto after = parse_inspection(text);
    ASSERT_TRUE(after.ok()) << text;
    EXPECT_EQ(render_inspection(after.value()), text);
  }
  const auto read = parse_inspection(render_inspection(full()));
  EXPECT_EQ(read.value().verdict.origin, Origin::ai_edited);
  EXPECT_EQ(read.value().trusted_by, (std::array{false, true, false}));
  EXPECT_EQ(read.value().signed_before, Instant{1'790'000'000'000});
  EXPECT_EQ(read.value().signals.at(0).offset, 1ULL << 40U);
}

TEST(Inspection, EveryFieldThatIsAmissIsRefused) {
  const json sound = json::parse(render_inspection(full()));
  ASSERT_TRUE(parse_inspection(sound.dump()).ok());
  const auto refused = [](const json& changed) { return !parse_inspection(changed.dump()).ok(); };
  for (const auto& [key, value] : sound.items()) {
    json changed = sound;
    changed.erase(key);
    EXPECT_TRUE(refused(changed)) << key << " missing";
    changed[key] = 7;
    EXPECT_TRUE(refused(changed)) << key << " of another kind";
  }
  for (const auto& [key, value] : sound["provenance"].items()) {
    json changed = sound;
    changed["provenance"][key] = 7;
    EXPECT_TRUE(refused(changed)) << key;
  }
  for (const auto& [key, value] : sound["signals"][0].items()) {
    json changed = sound;
    changed["signals"][0][key] = -7;
    EXPECT_TRUE(refused(changed)) << key;
  }
  json changed = sound;
  changed["verdict"] = "genuine";
  EXPECT_TRUE(refused(changed)) << "a word that is none";
  EXPECT_FALSE(parse_inspection("").ok());
  EXPECT_FALSE(parse_inspection("[]").ok());
  EXPECT_FALSE(parse_inspection(std::string(100'000, '[')).ok());
}

TEST(Inspection, HasALimitToEachListAndToAll) {
  json many = json::parse(render_inspection(full()));
  many["reasons"] = std::vector<std::string>(inspection_lines_max, "x");
  EXPECT_TRUE(parse_inspection(many.dump()).ok());
  many["reasons"].push_back("one more");
  EXPECT_FALSE(parse_inspection(many.dump()).ok());
  json large = json::parse(render_inspection(full()));
  large["mime"] = std::string(inspection_bytes_max, 'x');
  EXPECT_FALSE(parse_inspection(large.dump()).ok());
}

TEST(Inspection, AFileThatSaysTooMuchIsToldShortened) {
  ProvenanceReport report;
  report.state = ManifestState::invalid;
  ManifestReport& manifest = report.manifests.emplace_back();
  Asset asset;
  std::vector<Signal> signals;
  for (int i = 0; i < 10'000; ++i) {
    manifest.statuses.fail("assertion.missing", "self#jumbf=x", std::string(5'000, '"'));
    asset.remarks.emplace_back(5'000, '"');
    signals.push_back(
        {std::string(160, '"'), Making::possible, Strength::suggests, std::string(160, '"'), 0, std::string(160, '"')});
  }
  const Inspection inspection = make_inspection(report, asset, signals);
  const std::string text = render_inspection(inspection);
  EXPECT_LT(text.size(), inspection_bytes_max);
  ASSERT_TRUE(parse_inspection(text).ok());
  EXPECT_EQ(inspection.verdict.origin, Origin::tampered);
  EXPECT_EQ(inspection.signals.size(), inspection_lines_max);
  EXPECT_EQ(inspection.remarks.size(), inspection_lines_max);
  EXPECT_NE(inspection.remarks.back().find("of which the first"), std::string::npos);
}

}  // namespace
}  // namespace redress::provenance
