// SPDX-License-Identifier: Apache-2.0
#include "ledger/tlog_proof.hpp"

#include "ledger/cosignature.hpp"
#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::test_signer;

struct Receipt {
  TlogProof proof;
  Digest leaf;
  Signer log = test_signer("log.example", KeyType::note);
  Policy policy;
};

Receipt make_receipt(std::uint64_t index, std::uint64_t size, const std::vector<std::string>& witnesses) {
  Receipt receipt;
  std::vector<Digest> leaves;
  for (std::uint64_t i = 0; i < size; ++i) leaves.push_back(leaf_hash(view_bytes(std::to_string(i))));
  Note note = sign_checkpoint({"log.example", size, test::plain_root(leaves), {}}, receipt.log).value();
  std::string policy;
  for (const char* name : {"w1", "w2", "w3"}) {
    policy +=
        std::string("witness ") + name + " " + render_verifier_key(test_signer(name, KeyType::cosignature).key) + "\n";
  }
  receipt.policy = parse_policy(policy + "group g 2 w1 w2 w3\nquorum g\n").value();
  for (const std::string& name : witnesses) {
    note.signatures.push_back(cosign(note.text, test_signer(name, KeyType::cosignature), 1'800'000'000).value());
  }
  receipt.proof = {std::nullopt, index, test::plain_inclusion(leaves, index), render_note(note)};
  receipt.leaf = leaves[index];
  return receipt;
}

TEST(TlogProof, IsSignedFirstAndWitnessedOnceTheQuorumHolds) {
  const Receipt early = make_receipt(70, 100, {"w1"});
  const auto first = verify_tlog_proof(early.proof, early.leaf, early.log.key, &early.policy);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first.value().state, ProofState::signed_by_log);
  EXPECT_EQ(first.value().signatures.size(), 2U);
  const Receipt later = make_receipt(70, 100, {"w1", "w3"});
  EXPECT_EQ(verify_tlog_proof(later.proof, later.leaf, later.log.key, &later.policy).value().state,
            ProofState::witnessed);
  EXPECT_EQ(verify_tlog_proof(later.proof, later.leaf, later.log.key).value().state, ProofState::signed_by_log);
  const Policy none = parse_policy("quorum none\n").value();
  EXPECT_EQ(verify_tlog_proof(later.proof, later.leaf, later.log.key, &none).value().state, ProofState::signed_by_log);
}

TEST(TlogProof, HoldsForItsEntryPlaceAndLogAlone) {
  const Receipt receipt = make_receipt(70, 100, {});
  EXPECT_FALSE(verify_tlog_proof(receipt.proof, leaf_hash({}), receipt.log.key).ok());
  TlogProof moved = receipt.proof;
  moved.index = 71;
  EXPECT_FALSE(verify_tlog_proof(moved, receipt.leaf, receipt.log.key).ok());
  const VerifierKey other = test_signer("log.example", KeyType::note, "another seed").key;
  EXPECT_EQ(verify_tlog_proof(receipt.proof, receipt.leaf, other).error().code, Code::forbidden);
}

TEST(TlogProof, ReadsWhatItWritesAndRefusesEveryChangedByte) {
  for (const std::uint64_t size : {1U, 2U, 100U}) {
    Receipt receipt = make_receipt(size - 1, size, {});
    const std::string text = render_tlog_proof(receipt.proof);
    const auto again = parse_tlog_proof(text);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again.value(), receipt.proof);
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      const auto proof = parse_tlog_proof(changed);
      EXPECT_FALSE(proof.ok() && verify_tlog_proof(proof.value(), receipt.leaf, receipt.log.key).ok()) << changed;
    }
    receipt.proof.extra = test::to_bytes("kept beside");
    const std::string with_extra = render_tlog_proof(receipt.proof);
    EXPECT_EQ(parse_tlog_proof(with_extra).value(), receipt.proof);
  }
}

TEST(TlogProof, OtherShapesAreRefused) {
  const TlogProof proof = make_receipt(70, 100, {}).proof;
  const std::string text = render_tlog_proof(proof);
  const std::string first = "c2sp.org/tlog-proof@v1\n";
  const std::string rest = text.substr(first.size());
  const std::string note = proof.checkpoint;
  const std::string hash = render_base64(empty_root()) + "\n";
  std::string many;
  for (int i = 0; i < 64; ++i) many += hash;
  for (const std::string& other :
       {std::string(), first, first + "index 070\n" + rest.substr(9), first + "index  70\n" + rest.substr(9),
        first + "index 100\n" + rest.substr(9), first + "extra\n" + rest, first + "extra =\n" + rest,
        first + "index 0\nextra AAAA\n\n" + note, first + "index 0\n" + hash.substr(4) + "\n" + note,
        first + "index 0\n" + hash + note, first + "index 0\n\n", first + "index 0\n" + many + "\n" + note,
        "c2sp.org/tlog-proof@v2\n" + rest, first + first + rest, text + "x"}) {
    EXPECT_FALSE(parse_tlog_proof(other).ok()) << other;
  }
}

TEST(TlogProof, OfAHugeLogStaysSmall) {
  TlogProof proof = make_receipt(0, 1, {"w1", "w2", "w3"}).proof;
  proof.hashes.assign(30, empty_root());
  EXPECT_LT(render_tlog_proof(proof).size(), 2100U);
}

}  // namespace
}  // namespace redress::ledger
