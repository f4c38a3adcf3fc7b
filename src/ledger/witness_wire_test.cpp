// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness_wire.hpp"

#include "ledger/cosignature.hpp"
#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::test_signer;

std::string make_note() {
  return render_note(
      sign_checkpoint({"log.example", 5, sha256(std::string_view("r")), {}}, test_signer("log.example", KeyType::note))
          .value());
}

TEST(WitnessWire, ReadsWhatItWrites) {
  for (const std::size_t hashes : {0U, 1U, 63U}) {
    const AddCheckpoint request{hashes, Proof(hashes, empty_root()), make_note()};
    EXPECT_EQ(parse_add_checkpoint(render_add_checkpoint(request)).value(), request);
  }
  const AddCheckpoint full{3, Proof(64, empty_root()), make_note()};
  EXPECT_FALSE(parse_add_checkpoint(render_add_checkpoint(full)).ok());
}

TEST(WitnessWire, OtherShapesAreRefused) {
  const std::string note = make_note();
  const std::string hash = render_base64(empty_root()) + "\n";
  EXPECT_TRUE(parse_add_checkpoint("old 0\n\n" + note).ok());
  for (const std::string& body :
       {std::string(), std::string("old 0\n"), std::string("old 0\n\n"), "old 00\n\n" + note, "old +1\n\n" + note,
        "old -1\n\n" + note, "old\n\n" + note, "old  1\n\n" + note, "old 1 \n\n" + note, "\nold 1\n\n" + note,
        "old 0\r\n\r\n" + note, "old 0\n" + hash + note, "old 0\n" + hash.substr(4) + "\n" + note, "old 0\n\n\n" + note,
        "old 9223372036854775808\n\n" + note, "old 0\n\n" + note.substr(0, note.find("\n\n") + 1),
        "size 0\n\n" + note}) {
    EXPECT_FALSE(parse_add_checkpoint(body).ok()) << body;
  }
  const std::string padding = "— other.example " + render_base64(Bytes(3000, 1)) + "\n";
  std::string longer = "old 0\n\n" + note;
  while (longer.size() <= add_checkpoint_bytes_max) {
    EXPECT_TRUE(parse_add_checkpoint(longer).ok());
    longer += padding;
  }
  EXPECT_FALSE(parse_add_checkpoint(longer).ok());
}

TEST(WitnessWire, TheSizeOfAConflictHasOneSpelling) {
  EXPECT_EQ(parse_tlog_size(render_tlog_size(20'852'014)).value(), 20'852'014U);
  for (const char* body : {"", "3", "03\n", "3\n\n", "3\n4\n", " 3\n", "three\n"}) {
    EXPECT_FALSE(parse_tlog_size(body).ok()) << body;
  }
}

TEST(WitnessWire, OnlyCosignaturesOfThatWitnessOverThatTextAreAccepted) {
  const Signer witness = test_signer("witness.example", KeyType::cosignature);
  const Signer other = test_signer("other.example", KeyType::cosignature);
  const std::string own = render_signature_line(cosign("text\n", witness, 9).value());
  const std::string foreign = render_signature_line(cosign("text\n", other, 9).value());
  EXPECT_EQ(accept_cosignatures(foreign + own, "text\n", witness.key).value().size(), 1U);
  EXPECT_EQ(accept_cosignatures(foreign, "text\n", witness.key).error().code, Code::forbidden);
  EXPECT_EQ(accept_cosignatures(own, "texu\n", witness.key).error().code, Code::forbidden);
  EXPECT_FALSE(accept_cosignatures("", "text\n", witness.key).ok());
  EXPECT_FALSE(accept_cosignatures("hello\n", "text\n", witness.key).ok());
}

// The conversation up to what the text alone decides; the witness's own state is tested with the witness.
TEST(WitnessWire, ARecordedConversationIsReadAndItsProofsAreJudgedAsTheWitnessDid) {
  const auto path = test::find_data("witness-conversation.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  const VerifierKey log = make_verifier_key(data["log_key_name"].get<std::string>(), KeyType::note,
                                            parse_hex(data["log_ed25519_pub_hex"].get<std::string>()).value())
                              .value();
  Checkpoint known;
  for (const auto& step : data["steps"]) {
    const auto request = parse_add_checkpoint(step["request"].get<std::string>());
    ASSERT_TRUE(request.ok()) << request.error().message;
    EXPECT_EQ(render_add_checkpoint(request.value()), step["request"].get<std::string>());
    const auto claimed = parse_claimed_checkpoint(request.value().checkpoint).value();
    const auto head = open_checkpoint(request.value().checkpoint, log);
    int status = 200;
    if (claimed.origin != log.name) {
      status = 404;
    } else if (!head.ok()) {
      status = 403;
    } else if (request.value().old_size != known.size) {
      status = 409;
    } else if (known.size == 0) {
      status = request.value().proof.empty() ? 200 : 422;
    } else if (!verify_consistency(known.size, known.root, claimed.size, claimed.root, request.value().proof).ok()) {
      status = 422;
    }
    EXPECT_EQ(status, step.value("spec_status", step["status"].get<int>())) << step["request"];
    if (status == 200) known = claimed;
  }
  EXPECT_EQ(known.size, 5U);
}

}  // namespace
}  // namespace redress::ledger
