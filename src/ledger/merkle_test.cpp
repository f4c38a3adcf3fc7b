// SPDX-License-Identifier: Apache-2.0
#include "ledger/merkle.hpp"

#include <random>

#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::find_data;

std::vector<Digest> make_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(view_bytes("entry " + std::to_string(i))));
  return leaves;
}

TEST(Merkle, EmptyTreeAndFirstLeavesAreThoseOfTheRfc) {
  EXPECT_EQ(render_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(render_hex(leaf_hash({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  const Digest second = leaf_hash(Bytes{0});
  EXPECT_EQ(render_hex(node_hash(leaf_hash({}), second)),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(Merkle, LeavesOfEverySizeAreHashedLikeThePlainTwin) {
  for (const std::size_t size : {0U, 1U, 31U, 1023U, 1024U, 1025U, 65'535U}) {
    const Bytes entry(size, 0x5a);
    EXPECT_EQ(leaf_hash(entry), test::plain_leaf(entry)) << size;
  }
}

TEST(Merkle, ATreeThatGrowsHasTheRootOfTheWholeAtEverySize) {
  const std::vector<Digest> leaves = make_leaves(300);
  CompactTree tree;
  EXPECT_EQ(tree.root(), empty_root());
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.append_leaf(leaves[size - 1]);
    const auto plain = test::plain_root(std::span(leaves).first(size));
    ASSERT_EQ(tree.root(), plain) << size;
    if (size <= 256) {
      ASSERT_EQ(subtree_root(std::span(leaves).first(size)), plain) << size;
    }
    auto restored = CompactTree::restore(tree.size(), tree.hashes());
    ASSERT_TRUE(restored.ok());
    ASSERT_EQ(restored.value().root(), plain);
  }
  EXPECT_FALSE(CompactTree::restore(3, {leaves[0]}).ok());
  EXPECT_FALSE(CompactTree::restore(0, {leaves[0]}).ok());
}

TEST(Merkle, EveryInclusionProofOfSmallTreesHoldsAndNoAlteredOneDoes) {
  const std::vector<Digest> leaves = make_leaves(40);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const auto tree = std::span(leaves).first(size);
    const Digest root = test::plain_root(tree);
    for (std::size_t index = 0; index < size; ++index) {
      Proof proof = test::plain_inclusion(tree, index);
      ASSERT_TRUE(verify_inclusion(leaves[index], index, size, proof, root).ok()) << index << " of " << size;
      if (size > 1) {
        ASSERT_FALSE(verify_inclusion(leaves[index], (index + 1) % size, size, proof, root).ok());
      }
      ASSERT_FALSE(verify_inclusion(leaves[(index + 1) % 40], index, size, proof, root).ok());
      for (Digest& hash : proof) {
        hash[7] ^= 1U;
        ASSERT_FALSE(verify_inclusion(leaves[index], index, size, proof, root).ok());
        hash[7] ^= 1U;
      }
      proof.push_back(root);
      ASSERT_FALSE(verify_inclusion(leaves[index], index, size, proof, root).ok());
      proof.pop_back();
      if (proof.empty()) continue;
      proof.pop_back();
      ASSERT_FALSE(verify_inclusion(leaves[index], index, size, proof, root).ok());
    }
    EXPECT_FALSE(verify_inclusion(leaves[0], size, size, {}, root).ok());
  }
  EXPECT_FALSE(verify_inclusion(leaves[0], 0, 0, {}, empty_root()).ok());
}

TEST(Merkle, EveryConsistencyProofOfSmallTreesHoldsAndNoAlteredOneDoes) {
  const std::vector<Digest> leaves = make_leaves(40);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const auto tree = std::span(leaves).first(size);
    const Digest root = test::plain_root(tree);
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      const Digest old_root = test::plain_root(tree.first(old_size));
      Proof proof = test::plain_consistency(tree, old_size);
      ASSERT_TRUE(verify_consistency(old_size, old_root, size, root, proof).ok()) << old_size << " to " << size;
      for (Digest& hash : proof) {
        hash[0] ^= 128U;
        ASSERT_FALSE(verify_consistency(old_size, old_root, size, root, proof).ok());
        hash[0] ^= 128U;
      }
      proof.push_back(root);
      ASSERT_FALSE(verify_consistency(old_size, old_root, size, root, proof).ok());
      proof.pop_back();
      if (!proof.empty()) proof.pop_back();
      if (old_size != size) {
        ASSERT_FALSE(verify_consistency(old_size, old_root, size, root, proof).ok());
      }
    }
  }
  EXPECT_FALSE(verify_consistency(0, empty_root(), 4, leaves[0], {}).ok());
  EXPECT_FALSE(verify_consistency(5, leaves[0], 4, leaves[0], {}).ok());
}

TEST(Merkle, TheClassicEightLeavesAgree) {
  const auto path = find_data("rfc6962-8leaf.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto data = nlohmann::json::parse(test::load_text(*path));
  std::vector<Digest> leaves;
  CompactTree tree;
  for (std::size_t i = 0; i < 8; ++i) {
    const Bytes entry = parse_hex(data["leaves_hex"][i].get<std::string>()).value();
    leaves.push_back(leaf_hash(entry));
    tree.append(entry);
    EXPECT_EQ(render_hex(tree.root()), data["roots_hex"][i].get<std::string>());
  }
  for (const auto& one : data["inclusion"]) {
    Proof proof;
    for (const auto& hash : one["proof"]) proof.push_back(test::hash_of_hex(hash));
    const std::size_t size = one["size"];
    const std::size_t index = one["index"];
    EXPECT_EQ(proof, test::plain_inclusion(std::span(leaves).first(size), index));
    EXPECT_TRUE(
        verify_inclusion(leaves[index], index, size, proof, test::plain_root(std::span(leaves).first(size))).ok());
  }
  for (const auto& one : data["consistency"]) {
    Proof proof;
    for (const auto& hash : one["proof"]) proof.push_back(test::hash_of_hex(hash));
    const std::size_t size = one["new"];
    const std::size_t old_size = one["old"];
    EXPECT_TRUE(verify_consistency(old_size, test::plain_root(std::span(leaves).first(old_size)), size,
                                   test::plain_root(std::span(leaves).first(size)), proof)
                    .ok());
  }
}

// Hashes of a wrong length never reach a Digest: a vector with one is refused where it is read.
std::optional<Digest> digest_of(const nlohmann::json& value) {
  const auto bytes = parse_base64(value.get<std::string>());
  if (!bytes.ok() || bytes.value().size() != 32) return std::nullopt;
  return test::to_digest(bytes.value());
}
std::optional<Proof> proof_of(const nlohmann::json& values) {
  Proof proof;
  for (const auto& value : values.is_null() ? nlohmann::json::array() : values) {
    const auto hash = digest_of(value);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

TEST(Merkle, PublishedInclusionVectorsAgree) {
  const auto path = find_data("merkle-inclusion.jsonl");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  std::ifstream lines(*path);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto one = nlohmann::json::parse(line);
    const auto proof = proof_of(one["proof"]);
    const auto leaf = digest_of(one["leafHash"]);
    const auto root = digest_of(one["root"]);
    const bool holds = proof && leaf && root &&
                       verify_inclusion(*leaf, one["leafIdx"].get<std::uint64_t>(),
                                        one["treeSize"].get<std::uint64_t>(), *proof, *root)
                           .ok();
    EXPECT_EQ(holds, !one["wantErr"].get<bool>()) << line;
  }
  EXPECT_GE(count, 48U);
}

TEST(Merkle, PublishedConsistencyVectorsAgree) {
  const auto path = find_data("merkle-consistency.jsonl");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  std::ifstream lines(*path);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto one = nlohmann::json::parse(line);
    const auto proof = proof_of(one["proof"]);
    const auto old_root = digest_of(one["root1"]);
    const auto root = digest_of(one["root2"]);
    const bool holds = proof && old_root && root &&
                       verify_consistency(one["size1"].get<std::uint64_t>(), *old_root,
                                          one["size2"].get<std::uint64_t>(), *root, *proof)
                           .ok();
    EXPECT_EQ(holds, !one["wantErr"].get<bool>()) << line;
  }
  EXPECT_GE(count, 48U);
}

}  // namespace
}  // namespace redress::ledger
