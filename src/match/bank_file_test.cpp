// SPDX-License-Identifier: Apache-2.0
#include "match/bank_file.hpp"

#include <gtest/gtest.h>

namespace redress::match {
namespace {

BankEntry entry() {
  BankEntry entry;
  entry.path = "a \"b\"\n.jpg";
  entry.fingerprint.width = 640;
  entry.fingerprint.height = 480;
  entry.fingerprint.sha256.fill(0xab);
  entry.fingerprint.md5.fill(0xcd);
  entry.fingerprint.pdq.fill(0x12);
  entry.fingerprint.pdq_quality = 77;
  return entry;
}

TEST(BankFile, WhatIsWrittenIsRead) {
  BankEntry with_turns = entry();
  for (std::size_t i = 0; i < 8; ++i) with_turns.fingerprint.dihedral[i].fill(static_cast<std::uint8_t>(i));
  const std::string text = render_entry(entry()) + "\n\n" + render_entry(with_turns, Detail::all) + "\r\n";
  const auto bank = parse_bank(text, "bank.jsonl");
  ASSERT_TRUE(bank.ok()) << bank.error().message;
  EXPECT_EQ(bank.value(), (std::vector<BankEntry>{entry(), with_turns}));
}

TEST(BankFile, FeaturesOfAnotherVersionAreLeftOutAndDamagedOnesRefused) {
  BankEntry full = entry();
  full.features = media::Features{100, 50, {media::Feature{{3, 4}, 64, 5, {1, 2, 3, 4}, {}}}};
  const std::string line = render_entry(full, Detail::all);
  EXPECT_EQ(parse_entry(line, "bank:1").value().features, full.features);
  EXPECT_EQ(render_entry(full).find("features"), std::string::npos);
  // In base64 the version is the first two letters: "Ag" is 2.
  const std::size_t at = line.find("\"features\":\"Ag") + 12;
  ASSERT_NE(at, 11U) << line;
  std::string later = line;
  later.replace(at, 2, "Aw");
  EXPECT_EQ(parse_entry(later, "bank:1").value().features, std::nullopt);
  EXPECT_EQ(parse_entry(later, "bank:1").value().fingerprint.sha256, full.fingerprint.sha256);
  for (const char* bad : {"\"Ag==\"", "\"?\"", "\"\"", "7"}) {
    std::string damaged = line.substr(0, at - 1) + bad + "}";
    EXPECT_EQ(parse_entry(damaged, "bank:1").error().code, Code::invalid) << damaged;
  }
}

TEST(BankFile, TheKeysStandInTheirDocumentedOrder) {
  BankEntry plain = entry();
  plain.path = "x.jpg";
  const std::string line = render_entry(plain);
  EXPECT_TRUE(line.starts_with(R"({"path":"x.jpg","kind":"image","width":640,"height":480,"sha256":"abab)")) << line;
  EXPECT_TRUE(line.ends_with(R"(1212","pdq_quality":77})")) << line;
}

TEST(BankFile, AnErrorNamesFileAndLine) {
  const std::string good = render_entry(entry());
  const std::vector<std::pair<std::string, std::string>> cases{
      {"nonsense", "not a JSON object"},
      {"[1]", "not a JSON object"},
      {R"({"path":1})", "\"path\""},
      {good.substr(0, good.size() - 3) + R"(101})", "\"pdq_quality\""},
      {good.substr(0, good.size() - 1) + R"(,"pdq_luma":"scaled"})", "--screening"},
  };
  for (const auto& [line, what] : cases) {
    const auto bank = parse_bank(good + "\n" + line + "\n", "bank.jsonl");
    ASSERT_FALSE(bank.ok()) << line;
    EXPECT_EQ(bank.error().code, Code::invalid);
    EXPECT_TRUE(bank.error().message.starts_with("bank.jsonl:2: ")) << bank.error().message;
    EXPECT_NE(bank.error().message.find(what), std::string::npos) << bank.error().message;
  }
}

}  // namespace
}  // namespace redress::match
