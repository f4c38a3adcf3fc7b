// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "ledger/commitment.hpp"
#include "ledger/merkle.hpp"
#include "ledger/test_entries.hpp"

namespace redress::ledger {
namespace {

std::string refusal(const Bytes& bytes) {
  const auto decoded = decode_entry(bytes);
  return decoded.ok() ? "" : decoded.error().message;
}

// The first notice of a case, as docs/reference/ledger-entries.md shows it.
Entry worked_example() {
  Entry entry;
  entry.type = EntryType::notice_received;
  SaltKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key.at(i) = static_cast<std::uint8_t>(i);
  entry.case_id = pseudonym_of(key);
  entry.number = 1;
  entry.at = parse_instant("2026-11-22T02:00:00.250Z").value();
  entry.clock_error_ms = 12;
  entry.actor = Actor::reporter;
  entry.rulebook = sha256("an example, not a rulebook");
  entry.notice_no = 1;
  entry.channel = law::Channel::user_complaint;
  entry.complainant = law::Complainant::depicted;
  entry.harm = law::Harm::ncii;
  entry.jurisdictions = {"IN"};
  entry.medium = law::Medium::designated;
  entry.sent_at = parse_instant("2026-11-22T01:59:58Z").value();
  entry.entered_at = parse_instant("2026-11-22T02:00:00.250Z").value();
  entry.received_at = *entry.entered_at;
  entry.flags = flag_acted_on;
  add_commitment(entry, key, CommitmentCode::statement, "this is me");
  return entry;
}

std::string hex_lines(const Bytes& bytes) {
  const std::string hex = render_hex(bytes);
  std::string lines;
  for (std::size_t at = 0; at < hex.size(); at += 64) lines.append(hex.substr(at, 64)).append("\n");
  return lines;
}

TEST(LedgerEntry, ReadsBackAsItWasWritten) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draws draws(seed);
    for (const EntryType type : all_types()) {
      const Entry entry = draw_entry(type, draws);
      const Bytes bytes = encoded(entry);
      ASSERT_EQ(bytes.size() % entry_bucket_bytes, 0U);
      const auto decoded = decode_entry(bytes);
      ASSERT_TRUE(decoded.ok()) << "seed " << seed << " " << render(type) << ": " << decoded.error().message;
      ASSERT_EQ(decoded.value(), entry) << "seed " << seed << " " << render(type);
    }
  }
}

TEST(LedgerEntry, HasOneEncoding) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Draws draws(seed);
    for (const EntryType type : all_types()) {
      Bytes bytes = encoded(draw_entry(type, draws));
      for (int times = 0; times < 200; ++times) {
        Bytes changed = bytes;
        changed[draws.below(changed.size())] ^= static_cast<std::uint8_t>(1U << draws.below(8));
        const auto decoded = decode_entry(changed);
        if (decoded.ok()) {
          ASSERT_EQ(encoded(decoded.value()), changed) << "seed " << seed << " " << render(type);
        }
      }
    }
  }
}

TEST(LedgerEntry, StandsInThePageByteForByte) {
  std::ifstream file("docs/reference/ledger-entries.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const Bytes bytes = encoded(worked_example());
  EXPECT_NE(page.find(hex_lines(bytes)), std::string::npos)
      << "the worked example of docs/reference/ledger-entries.md should be\n"
      << hex_lines(bytes);
  EXPECT_NE(page.find(render_hex(leaf_hash(bytes))), std::string::npos) << "leaf " << render_hex(leaf_hash(bytes));
}

TEST(LedgerEntry, RefusesWhatIsNotPaddedAsItShouldBe) {
  const Bytes bytes = encoded(worked_example());
  Bytes longer = bytes;
  longer.resize(longer.size() + entry_bucket_bytes);
  EXPECT_NE(refusal(longer).find("padding is longer than needed"), std::string::npos);
  Bytes dirty = bytes;
  dirty.back() = 1;
  EXPECT_NE(refusal(dirty).find("byte 511: a byte of the padding"), std::string::npos) << refusal(dirty);
  EXPECT_NE(refusal({}).find("multiple of 256"), std::string::npos);
  EXPECT_NE(refusal(Bytes(sealed_bytes_max + entry_bucket_bytes)).find("65,280"), std::string::npos);
}

TEST(LedgerEntry, SaysWhichRuleIsBrokenAndWhere) {
  Bytes bytes = encoded(worked_example());
  bytes[0] = 2;
  EXPECT_NE(refusal(bytes).find("byte 0: the version is 2"), std::string::npos);
  bytes[0] = 1;
  bytes[1] = 0x19;
  EXPECT_NE(refusal(bytes).find("byte 1: there is no type 25"), std::string::npos);
  bytes[1] = 0x02;
  EXPECT_NE(refusal(bytes).find("field 'rulebook' does not belong to this type"), std::string::npos) << refusal(bytes);
}

TEST(LedgerEntry, RefusesALaterFieldBeforeAnEarlierOne) {
  Entry entry;
  entry.type = EntryType::heartbeat;
  Bytes bytes = encoded(entry);
  // at (11 bytes) and clock_error (7 bytes) change places.
  std::rotate(bytes.begin() + 4, bytes.begin() + 15, bytes.begin() + 22);
  EXPECT_NE(refusal(bytes).find("byte 11: field 'at' stands after a later one"), std::string::npos) << refusal(bytes);
}

TEST(LedgerEntry, AllItemsOfTheLargestCaseFitIntoOneDecision) {
  Entry entry;
  entry.type = EntryType::decided;
  entry.decision_no = 1;
  for (std::uint32_t no = 1; no <= case_item_count_max; ++no) entry.item_nos.push_back(no);
  EXPECT_EQ(encoded(entry).size(), entry_bucket_bytes);
  entry.item_nos.clear();
  for (std::uint32_t no = 1; no <= case_item_count_max; no += 2) entry.item_nos.push_back(no);
  EXPECT_LE(encoded(entry).size(), sealed_bytes_max);
  EXPECT_EQ(decode_entry(encoded(entry)).value(), entry);
}

TEST(LedgerEntry, RefusesOneItemMoreThanACaseHas) {
  Entry entry;
  entry.type = EntryType::decided;
  for (std::uint32_t no = 1; no <= case_item_count_max + 1; ++no) entry.item_nos.push_back(no);
  EXPECT_NE(refusal(encoded(entry)).find("more items than a case has"), std::string::npos);
}

TEST(LedgerEntry, IsRefusedWhenItIsTooLong) {
  Entry entry;
  entry.type = EntryType::items_added;
  entry.items.resize(4'400);
  const auto bytes = encode_entry(entry);
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code, Code::exhausted);
}

TEST(LedgerEntry, HoldsNoTextThatIsNotClean) {
  EXPECT_EQ(clip_text("a\tb\x7f"
                      "c",
                      10),
            "a b c");
  EXPECT_EQ(clip_text("a\xff"
                      "b",
                      10),
            "a?b");
  EXPECT_EQ(clip_text("a\xed\xa0\x80", 10), "a???");
  EXPECT_EQ(clip_text("ab\xe2\x82\xac", 4), "ab");
  EXPECT_EQ(clip_text("ab\xe2\x82\xac", 5), "ab\xe2\x82\xac");
  Entry entry;
  entry.type = EntryType::key_changed;
  entry.key = "line\nbreak";
  EXPECT_FALSE(encode_entry(entry).ok());
}

TEST(LedgerEntry, KeepsAnOrdersWordsTogether) {
  Entry entry = worked_example();
  entry.order = OrderWords{"Ministry", "", "", ""};
  EXPECT_FALSE(encode_entry(entry).ok());
  entry.order_url_count = 0;
  EXPECT_EQ(decode_entry(encoded(entry)).value(), entry);
}

TEST(LedgerCommitment, ChangesWithEveryPart) {
  const SaltKey key = sha256("key");
  const Digest made = commit(CommitmentCode::statement, salt_of(key, 1, CommitmentCode::statement), "words");
  EXPECT_NE(made, commit(CommitmentCode::statement, salt_of(key, 2, CommitmentCode::statement), "words"));
  EXPECT_NE(made, commit(CommitmentCode::signature, salt_of(key, 1, CommitmentCode::statement), "words"));
  EXPECT_NE(made, commit(CommitmentCode::statement, salt_of(key, 1, CommitmentCode::signature), "words"));
  EXPECT_NE(made, commit(CommitmentCode::statement, salt_of(key, 1, CommitmentCode::statement), "word"));
  EXPECT_NE(pseudonym_of(key), pseudonym_of(sha256("another")));
}

TEST(LedgerCommitment, IsWrittenOutAsThePageSays) {
  const Digest salt = sha256("salt");
  Bytes message;
  for (const char c : std::string("redress/commit/v1")) message.push_back(static_cast<std::uint8_t>(c));
  message.push_back(0);
  message.push_back(7);
  message.insert(message.end(), salt.begin(), salt.end());
  for (const int byte : {0, 0, 0, 0, 0, 0, 0, 2}) message.push_back(static_cast<std::uint8_t>(byte));
  message.push_back('o');
  message.push_back('k');
  EXPECT_EQ(commit(CommitmentCode::reasons, salt, "ok"), sha256(message));
}

TEST(LedgerCommitment, HasNoneForNothingAndStandsInOrder) {
  Entry entry;
  add_commitment(entry, SaltKey{}, CommitmentCode::reasons, "r");
  add_commitment(entry, SaltKey{}, CommitmentCode::statement, "");
  add_commitment(entry, SaltKey{}, CommitmentCode::staff, "s");
  ASSERT_EQ(entry.commitments.size(), 2U);
  EXPECT_EQ(entry.commitments[0].code, 5);
  EXPECT_EQ(entry.commitments[1].code, 7);
}

}  // namespace
}  // namespace redress::ledger
