// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.hpp"

#include "ledger/cosignature.hpp"
#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::find_data;
using test::test_signer;

const std::string root_text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

TEST(Checkpoint, ReadsWhatItWrites) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 63U) - 1}) {
    const Checkpoint checkpoint{"log.example/a", size, empty_root(),
                                size == 1 ? std::vector<std::string>{"ext 1", "ext 2"} : std::vector<std::string>{}};
    const auto again = parse_checkpoint(render_checkpoint(checkpoint));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value(), checkpoint);
  }
}

TEST(Checkpoint, OtherSpellingsAreRefused) {
  for (const std::string& text : {std::string(),
                                  std::string("o\n"),
                                  std::string("o\n1\n"),
                                  "o\n1\n" + root_text,
                                  "\n1\n" + root_text + "\n",
                                  "o\n01\n" + root_text + "\n",
                                  "o\n+1\n" + root_text + "\n",
                                  "o\n-1\n" + root_text + "\n",
                                  "o\n 1\n" + root_text + "\n",
                                  "o\n1 \n" + root_text + "\n",
                                  "o\n\n" + root_text + "\n",
                                  "o\n0x1\n" + root_text + "\n",
                                  "o\n9223372036854775808\n" + root_text + "\n",
                                  "o\n99999999999999999999\n" + root_text + "\n",
                                  "o\n1\n" + root_text.substr(4) + "\n",
                                  "o\n1\n" + root_text + "AAAA\n",
                                  "o\n1\n" + root_text.substr(0, 42) + "V=\n",
                                  "o\n1\n" + root_text + "\n\n",
                                  "o\n1\n" + root_text + "\next",
                                  "o\n1\n" + root_text + "\n\next\n",
                                  "o\r\n1\n" + root_text + "\n",
                                  std::string("o\n0\n") + render_base64(Digest{}) + "\n"}) {
    EXPECT_FALSE(parse_checkpoint(text).ok()) << text;
  }
}

TEST(Checkpoint, OpensOnlyWithTheKeyOfItsOwnLog) {
  const Signer log = test_signer("log.example/a", KeyType::note);
  const Signer witness = test_signer("witness.example", KeyType::cosignature);
  const Checkpoint checkpoint{"log.example/a", 5, sha256(std::string_view("root")), {}};
  Note note = sign_checkpoint(checkpoint, log).value();
  note.signatures.insert(note.signatures.begin(), cosign(note.text, witness, 77).value());
  const auto opened = open_checkpoint(render_note(note), log.key, {&witness.key, 1});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value().checkpoint, checkpoint);
  ASSERT_EQ(opened.value().verified.size(), 2U);
  EXPECT_EQ(opened.value().verified[0].name, "log.example/a");
  EXPECT_EQ(opened.value().verified[1].time_s, 77U);
  // A witness alone does not speak for the log, and a log does not speak for another.
  note.signatures.pop_back();
  EXPECT_EQ(open_checkpoint(render_note(note), log.key, {&witness.key, 1}).error().code, Code::forbidden);
  const Note foreign = sign_checkpoint({"log.example/b", 5, checkpoint.root, {}}, log).value();
  EXPECT_EQ(open_checkpoint(render_note(foreign), log.key).error().code, Code::invalid);
}

TEST(Checkpoint, PublishedCasesAgree) {
  const auto path = find_data("checkpoint-cases-alpha.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  const VerifierKey key = parse_verifier_key(data["vkey"].get<std::string>()).value();
  for (const auto& one : data["cases"]) {
    const std::string note = test::to_text(parse_base64(one["note_b64"].get<std::string>()).value());
    EXPECT_EQ(open_note(note, {&key, 1}).ok(), one["note_open_ok"].get<bool>()) << one["name"];
    EXPECT_EQ(open_checkpoint(note, key).ok(), one["checkpoint_expected_ok"].get<bool>()) << one["name"];
  }
}

TEST(Checkpoint, GeneratedCheckpointsAgreeByteForByte) {
  const auto path = find_data("gen-alpha.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  const VerifierKey log = parse_verifier_key(data["log_vkey"].get<std::string>()).value();
  const VerifierKey witness = parse_verifier_key(data["witness_vkey"].get<std::string>()).value();
  const Signer log_signer =
      make_signer(log.name, KeyType::note, derive_signing_key(test::hash_of_hex(data["log_seed_hex"]))).value();
  const Signer cosigner =
      make_signer(witness.name, KeyType::cosignature, derive_signing_key(test::hash_of_hex(data["witness_seed_hex"])))
          .value();
  EXPECT_EQ(log_signer.key, log);
  EXPECT_EQ(cosigner.key, witness);
  for (const auto& [size, bytes] : data["checkpoints_cosigned"].items()) {
    const auto opened = open_checkpoint(bytes.get<std::string>(), log, {&witness, 1});
    ASSERT_TRUE(opened.ok()) << size << " " << opened.error().message;
    EXPECT_EQ(std::to_string(opened.value().checkpoint.size), size);
    EXPECT_EQ(render_base64(opened.value().checkpoint.root), data["roots"][size].get<std::string>());
    ASSERT_EQ(opened.value().verified.size(), 2U);
    Note again = sign_checkpoint(opened.value().checkpoint, log_signer).value();
    again.signatures.push_back(cosign(again.text, cosigner, opened.value().verified[1].time_s).value());
    EXPECT_EQ(render_note(again), bytes.get<std::string>());
  }
}

TEST(Checkpoint, AMirrorSpeaksForAnotherOriginByCosigning) {
  const auto path = find_data("sunlight-mirror");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  std::string text = test::load_text(*path + "/vkey");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const VerifierKey key = parse_verifier_key(text).value();
  const auto opened = open_note(test::load_text(*path + "/checkpoint"), {&key, 1});
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value().verified[0].time_s, 1'767'139'200U);
  EXPECT_EQ(parse_checkpoint(opened.value().note.text).value().size, 300U);
}

}  // namespace
}  // namespace redress::ledger
