// SPDX-License-Identifier: Apache-2.0
#include "ledger/audit.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ledger/receipt_check.hpp"
#include "ledger/test_platform.hpp"

namespace redress::ledger {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant begin = law::at("2026-11-22T02:00:00Z");

// Two cases: one removed after half an hour, one nobody decided.
TestPlatform played() {
  TestPlatform platform(begin);
  platform.receive(1);
  platform.receive(2);
  platform.beat(30);
  platform.remove(1);
  platform.beat(91);
  platform.tick(2);
  platform.beat(2);
  return platform;
}

TestPlatform sealed() {
  TestPlatform platform = played();
  platform.seal(test_signer());
  return platform;
}

AuditOptions seen_by(const AuditReport& earlier) {
  AuditOptions options;
  options.find_seen = [seen = earlier.seen](const std::string&) { return std::optional(seen); };
  return options;
}

TEST(Audit, FindsNothingInAnHonestLedger) {
  const auto report = audit(sealed());
  EXPECT_EQ(findings(report), "");
  EXPECT_TRUE(report.log_holds);
  EXPECT_EQ(report.key_origin, KeyOrigin::first_use);
  EXPECT_EQ(report.replay.cases, 2U);
  const auto& tally = report.replay.duties.at({"IN-NCII-2H", "2026-11"});
  EXPECT_EQ(tally.met, 1U);
  EXPECT_EQ(tally.missed, 1U);
  EXPECT_EQ(tally.used_median, std::chrono::seconds{121 * 60 + 1});
}

TEST(Audit, TellsEverythingAsJson) {
  const auto document = nlohmann::json::parse(render_audit(audit(sealed())));
  EXPECT_EQ(document["log"]["origin"], "ledger.example/log");
  EXPECT_EQ(document["log"]["vkey_from"], "first_use");
  EXPECT_EQ(document["finding_count"], 0);
  EXPECT_EQ(document["entries_by_type"]["notice_received"], 2);
}

TEST(Audit, FindsEveryAlteredByteOfATileOrABundle) {
  TestPlatform honest = sealed();
  for (const auto& [path, bytes] : honest.files()) {
    if (!path.starts_with("tile/")) continue;
    for (std::size_t at = 0; at < bytes.size(); at += 9'973) {
      TestPlatform altered = honest;
      altered.files()[path][at] = static_cast<char>(altered.files()[path][at] ^ 0x10);
      ASSERT_NE(findings(audit(altered)), "") << path << " byte " << at;
    }
  }
}

TEST(Audit, FindsAnotherKey) {
  TestPlatform platform = sealed();
  AuditOptions options;
  options.key = test_signer("another").key;
  EXPECT_EQ(findings(audit(platform, options)).substr(0, 10), "signature:");
  const auto first = audit(platform);
  platform.seal(test_signer("another"));
  const auto second = audit(platform, seen_by(first));
  EXPECT_EQ(second.key_origin, KeyOrigin::seen_before);
  EXPECT_EQ(findings(second).substr(0, 10), "signature:");
  EXPECT_FALSE(second.log_holds);
}

TEST(Audit, AcceptsALogThatGrew) {
  TestPlatform platform = played();
  platform.seal(test_signer());
  const auto first = audit(platform);
  platform.beat(3);
  platform.seal(test_signer());
  const auto second = audit(platform, seen_by(first));
  EXPECT_EQ(findings(second), "");
  EXPECT_EQ(second.seen_size, first.checkpoint.size);
}

TEST(Audit, FindsARewrittenPastThoughTheLawHolds) {
  TestPlatform platform = sealed();
  const auto first = audit(platform);
  platform.entries()[1].clock_error_ms = 99;
  platform.beat(1);
  platform.seal(test_signer());
  EXPECT_NE(findings(audit(platform, seen_by(first))).find("history: the log was rewritten"), std::string::npos);
}

TEST(Audit, FindsALogThatShrank) {
  TestPlatform platform = sealed();
  const auto first = audit(platform);
  platform.entries().pop_back();
  platform.seal(test_signer());
  EXPECT_NE(findings(audit(platform, seen_by(first))).find("history: the log is smaller"), std::string::npos);
}

TEST(Audit, RemembersWhatItSawAsText) {
  const auto report = audit(sealed());
  const auto again = parse_seen(render_seen(report.seen));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().root, report.checkpoint.root);
  EXPECT_EQ(again.value().size, report.checkpoint.size);
  EXPECT_FALSE(parse_seen("{}").ok());
  EXPECT_FALSE(parse_seen("").ok());
}

TEST(Audit, FindsADeadlineThatIsNotTheLaws) {
  TestPlatform platform = played();
  for (Entry& entry : platform.entries()) {
    if (entry.duty == "IN-NCII-2H" && entry.type == EntryType::clock_started) {
      entry.due_at = *entry.due_at + hours{1};
    }
  }
  platform.seal(test_signer());
  const auto report = audit(platform);
  ASSERT_FALSE(report.replay.findings.empty());
  const Finding& first = report.replay.findings.front();
  EXPECT_EQ(first.rule, "clock_start");
  EXPECT_EQ(first.expected, "2026-11-22T04:00:00Z");
  EXPECT_EQ(first.found, "2026-11-22T05:00:00Z");
}

TEST(Audit, FindsSilenceButNotARestart) {
  TestPlatform platform(begin);
  platform.beat(2);
  platform.pass(hours{1});
  platform.restart();
  platform.beat(2);
  platform.pass(seconds{70});
  platform.beat(2);
  platform.seal(test_signer());
  const auto report = audit(platform);
  ASSERT_EQ(report.replay.gaps.size(), 2U);
  EXPECT_EQ(report.replay.gaps[0].cause, GapCause::restart);
  EXPECT_EQ(report.replay.gaps[1].cause, GapCause::silence);
  EXPECT_EQ(findings(report), "silence: silent from 2026-11-22T03:04:00Z to 2026-11-22T03:06:10Z\n");
}

TEST(Audit, FindsAClockThatIsOverdueAndNotTold) {
  TestPlatform platform(begin);
  platform.receive(1);
  platform.beat(121);
  platform.seal(test_signer());
  EXPECT_EQ(findings(audit(platform)), "") << "a minute and a bit is allowed";
  platform.beat(2);
  platform.seal(test_signer());
  EXPECT_NE(findings(audit(platform)).find("overdue: the clock of IN-NCII-2H"), std::string::npos);
}

TEST(Audit, FindsAnEntryThatCannotBeRead) {
  TestPlatform platform = played();
  platform.seal(test_signer());
  TileWriter writer;
  for (std::size_t i = 0; i < 300; ++i) ASSERT_TRUE(writer.append(view_bytes("no entry")).ok());
  for (const TileFile& file : writer.take_files()) {
    platform.files()[render_tile_path(file.path)] = std::string(file.bytes.begin(), file.bytes.end());
  }
  const auto signer = test_signer();
  platform.files()["checkpoint"] =
      render_note(sign_checkpoint(Checkpoint{signer.key.name, writer.size(), writer.root(), {}}, signer).value());
  const auto report = audit(platform);
  EXPECT_EQ(report.replay.finding_count, 300U);
  EXPECT_EQ(report.replay.findings.front().rule, "entry");
}

TEST(Audit, FindsAMissingRulebook) {
  TestPlatform platform = sealed();
  std::erase_if(platform.files(), [](const auto& file) { return file.first.starts_with("statutes/"); });
  EXPECT_NE(findings(audit(platform)).find("rulebook: the rulebook in force cannot be had"), std::string::npos);
}

TEST(Audit, DropsAClosedCaseAndStillChecksItsChain) {
  TestPlatform platform(begin);
  platform.receive(1);
  platform.remove(1);
  platform.close(1);
  platform.beat(1);
  platform.seal(test_signer());
  EXPECT_EQ(findings(audit(platform)), "");
}

TEST(Receipt, ShowsItsEntryAndItsState) {
  TestPlatform platform = sealed();
  const auto signer = test_signer();
  const TileReader reader = [&](const TilePath& tile) -> Result<Bytes> {
    TRY_ASSIGN(const std::string text, platform.read(render_tile_path(tile)));
    return Bytes(view_bytes(text).begin(), view_bytes(text).end());
  };
  const auto head = open_checkpoint(platform.read("checkpoint").value(), signer.key).value().checkpoint;
  auto tree = TileTree::open(reader, head.size, head.root).value();
  TlogProof proof{tree.entry(1).value(), 1, tree.inclusion_proof(1, head.size).value(),
                  platform.read("checkpoint").value()};
  const auto report = check_receipt(render_tlog_proof(proof), signer.key);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report.value().entry.type, EntryType::notice_received);
  EXPECT_EQ(report.value().verdict.state, ProofState::signed_by_log);
  EXPECT_EQ(read_receipt_origin(render_tlog_proof(proof)).value(), "ledger.example/log");
  EXPECT_FALSE(check_receipt(render_tlog_proof(proof), test_signer("another").key).ok());
  (*proof.extra)[20] ^= 1;
  EXPECT_FALSE(check_receipt(render_tlog_proof(proof), signer.key).ok());
  proof.extra.reset();
  EXPECT_FALSE(check_receipt(render_tlog_proof(proof), signer.key).ok());
}

}  // namespace
}  // namespace redress::ledger
