// SPDX-License-Identifier: Apache-2.0
#include "match/bank_file.hpp"

#include <gtest/gtest.h>

#include "match/bank_recording.hpp"

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

BankEntry recording() {
  BankEntry film = entry();
  film.fingerprint.kind = "video";
  film.fingerprint.pdq = {};
  film.fingerprint.pdq_quality = 0;
  media::Video& video = film.video.emplace();
  video.frames_per_second = 4;
  video.is_cut_short = true;
  video.sound = {0x01020304, 0xffffffff, 0};
  for (std::uint32_t i = 0; i < 6; ++i) {
    media::VideoFrame& frame = video.frames.emplace_back();
    frame.number = i / 2;
    frame.seconds = frame.number / 4.0;
    frame.quality = 90;
    frame.is_inside = i % 2 == 1;
    media::Pdq pdq;
    pdq.fill(static_cast<std::uint8_t>(i));
    frame.hashes = media::turn_hash(pdq);
  }
  return film;
}

TEST(BankFile, RecordingsAndTextsAreReadAsTheyWereWritten) {
  BankEntry sound = recording();
  sound.fingerprint.kind = "audio";
  sound.fingerprint.width = sound.fingerprint.height = 0;
  sound.video->frames.clear();
  sound.video->frames_per_second = 0;
  BankEntry text = sound;
  text.fingerprint.kind = "text";
  text.video.reset();
  BankEntry short_text = text;
  text.text = TextHash{{1, 2, 3}, 77};
  const std::vector<BankEntry> all{recording(), sound, text, short_text, entry()};
  std::string lines;
  for (const BankEntry& one : all) lines += render_entry(one) + "\n";
  const auto bank = parse_bank(lines, "bank.jsonl");
  ASSERT_TRUE(bank.ok()) << bank.error().message;
  EXPECT_EQ(bank.value(), all);
  EXPECT_NE(lines.find(R"("frames":["0,90,0000)"), std::string::npos);
  EXPECT_NE(lines.find(R"("audio":"AQIDBP////8AAAAA")"), std::string::npos);
}

TEST(BankFile, ARecordingThatIsNoneIsRefused) {
  const std::string good = render_entry(recording());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string line = good;
    line.replace(line.find(from), from.size(), to);
    return parse_entry(line, "bank:1");
  };
  ASSERT_TRUE(with("\"audio\"", "\"audio\"").ok());
  EXPECT_EQ(with("\"kind\":\"video\"", "\"kind\":\"hologram\"").error().code, Code::invalid);
  EXPECT_EQ(with("0,90,", "0,101,").error().code, Code::invalid);
  EXPECT_EQ(with("\"frames_per_second\":4.0", "\"frames_per_second\":0").error().code, Code::invalid);
  EXPECT_EQ(with("\"frames_per_second\":4.0", "\"x\":0").error().code, Code::invalid);
  EXPECT_EQ(with("AQIDBP", "AQIDB?").error().code, Code::invalid);
  EXPECT_EQ(with("8AAAAA", "8AAA==").error().code, Code::invalid);
  BankEntry full = recording();
  full.video->frames.resize(frame_count_max + 4);
  EXPECT_EQ(parse_entry(render_entry(full), "bank:1").error().code, Code::exhausted);
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
